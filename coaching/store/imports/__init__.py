"""What was brought in: snapshots that never change, and the one state that they make together."""
