"""The first page: files in, understood and checked, then used."""

from pages.ui import calls, state, upload, url, widgets

words = state.enter()
widgets.title(words, "upload")
upload.in_use(words)
files = upload.ask_files(words)
if not files and not calls.has_reading():
    upload.first_steps(words)
    url.stop()
checked = upload.read(words, files)
if checked is not None:
    upload.show(words, checked)
