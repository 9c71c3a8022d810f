"""The coach's board: what was agreed with whom, what is overdue, and whether it helped."""

from pages.ui import follow_board, state, widgets

words = state.enter()
widgets.title(words, "commitments")
held = widgets.need_data(words)
widgets.assessed(words, held)
follow_board.show(words, held.token)
