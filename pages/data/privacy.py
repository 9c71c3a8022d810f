"""The page *Privacy and backup*: export and erasure of personal data, retention, and backups."""

import streamlit as st

from pages.data import backup, personal_data
from pages.kit import changes, widgets
from pages.session import state, url

words = state.enter()
widgets.title(words, "privacy")
scope = state.scope()
if scope is None:
    widgets.empty(words)
    st.subheader(words("privacy.backup"), anchor=False)
    backup.show(words)
else:
    changes.only_to_look_at(scope, words)
    changes.show_last(scope, personal_data.PAGE, words)
    parts = ("export", "erase", "retention", "backup")
    of_rep, of_person, of_time, of_all = url.tabs({part: words(f"privacy.{part}") for part in parts}, "tab")
    with of_rep:
        personal_data.export(scope, words)
    with of_person:
        personal_data.erase(scope, words)
    with of_time:
        personal_data.retention(scope, words)
    with of_all:
        backup.show(words)
