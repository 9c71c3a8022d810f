"""Signing in on the screen: the page for it, the refusal of a page, and the signed-in person in the menu."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from coaching.words import Words
from pages.kit import cards
from pages.kit.escape import markdown, text
from pages.session import access, state

#: How often an idle page checks whether its sign-in is still valid.
_EVERY_SECONDS = 30


def page() -> None:
    """Show the page on which a visitor signs in, or the reason why the sign-in was refused."""
    words, why = state.enter(), access.refusal()
    if why is None:
        st.rerun()
    st.title(words(f"access.{why}.title"), anchor=False)
    cards.lead(words(f"access.{why}.text"))
    if why in ("unknown", "unverified"):
        st.html(f"<p>{text(words('access.as', email=words.name(str(st.user.get('email')))))}</p>")
        _sign_out(words, "primary")
    elif why != "settings":
        for provider in access.providers():
            label = words("access.sign_in") if provider == "default" else words("access.sign_in.with", name=provider)
            st.button(
                markdown(label),
                type="primary",
                icon=":material/login:",
                key=f"sign-in-{provider}",
                on_click=st.login,
                args=(provider,),
            )


def refuse_page(page: str) -> None:
    """Show that the viewer may not open a page."""
    words = state.enter()
    access.log_refused_page(page)
    st.title(words("access.not_yours.title"), anchor=False)
    cards.lead(words("access.not_yours.text"))


def account(words: Words) -> None:
    """Show who is signed in and a button to sign out; nothing if people do not sign in."""
    if not access.is_on():
        return
    named = str(st.user.get("name") or st.user.get("email"))
    role = words(f"access.role.{access.viewer().role}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="sc-small"><b>{text(words.name(named))}</b><br>{text(role)}</p>')
        _sign_out(words, "tertiary")
    _watch()


@st.fragment(run_every=_EVERY_SECONDS)
def _watch() -> None:
    """Rerun the app when the sign-in has ended, so that an idle page gives way to the page for signing in."""
    if access.refusal() is not None:
        st.rerun()


def _sign_out(words: Words, kind: Literal["primary", "tertiary"]) -> None:
    st.button(words("access.sign_out"), type=kind, icon=":material/logout:", key="sign-out", on_click=access.end)
