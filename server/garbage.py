"""When garbage is collected: not after every click, but once in a while, and never through what is there for good.

Python frees what nobody refers to at once. What refers to itself in a circle waits for the collector, which looks
through everything that could be part of one; with the libraries loaded that is half a million things, 0.2 s for each
full collection. Streamlit asks for one after every run of a page (``runner.postScriptGC``, switched off in
``.streamlit/config.toml``).
"""

from __future__ import annotations

import gc
import threading

#: So long a circle may wait. Python's own collections of what is young go on in between.
SECONDS = 60.0


def begin(seconds: float = SECONDS) -> threading.Event:
    """Leave what is loaded now out of all collections to come, and start collecting every so many seconds.

    Call it once everything is loaded. Setting the event that is returned ends the collecting.
    """
    gc.collect()
    gc.freeze()
    end = threading.Event()

    def collect() -> None:
        while not end.wait(seconds):
            gc.collect()

    threading.Thread(target=collect, name="garbage", daemon=True).start()
    return end
