"""Decisions of people: configuration, the coaching log, tips, and the people who may sign in."""
