"""Privacy and backup: a rep's own data, erasing a person, how long data is kept, and a copy of everything."""

import streamlit as st

from pages.ui import setup, setup_backup, setup_privacy, state, widgets

words = state.enter()
widgets.title(words, "privacy")
held = state.held()
if held is None:
    widgets.empty(words)
    st.subheader(words("privacy.backup"), anchor=False)
    setup_backup.show(words)
else:
    setup.only_to_look_at(held, words)
    setup.told(held, setup_privacy.PAGE, words)
    parts = ("export", "erase", "retention", "backup")
    export, erase, retention, backup = st.tabs([words(f"privacy.{part}") for part in parts], key="privacy-tab")
    with export:
        setup_privacy.export(held, words)
    with erase:
        setup_privacy.erase(held, words)
    with retention:
        setup_privacy.retention(held, words)
    with backup:
        setup_backup.show(words)
