"""The frame around pages where people sign in: the page to do so, a polite no, and who is signed in."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from coaching.words import Words
from pages.kit import cards
from pages.kit.escape import markdown, text
from pages.session import access, state

#: How often a page that nobody touches looks whether its sign-in still holds.
_EVERY_SECONDS = 30


def page() -> None:
    """Ask the visitor to sign in, or say why that is not enough."""
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


def not_yours(page: str) -> None:
    """Say that a page is for others."""
    words = state.enter()
    access.note_refused_page(page)
    st.title(words("access.not_yours.title"), anchor=False)
    cards.lead(words("access.not_yours.text"))


def go(path: str) -> None:
    """Go on to the page where whoever looks arrives."""
    st.switch_page(f"pages/{path}.py", query_params=st.query_params.to_dict())


def account(words: Words) -> None:
    """Show who is signed in and the way out; nothing where nobody needs to sign in."""
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
    """Lead to the page to sign in as soon as the sign-in no longer holds, also where nobody touches the page."""
    if access.refusal() is not None:
        st.rerun()


def _sign_out(words: Words, kind: Literal["primary", "tertiary"]) -> None:
    st.button(words("access.sign_out"), type=kind, icon=":material/logout:", key="sign-out", on_click=access.end)
