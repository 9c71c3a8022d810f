"""The team's own name, logo and next step, and whom rankings name."""

from __future__ import annotations

from functools import partial

import streamlit as st

from coaching.report import MEANINGS
from coaching.store import Store, set_setting, setting_names
from coaching.words import Words, plain
from pages.kit import cards, changes, logo
from pages.session import datasets
from pages.session.datasets import Scope

PAGE = "targets"
_OWN = "own"
_LONGEST_STEP, _LONGEST_NAME = 40, 80
_PICTURES = ["png", "jpg", "jpeg", "webp", "gif"]


def show(scope: Scope, words: Words) -> None:
    """Show the settings: the meaning of the next step, whom rankings name, the team's name and logo."""
    known = datasets.settings(scope.token)
    st.subheader(words("targets.next_step"), anchor=False)
    cards.lead(words("targets.next_step.lead"))
    _next_step(scope, str(known.get(setting_names.NEXT_STEP) or ""), words)
    st.subheader(words("targets.names"), anchor=False)
    cards.lead(words("targets.names.lead"))
    _names(scope, str(known.get(setting_names.RANKING_NAMES) or setting_names.NAMED), words)
    st.subheader(words("targets.look"), anchor=False)
    cards.lead(words("targets.look.lead"))
    _name(scope, str(known.get(setting_names.TEAM_NAME) or ""), words)
    _logo(scope, logo.from_setting(known.get(setting_names.LOGO)), words)


def _next_step(scope: Scope, now: str, words: Words) -> None:
    options = ("", *MEANINGS, _OWN)
    at = now if now in MEANINGS else _OWN if now else ""
    round = changes.round_of(setting_names.NEXT_STEP)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words("targets.next_step.is"),
            options,
            options.index(at),
            format_func=lambda code: (
                words(f"next_step.{code}") if code in MEANINGS else words(f"targets.next_step.{code or 'unsaid'}")
            ),
            key=f"next-step-{scope.link}-{round}",
            width=260,
        )
        next_step = chosen
        if chosen == _OWN:
            next_step = st.text_input(
                words("targets.next_step.words"),
                plain(now) if at == _OWN else "",
                max_chars=_LONGEST_STEP,
                key=f"next-step-words-{scope.link}-{round}",
                width=260,
            ).strip()
        if _save(scope, words, "next-step", disabled=next_step == now or (chosen == _OWN and not next_step)):
            _keep(scope, setting_names.NEXT_STEP, next_step or None, now or None)


def _names(scope: Scope, now: str, words: Words) -> None:
    options = (setting_names.NAMED, setting_names.OWN_PLACE, setting_names.NOBODY)
    chosen = st.radio(
        words("targets.names"),
        options,
        options.index(now) if now in options else 0,
        format_func=lambda code: words(f"targets.names.{code}"),
        captions=[words(f"targets.names.{code}.why") for code in options],
        key=f"wall-names-{scope.link}-{changes.round_of(setting_names.RANKING_NAMES)}",
        label_visibility="collapsed",
    )
    if _save(scope, words, "wall-names", disabled=chosen == now):
        _keep(
            scope,
            setting_names.RANKING_NAMES,
            None if chosen == setting_names.NAMED else chosen,
            None if now == setting_names.NAMED else now,
        )


def _name(scope: Scope, now: str, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            words("targets.name"),
            plain(now),
            max_chars=_LONGEST_NAME,
            key=f"team-name-{scope.link}-{changes.round_of(setting_names.TEAM_NAME)}",
            width=420,
        ).strip()
        if _save(scope, words, "team-name"):
            _keep(scope, setting_names.TEAM_NAME, typed or None, now or None)


def _logo(scope: Scope, now: bytes | None, words: Words) -> None:
    if now is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(now, width=180, alt=words("targets.logo.alt"))
            st.button(
                words("targets.logo.remove"),
                icon=":material/delete:",
                type="tertiary",
                key="logo-remove",
                on_click=_keep,
                args=(scope, setting_names.LOGO, None, logo.to_setting(now)),
            )
    uploaded = st.file_uploader(
        words("targets.logo"),
        type=_PICTURES,
        key=f"logo-{scope.link}-{changes.round_of(setting_names.LOGO)}",
        disabled=not changes.may_change(scope),
        help=words("targets.logo.help"),
    )
    if uploaded is None:
        return
    try:
        png = logo.as_png(uploaded.getvalue())
    except logo.NotALogo as problem:
        st.error(words(f"targets.logo.{problem.code}"))
        return
    cards.small(words("targets.logo.preview"))
    st.image(png, width=180, alt=words("targets.logo.alt"))
    if _save(scope, words, "logo"):
        _keep(scope, setting_names.LOGO, logo.to_setting(png), None if now is None else logo.to_setting(now))


def _save(scope: Scope, words: Words, key: str, disabled: bool = False) -> bool:
    return st.button(
        words("setup.save"),
        key=f"{key}-save",
        icon=":material/save:",
        disabled=disabled or not changes.may_change(scope),
    )


def _keep(scope: Scope, name: str, value: str | None, before: str | None) -> None:
    back = partial(_set, name=name, value=before)
    if changes.change(scope, PAGE, "set_settings", partial(_set, name=name, value=value), back=back, part=name):
        st.rerun()


def _set(store: Store, dataset_id: int, by: str, name: str, value: str | None) -> None:
    set_setting(store, dataset_id, name, value, by)
