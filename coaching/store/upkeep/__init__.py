"""Upkeep of the store: backups and restore, verification, export and erasure of a person, and retention."""
