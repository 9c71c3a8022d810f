"""Single deals behind a figure: which they are, how long they take, which are waiting."""
