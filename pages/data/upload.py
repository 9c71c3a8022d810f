"""The first page: files in, understood and checked, then used."""

import streamlit as st

from pages.ui import state, upload, widgets

words = state.enter()
widgets.title(words, "upload")
upload.in_use(words)
files = upload.ask_files(words)
if not files:
    upload.first_steps(words)
    st.stop()
checked = upload.read(words, files)
if checked is not None:
    upload.show(words, checked)
