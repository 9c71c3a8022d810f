"""Score sales reps against documented rules and their peers, from a CRM's own export."""

__version__ = "0.2.0"
