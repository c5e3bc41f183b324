"""What was compiled once is opened the next time: faster answers, never other ones."""
