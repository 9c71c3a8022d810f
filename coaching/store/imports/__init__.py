"""Imports of a data set: immutable snapshots, and the present contents that are merged from them."""
