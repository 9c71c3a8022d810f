"""Garbage collection once a minute instead of after every click, and without the objects that are never freed.

Python frees unreferenced objects at once, but reference cycles only by a full collection, which examines all objects
that could be part of one. With the libraries loaded these are half a million, and a collection takes 0.2 s. Streamlit
starts one after every run of a page (``runner.postScriptGC``, switched off in ``.streamlit/config.toml``).
"""

from __future__ import annotations

import gc
import threading

#: The seconds between collections; Python's own collections of young objects go on in between.
SECONDS = 60.0


def begin(seconds: float = SECONDS) -> threading.Event:
    """Exclude all present objects from future collections, and start a thread that collects every ``seconds``.

    Call it after everything is loaded. Setting the returned event ends the thread.
    """
    gc.collect()
    gc.freeze()
    end = threading.Event()

    def collect() -> None:
        while not end.wait(seconds):
            gc.collect()

    threading.Thread(target=collect, name="garbage", daemon=True).start()
    return end
