"""Uploaded files: finding the header row, and the rows that are not data."""
