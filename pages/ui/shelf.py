"""Data in use, held in memory under a token that nobody can guess, so that a reload or a link finds it again.

Nothing is written to disk. The shelf is bounded: the data used longest ago makes room.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

import streamlit as st

from coaching.intake.model import Intake

SAMPLE = "sample"
_PLACES = 24


@dataclass(frozen=True)
class Held:
    """An intake in use and the token it is held under."""

    token: str
    intake: Intake

    @property
    def is_sample(self) -> bool:
        return self.token == SAMPLE


class Shelf:
    """A bounded, thread-safe place for the data in use."""

    def __init__(self, places: int = _PLACES) -> None:
        self._places = places
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, intake: Intake, token: str | None = None) -> Held:
        """Hold ``intake`` and return it with its token."""
        held = Held(token or secrets.token_urlsafe(18), intake)
        with self._lock:
            self._held[held.token] = held
            self._held.move_to_end(held.token)
            while len(self._held) > self._places:
                self._held.popitem(last=False)
        return held

    def get(self, token: str) -> Held | None:
        """Return what is held under ``token``, or None when it is gone or never was."""
        with self._lock:
            if token in self._held:
                self._held.move_to_end(token)
            return self._held.get(token)

    def drop(self, token: str) -> None:
        """Forget what is held under ``token``."""
        with self._lock:
            self._held.pop(token, None)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the one shelf of this server."""
    return Shelf()
