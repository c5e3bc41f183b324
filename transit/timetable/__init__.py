"""A service day as typed arrays: what a search reads, and nothing it does not."""
