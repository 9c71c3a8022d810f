"""The playbook: what to do about each figure that falls short, with the team's own tips."""

from pages.kit import changes, widgets
from pages.session import state
from pages.settings import tip_form, tips

words = state.enter()
widgets.title(words, "playbook")
held = widgets.need_data(words)
changes.only_to_look_at(held, words)
changes.show_last(held, tips.PAGE, words)
if tip_form.is_open(held):
    tip_form.show(held, words)
else:
    tips.show(held, tips.pick(words), words)
