"""Circles of things that nobody needs any more are collected, though not after every click.

What would be lost: a server whose memory grows with every visitor.
"""

from __future__ import annotations

import gc
import threading
import weakref

from server import garbage


class Ring:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_a_circle_is_collected_after_a_while() -> None:
    gc.disable()
    collected = threading.Event()
    try:
        end = garbage.begin(0.01)
        ring = Ring()
        weakref.finalize(ring, collected.set)
        del ring
        assert collected.wait(30)
        end.set()
    finally:
        gc.enable()
        gc.unfreeze()
