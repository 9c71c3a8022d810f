"""Authentication and the current viewer: whether people sign in, and whether a sign-in is valid."""

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
from pages.session.session_state import SignInCheck, session
from server import visitors
from server.sign_ins import SignIn, SignIns, grants, sign_ins

#: For how long the last check of the sign-in is valid within a run.
_CHECK_SECONDS = 2.0
_NEEDED = ("redirect_uri", "cookie_secret")
_OF_A_PROVIDER = ("client_id", "server_metadata_url")


@dataclass(frozen=True)
class _Acting:
    """The viewer for whom a file is made after the run of the page."""

    viewer: Viewer
    sign_in: SignIn | None
    private: bool
    groups: tuple[object, ...] = ()


_ACTING: ContextVar[_Acting | None] = ContextVar("acting", default=None)


def _sign_ins() -> SignIns:
    return sign_ins(database.opened)


def is_on() -> bool:
    """Return whether people sign in here.

    A settings file that cannot be read counts as yes, because an error in it must not let everybody in.
    """
    if read_settings().sign_in == "required":
        return True
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    return any(Path(name).exists() for name in st.config.get_option("secrets.files"))


def is_at_this_machine() -> bool:
    """Return whether the visitor is at this machine, or the server's settings treat everybody as if they were.

    This is decided by the connection alone, and never by an address that the page sends.
    """
    headers = _headers()
    return bool(headers) and (
        read_settings().is_open or visitors.is_private(headers, st.context.ip_address or visitors.OF_THIS_MACHINE[1])
    )


def _headers() -> list[tuple[str, str]]:
    """Return the headers of the connection; none if a page runs without a connection, as in tests."""
    return [(name, value) for name in st.context.headers for value in st.context.headers.get_all(name)]


def providers() -> tuple[str, ...]:
    """Return the names of the identity providers (``default`` for an unnamed one); none if settings are missing."""
    configured = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    if not all(configured.get(key) for key in _NEEDED):
        return ()
    named = {name: configured[name] for name in configured if hasattr(configured[name], "get")}
    sections = {"default": configured, **named}
    return tuple(name for name, section in sections.items() if all(section.get(key) for key in _OF_A_PROVIDER))


def refusal() -> str | None:
    """Return why nothing may be shown, or None if the viewer is known.

    The codes are ``network``, ``settings``, ``sign_in``, ``unverified``, ``ended`` and ``unknown``.
    """
    why, _ = _check()
    if why in ("unverified", "ended", "unknown") and session().refusal != why:
        security_log.record("sign_in_refused", str(st.user.get("email") or ""), why=why)
    session().refusal = why
    return why


def viewer() -> Viewer:
    """Return the viewer of this run.

    If the sign-in has ended, the run starts again, which shows the page for signing in; where it cannot,
    ``PermissionError`` is raised.
    """
    acting = _ACTING.get()
    if acting is not None:
        return acting.viewer
    if not is_on():
        return _without_sign_in()
    last, sign_in = session().sign_in_check, _sign_in()
    if not (last is not None and last.sign_in == sign_in and 0 <= time.time() - last.at < _CHECK_SECONDS):
        _check()
        last = session().sign_in_check
    if last is None:
        st.rerun()
        raise PermissionError("nobody is signed in")
    if not last.used:
        if _sign_ins().use(last.sign_in, time.time()):
            security_log.record("sign_in", last.viewer.email, role=last.viewer.role)
        session().sign_in_check = replace(last, used=True)
    return last.viewer


def _without_sign_in() -> Viewer:
    why, signed_in = _check()
    if signed_in is None:
        st.rerun()
        raise PermissionError(why)
    return signed_in


def deferred(make: Callable[[], bytes], what: str = "", kind: str = "") -> Callable[[], bytes]:
    """Return a function that makes a file after this run, for the present viewer.

    The function raises ``PermissionError`` if the viewer's sign-in has ended by then, or no longer allows it.

    Parameters
    ----------
    make : function
        Makes the file.
    what : str
        The action of ``coaching.access.MATRIX`` that the file requires; ``""`` if everybody who sees the page may
        have it.
    kind : str
        The name of the file's kind in the security log.
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
    """Return whether the file being made is for a viewer who is at this machine or signed in; None without a file."""
    acting = _ACTING.get()
    return None if acting is None else acting.private


def may(what: str) -> bool:
    """Return whether the viewer may open a page or do something (``coaching.access.MATRIX``)."""
    return role_may(viewer(), what)


def need(what: str) -> None:
    """Raise ``PermissionError`` unless the viewer may do something."""
    if not may(what):
        security_log.record("action_refused", viewer().email, what=what)
        raise PermissionError(what)


def log_refused_page(page: str) -> None:
    """Write to the security log that the viewer was refused a page; once, however often the page is drawn."""
    if session().refused_page != page:
        security_log.record("page_refused", viewer().email, what=page)
    session().refused_page = page


def may_add(claims: Mapping[str, object]) -> bool | None:
    """Return whether a person with the claims of a sign-in may add data; None if people do not sign in.

    This is for requests outside of any page's run.
    """
    if not is_on():
        return None
    sign_in = _sign_in_of(claims)
    if sign_in is None or claims.get("email_verified") is False or not _sign_ins().is_open(sign_in, time.time()):
        return False
    signed_in = _sign_ins().viewer(sign_in.email, _groups_of(claims))
    return signed_in is not None and role_may(signed_in, "add_data")


def end() -> None:
    """Sign out."""
    sign_in = _sign_in()
    if sign_in is not None:
        _sign_ins().end(sign_in, time.time())
        security_log.record("sign_out", sign_in.email)
    st.logout()


def _check() -> tuple[str | None, Viewer | None]:
    """Check the sign-in anew; return the code of a refusal or the viewer."""
    session().sign_in_check = None
    why, signed_in = _find_viewer()
    sign_in = _sign_in()
    if signed_in is not None and sign_in is not None and is_on():
        session().sign_in_check = SignInCheck(time.time(), sign_in, signed_in)
    return why, signed_in


def _find_viewer() -> tuple[str | None, Viewer | None]:
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
    signed_in = sessions.viewer(sign_in.email, _groups())
    return (None, signed_in) if signed_in else ("unknown", None)


def _sign_in() -> SignIn | None:
    """Return the sign-in of this session."""
    return _sign_in_of(st.user)


def _sign_in_of(claims: Mapping[str, object]) -> SignIn | None:
    """Return the sign-in in the claims of the identity provider; ``iat`` is the time at which it was issued."""
    email, since = claims.get("email"), claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(email, str) or not email.strip():
        return None
    if isinstance(since, bool) or not isinstance(since, (int, float)):
        return None
    return SignIn(email.strip(), float(since))


def _groups() -> tuple[object, ...]:
    """Return the groups of this session's person, as the identity provider names them."""
    return _groups_of(st.user)


def _groups_of(claims: Mapping[str, object]) -> tuple[object, ...]:
    claim = claims.get(read_settings().groups_claim)
    return tuple(claim) if isinstance(claim, list | tuple) else (claim,)
