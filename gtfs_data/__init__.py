"""The corridor's facts, each with source and evidence, and the GTFS feeds compiled from them."""
