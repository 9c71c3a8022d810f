"""Who looks: whether people sign in, until when a sign-in holds, and the one viewer that all pages work for."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from coaching import store as kept
from coaching.access import ADMIN, EVERYTHING, Grant, Viewer, read_groups, viewer_of, viewer_of_groups
from coaching.access import may as role_may
from server import visitors
from server.settings import settings

#: By how much the clocks of the provider and of this server may differ.
_SKEW_SECONDS = 300
_NEEDED = ("redirect_uri", "cookie_secret")
_OF_A_PROVIDER = ("client_id", "server_metadata_url")


@dataclass(frozen=True)
class SignIn:
    """One sign-in: the e-mail as the provider gave it, and since when (seconds)."""

    email: str
    since: float


class Sessions:
    """Which sign-ins still hold: not too old, not left unused for too long, not ended. Times are in seconds."""

    def __init__(self, longest: float, idle: float) -> None:
        self._longest, self._idle = longest, idle
        self._used: dict[SignIn, float] = {}
        self._ended: set[SignIn] = set()
        self._lock = threading.Lock()

    def is_open(self, sign_in: SignIn, now: float) -> bool:
        """Say whether a sign-in holds; one that was left unused for too long is ended by that."""
        with self._lock:
            if not -_SKEW_SECONDS <= now - sign_in.since <= self._longest:
                return False
            if now - self._used.get(sign_in, now) > self._idle:
                self._ended.add(sign_in)
            return sign_in not in self._ended

    def use(self, sign_in: SignIn, now: float) -> None:
        """Note that a sign-in is used; those that are too old to hold are forgotten."""
        with self._lock:
            self._used[sign_in] = now
            for old in [one for one in self._used if now - one.since > self._longest + _SKEW_SECONDS]:
                del self._used[old]
                self._ended.discard(old)

    def end(self, sign_in: SignIn, now: float) -> None:
        """End a sign-in, in every tab and for a copy of its cookie too."""
        with self._lock:
            self._used[sign_in] = now
            self._ended.add(sign_in)


@st.cache_resource(show_spinner=False)
def _sessions() -> Sessions:
    hours, minutes = (
        float(os.environ.get(name) or default)
        for name, default in (("SALES_COACH_SESSION_HOURS", 12), ("SALES_COACH_IDLE_MINUTES", 60))
    )
    return Sessions(hours * 3600, minutes * 60)


def is_on() -> bool:
    """Say whether people sign in here. A settings file that cannot be read counts as yes: it must not open the door."""
    if os.environ.get("SALES_COACH_SIGN_IN", "").strip().casefold() == "required":
        return True
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    return any(Path(name).exists() for name in st.config.get_option("secrets.files"))


def is_at_this_machine() -> bool:
    """Say whether the visitor sits at this machine, or whoever runs the server lets everybody count as such.

    Asked of the connection alone, and never of the address that the page sends.
    """
    headers = _headers()
    return bool(headers) and (
        settings().is_open or visitors.is_private(headers, st.context.ip_address or visitors.OF_THIS_MACHINE[1])
    )


def _headers() -> list[tuple[str, str]]:
    """Return the headers of the connection; none where a page runs without one, in a test."""
    return [(name, value) for name in st.context.headers for value in st.context.headers.get_all(name)]


def providers() -> tuple[str, ...]:
    """Return the names of the identity providers, ``default`` for one without; none where the settings miss a part."""
    found = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    if not all(found.get(key) for key in _NEEDED):
        return ()
    named = {name: found[name] for name in found if hasattr(found[name], "get")}
    sections = {"default": found, **named}
    return tuple(name for name, section in sections.items() if all(section.get(key) for key in _OF_A_PROVIDER))


def refusal() -> str | None:
    """Say why nothing may be shown: ``network``, ``settings``, ``sign_in``, ``unverified``, ``ended``, ``unknown``."""
    return _look()[0]


def viewer() -> Viewer:
    """Return for whom this run works.

    Starts the run again where the sign-in no longer holds, which leads to the page to sign in; raises
    ``PermissionError`` where that is not possible.
    """
    _, found = _look()
    if found is None:
        st.rerun()
        raise PermissionError("nobody is signed in")
    sign_in = _sign_in()
    if sign_in is not None and is_on():
        _sessions().use(sign_in, time.time())
    return found


def may(what: str) -> bool:
    """Say whether whoever looks may open a page or do something."""
    return role_may(viewer(), what)


def need(what: str) -> None:
    """Raise ``PermissionError`` unless whoever looks may do something."""
    if not may(what):
        raise PermissionError(what)


def end() -> None:
    """Sign out."""
    sign_in = _sign_in()
    if sign_in is not None:
        _sessions().end(sign_in, time.time())
    st.logout()


def _look() -> tuple[str | None, Viewer | None]:
    if not is_on():
        return ("network", None) if _headers() and not is_at_this_machine() else (None, EVERYTHING)
    try:
        _grants()
    except ValueError:
        return "settings", None
    if not providers():
        return "settings", None
    sign_in = _sign_in()
    if sign_in is None:
        return "sign_in", None
    if st.user.get("email_verified") is False:
        return "unverified", None
    if not _sessions().is_open(sign_in, time.time()):
        return "ended", None
    found = _known(sign_in.email)
    return (None, found) if found else ("unknown", None)


def _grants() -> dict[str, Grant]:
    """Return which groups of the identity provider give which role; raises ``ValueError`` for a broken setting."""
    return read_groups(os.environ.get("SALES_COACH_GROUPS", ""))


def _sign_in() -> SignIn | None:
    """Return the sign-in of this session; ``iat`` is when the provider vouched for it."""
    email, since = st.user.get("email"), st.user.get("iat")
    if st.user.get("is_logged_in") is not True or not isinstance(email, str) or not email.strip():
        return None
    is_time = isinstance(since, (int, float)) and not isinstance(since, bool)
    return SignIn(email.strip(), float(since)) if is_time else None


def _known(email: str) -> Viewer | None:
    from pages.ui import memory

    if email.casefold() == os.environ.get("SALES_COACH_ADMIN", "").strip().casefold():
        return Viewer(ADMIN, email)
    person = kept.person_of(memory.opened(), email)
    grants = _grants()
    if grants:
        said = st.user.get(os.environ.get("SALES_COACH_GROUPS_CLAIM", "").strip() or "groups")
        return viewer_of_groups(grants, said if isinstance(said, list | tuple) else [said], email, person)
    return viewer_of(person) if person is not None and person.active else None
