"""What people decided, agreed on and wrote down, and who may sign in."""
