"""The single deals behind a figure: which they are, how long they take, and which are waiting."""
