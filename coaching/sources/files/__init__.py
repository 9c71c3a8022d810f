"""Uploaded files: where the header is, which rows are no data."""
