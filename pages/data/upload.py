"""The page *Upload*: reads files, asks what is unclear about them, and saves them as a data set."""

from pages.data import upload_steps
from pages.session import results, state, url

words = state.enter()
upload_steps.title(words)
upload_steps.in_use(words)
files = upload_steps.ask_files(words)
if not files and not results.has_reading():
    upload_steps.first_steps(words)
    url.stop()
checked = upload_steps.read(words, files)
if checked is None:
    upload_steps.first_steps(words)
else:
    upload_steps.show(words, checked)
