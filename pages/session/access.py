"""Who looks: whether people sign in, until when a sign-in holds, and the one viewer that all pages work for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from coaching.access import EVERYTHING, Viewer, security_log
from coaching.access import may as role_may
from coaching.settings import read_settings
from pages.session import database
from server import visitors
from server.sign_ins import SignIn, SignIns, grants, sign_ins

#: For how long, within a run, an answer to who looks is good.
_LOOKED_SECONDS = 2.0
_LOOK, _REFUSED, _NOT_THEIRS = "_look", "_refused", "_not_theirs"
_NEEDED = ("redirect_uri", "cookie_secret")
_OF_A_PROVIDER = ("client_id", "server_metadata_url")


@dataclass(frozen=True)
class _Look:
    """What was found when it was last asked who looks."""

    at: float
    sign_in: SignIn
    viewer: Viewer
    used: bool = False


@dataclass(frozen=True)
class _Acting:
    """For whom a file is made outside of any page's run."""

    viewer: Viewer
    sign_in: SignIn | None
    private: bool
    groups: tuple[object, ...] = ()


_ACTING: ContextVar[_Acting | None] = ContextVar("acting", default=None)


def _sign_ins() -> SignIns:
    return sign_ins(database.opened)


def is_on() -> bool:
    """Say whether people sign in here. A settings file that cannot be read counts as yes: it must not open the door."""
    if read_settings().sign_in == "required":
        return True
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    return any(Path(name).exists() for name in st.config.get_option("secrets.files"))


