"""The state of one visitor's session: the viewer, the data in use, the options and the cached results."""
