"""The frame around every page: the menu, and on top the data set in use, the period, the team and the view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coaching.words import Words
from pages import registry, sign_in
from pages.kit import cards, dataset_choice, widgets
from pages.kit.escape import markdown, text
from pages.registry import Page
from pages.session import access, choices, results, state, url

ROOT = Path(__file__).parents[1]
_FRONT = "home"


def addresses() -> list[str]:
    """Return every address of a page, including the addresses of earlier versions."""
    return [_FRONT, *(page.address for page in registry.PAGES), *registry.MOVED]


def navigation(words: Words, refused: bool) -> StreamlitPage:
    """Return the page of the address, or in its place a refusal if the viewer may not open it.

    The address without a page, and addresses of earlier versions, redirect with their parameters.
    """
    pages = [_page(page, words, refused) for page in registry.PAGES]
    moved = [_moved(address, words, refused) for address in registry.MOVED]
    front = st.Page(
        sign_in.page if refused else _redirect_to_first,
        title=words("app.title"),
        url_path=_FRONT,
        default=True,
        visibility="hidden",
    )
    return st.navigation([front, *pages, *moved, *_unknown(words, refused)], position="hidden")


def _page(page: Page, words: Words, refused: bool) -> StreamlitPage:
    instead = sign_in.page if refused else None if access.may(page.key) else _refusal_of(page.key)
    return st.Page(instead or page.file, title=words(f"nav.{page.key}"), url_path=page.address)


def _moved(address: str, words: Words, refused: bool) -> StreamlitPage:
    key, added = registry.MOVED[address]

    def redirect() -> None:
        for name, value in added.items():
            url.keep(name, value)
        st.switch_page(registry.page(key).file, query_params={**st.query_params.to_dict(), **added})

    instead = sign_in.page if refused else redirect if access.may(key) else _refusal_of(key)
    return st.Page(instead, title=words(f"nav.{key}"), url_path=address)


def _unknown(words: Words, refused: bool) -> list[StreamlitPage]:
    """Return a page in place of one that does not exist but is asked for; it says so and leads to the first page.

    Streamlit's own note is in English, and the redirect to the first page may drop it before it is sent.
    """
    run = get_script_run_ctx()
    asked = (run.pages_manager.intended_page_name if run else None) or ""
    if not asked.strip() or "/" in asked or asked in addresses():
        return []

    def show() -> None:
        st.title(words("page.unknown.title"), anchor=False)
        cards.lead(words("page.unknown.lead"))
        key = _first_key()
        st.page_link(registry.page(key).file, label=words(f"nav.{key}"), icon=f":material/{registry.page(key).icon}:")

    return [st.Page(sign_in.page if refused else show, title=words("page.unknown.title"), url_path=asked)]


def _refusal_of(key: str) -> Callable[[], None]:
    def refuse() -> None:
        sign_in.refuse_page(key)

    return refuse


def _redirect_to_first() -> None:
    st.switch_page(registry.page(_first_key()).file, query_params=st.query_params.to_dict())


def _first_key() -> str:
    """Return the key of the first page that the viewer may open, or of the upload if there is no data."""
    scope = state.scope()
    is_empty = scope is None or results.summary(scope.token) is None
    keys = [page.key for page in registry.PAGES if access.may(page.key)]
    return "upload" if is_empty and "upload" in keys else keys[0]


def menu(words: Words, current: StreamlitPage) -> None:
    """Show the product's name and the menu entries that the viewer may open."""
    st.html(f'<p class="sc-brand">{text(words("app.title"))}</p>')
    shown = _page_of(current)
    with st.container(key="menu", gap="xxsmall"):
        for entry in registry.ENTRIES:
            first = next((page for page in registry.PAGES if page.entry == entry and access.may(page.key)), None)
            if first is not None:
                is_here = shown is not None and shown.entry == entry
                with st.container(key=f"menu-{'here-' if is_here else ''}{entry}"):
                    st.page_link(first.file, label=words(f"menu.{entry}"), icon=f":material/{first.icon}:")


def sub_menu(words: Words, current: StreamlitPage) -> None:
    """Show links to the pages of the current menu entry, if it has several."""
    shown = _page_of(current)
    if shown is None:
        return
    siblings = [page for page in registry.PAGES if page.entry == shown.entry and access.may(page.key)]
    siblings = [page for page in siblings if not page.only_signed_in or access.is_on()]
    if len(siblings) < 2:
        return
    with st.container(key="sub-menu", horizontal=True, gap="xsmall"):
        for page in siblings:
            with st.container(key=f"sub-{'here-' if page is shown else ''}{page.key}", width="content"):
                st.page_link(page.file, label=words(f"nav.{page.key}"), icon=f":material/{page.icon}:")


def top(words: Words) -> None:
    """Show the name and the last day of the data set in use, and the options."""
    scope = state.scope()
    with st.container(key="top", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(key="top-data", width="content"):
            summary = results.summary(scope.token) if scope else None
            if scope is not None and summary is not None:
                name = words.name(dataset_choice.named(scope.dataset, words))
                st.markdown(words("top.data", name=markdown(name), day=markdown(words.date(summary.last))))
        with st.container(key="top-options", horizontal=True, vertical_alignment="center", width="content"):
            choices.bar(words)
    if choices.is_typed():
        widgets.days_in_words(words, choices.current().start, choices.current().end)


def _page_of(current: StreamlitPage) -> Page | None:
    return next((page for page in registry.PAGES if page.address == current.url_path), None)
