"""GTFS in: folders and zips become a :class:`~transit.gtfs.feed.Feed` of typed tables."""
