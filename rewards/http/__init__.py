"""The rewards API over HTTP: one file a group of routes, and what they share."""
