"""What several exports say of the same deals."""
