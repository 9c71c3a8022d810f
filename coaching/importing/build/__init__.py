"""Mapped raw tables to canonical rows."""
