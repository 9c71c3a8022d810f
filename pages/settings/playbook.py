"""The playbook: what to do about each figure that falls short, with the team's own tips."""

from pages.ui import setup, setup_tip_form, setup_tips, state, widgets

words = state.enter()
widgets.title(words, "playbook")
held = widgets.need_data(words)
setup.only_to_look_at(held, words)
setup.told(held, setup_tips.PAGE, words)
if setup_tip_form.is_open(held):
    setup_tip_form.show(held, words)
else:
    setup_tips.show(held, setup_tips.pick(words), words)
