"""One module a file format; imported inside the sandbox only."""