def is_at_this_machine() -> bool:
    """Return whether the visitor sits at this machine, or whoever runs the server lets everybody count as such.

    Asked of the connection alone, and never of the address that the page sends.
    """
    headers = _headers()
    return bool(headers) and (
        read_settings().is_open or visitors.is_private(headers, st.context.ip_address or visitors.OF_THIS_MACHINE[1])
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
    why, _ = _look()
    if why in ("unverified", "ended", "unknown") and st.session_state.get(_REFUSED) != why:
        security_log.record("sign_in_refused", str(st.user.get("email") or ""), why=why)
    st.session_state[_REFUSED] = why
    return why


def viewer() -> Viewer:
    """Return for whom this run works.

    Starts the run again where the sign-in no longer holds, which leads to the page to sign in; raises
    ``PermissionError`` where that is not possible.
    """
    acting = _ACTING.get()
    if acting is not None:
        return acting.viewer
    if not is_on():
        return _whoever_is_here()
    seen, sign_in = st.session_state.get(_LOOK), _sign_in()
    if not (isinstance(seen, _Look) and seen.sign_in == sign_in and 0 <= time.time() - seen.at < _LOOKED_SECONDS):
        _look()
        seen = st.session_state.get(_LOOK)
    if not isinstance(seen, _Look):
        st.rerun()
        raise PermissionError("nobody is signed in")
    if not seen.used:
        if _sign_ins().use(seen.sign_in, time.time()):
            security_log.record("sign_in", seen.viewer.email, role=seen.viewer.role)
        st.session_state[_LOOK] = replace(seen, used=True)
    return seen.viewer


def _whoever_is_here() -> Viewer:
    why, found = _look()
    if found is None:
        st.rerun()
        raise PermissionError(why)
    return found


def later(make: Callable[[], bytes], what: str = "", kind: str = "") -> Callable[[], bytes]:
    """Return what makes a file after this run, for whoever looks now, if their sign-in still holds and reaches then.

    Parameters
    ----------
    what : str
        What whoever looks must be allowed to do; ``""`` for what everybody may who sees the page.
    kind : str
        What the security log calls the file.
    """
    private = _sign_in() is not None or is_at_this_machine()
    acting = _Acting(viewer(), _sign_in() if is_on() else None, private, _groups())
    if what and not role_may(acting.viewer, what):
        raise PermissionError(what)

    def made() -> bytes:
        if acting.sign_in is not None:
            sessions = _sign_ins()
            holds = sessions.is_open(acting.sign_in, time.time())
            if not holds or sessions.viewer(acting.sign_in.email, acting.groups) != acting.viewer:
                security_log.record("download_refused", acting.viewer.email, what=kind)
                raise PermissionError(what or kind)
        token = _ACTING.set(acting)
        try:
            data = make()
        finally:
            _ACTING.reset(token)
        security_log.record("download", acting.viewer.email, what=kind)
        return data

    return made


def acting_private() -> bool | None:
    """Return whether the file being made is for somebody at this machine or signed in; None where none is made."""
    acting = _ACTING.get()
    return None if acting is None else acting.private


def may(what: str) -> bool:
    """Return whether whoever looks may open a page or do something."""
    return role_may(viewer(), what)


def need(what: str) -> None:
    """Raise ``PermissionError`` unless whoever looks may do something."""
    if not may(what):
        security_log.record("action_refused", viewer().email, what=what)
        raise PermissionError(what)


def note_refused_page(page: str) -> None:
    """Write down that a page was asked for that is not for whoever looks: once, until they ask for another such."""
    if st.session_state.get(_NOT_THEIRS) != page:
        security_log.record("page_refused", viewer().email, what=page)
    st.session_state[_NOT_THEIRS] = page


def may_add(claims: Mapping[str, object]) -> bool | None:
    """Return whether somebody with the claims of a sign-in may add data; None where nobody signs in.

    Asked of a request, outside any page's run.
    """
    if not is_on():
        return None
    sign_in = _sign_in_of(claims)
    if sign_in is None or claims.get("email_verified") is False or not _sign_ins().is_open(sign_in, time.time()):
        return False
    found = _sign_ins().viewer(sign_in.email, _groups_of(claims))
    return found is not None and role_may(found, "add_data")


def end() -> None:
    """Sign out."""
    sign_in = _sign_in()
    if sign_in is not None:
        _sign_ins().end(sign_in, time.time())
        security_log.record("sign_out", sign_in.email)
    st.logout()


def _look() -> tuple[str | None, Viewer | None]:
    """Look afresh who is here: why nothing may be shown, or for whom the page works."""
    st.session_state.pop(_LOOK, None)
    why, found = _find()
    sign_in = _sign_in()
    if found is not None and sign_in is not None and is_on():
        st.session_state[_LOOK] = _Look(time.time(), sign_in, found)
    return why, found


def _find() -> tuple[str | None, Viewer | None]:
    if not is_on():
        return ("network", None) if _headers() and not is_at_this_machine() else (None, EVERYTHING)
    try:
        grants()
    except ValueError:
        return "settings", None
    if not providers():
        return "settings", None
    sign_in = _sign_in()
    if sign_in is None:
        return "sign_in", None
    if st.user.get("email_verified") is False:
        return "unverified", None
    sessions = _sign_ins()
    if not sessions.is_open(sign_in, time.time()):
        return "ended", None
    found = sessions.viewer(sign_in.email, _groups())
    return (None, found) if found else ("unknown", None)


def _sign_in() -> SignIn | None:
    """Return the sign-in of this session."""
    return _sign_in_of(st.user)


def _sign_in_of(claims: Mapping[str, object]) -> SignIn | None:
    """Return the sign-in that claims tell of; ``iat`` is when the provider vouched for it."""
    email, since = claims.get("email"), claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(email, str) or not email.strip():
        return None
    if isinstance(since, bool) or not isinstance(since, (int, float)):
        return None
    return SignIn(email.strip(), float(since))


def _groups() -> tuple[object, ...]:
    """Return what the identity provider says of this session's groups."""
    return _groups_of(st.user)


def _groups_of(claims: Mapping[str, object]) -> tuple[object, ...]:
    said = claims.get(read_settings().groups_claim)
    return tuple(said) if isinstance(said, list | tuple) else (said,)
