"""What several tables say of the same people and deals."""
