"""Keeping the memory whole and no larger than it may be: copies and the way back, erasing, letting go."""
