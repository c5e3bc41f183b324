"""Compile the fact tables in ``gtfs_data/facts`` into the GTFS feeds in ``gtfs_data/feeds``."""
