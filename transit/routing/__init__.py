"""Searches on the arrays, and the way back from their labels to journeys."""
