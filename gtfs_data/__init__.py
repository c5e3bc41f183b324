"""The corridor's facts, each with source and evidence class, and the GTFS feeds compiled from them."""
