"""The choices in the sidebar: period, peers, goal. They live in the address and become the core's ``Choices``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from coaching.advise import Choices
from coaching.metrics import NAMED, named_period
from coaching.words import CALENDARS, DIGITS, LANGUAGES, Words
from pages.ui import calls, memory, state, url

PERIODS = ("all", *NAMED, "custom")
GOAL_PERIODS = ("month", "quarter", "year")
_DEFAULT_WEEKS = 52.0


def language(words: Words) -> None:
    """Show the language switch; each language is named in its own words."""
    st.segmented_control(
        words("language.label"),
        in_order(LANGUAGES, words),
        format_func=lambda code: words(f"language.{code}"),
        key="lang",
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    if words.rtl:
        with st.expander(words("choices.writing")):
            _writing(words)


def _writing(words: Words) -> None:
    """Let an Arabic reader choose digits and calendar; each kind of digits is shown in its own."""
    named: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {
        "digits": (DIGITS, lambda code: Words(words.lang, code)("digits.sample")),
        "calendar": (CALENDARS, lambda code: words(f"calendar.{code}")),
    }
    for key, (options, name) in named.items():
        st.segmented_control(
            words(f"{key}.label"),
            in_order(options, words),
            format_func=name,
            key=key,
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )


def sidebar(words: Words) -> None:
    """Show the choices once there is data, and keep them for ``current``."""
    held = state.held()
    with st.spinner(words("memory.loading")):
        facts = calls.facts(held.token) if held else None
    if held is None or facts is None:
        st.session_state["_choices"] = Choices()
        return
    st.caption(words("choices.sample" if held.is_sample else "choices.own"))
    start, end = _period(words, facts)
    peers = _peers(words, facts)
    currency = _currency(words, facts)
    with st.expander(words("choices.goal"), expanded=not facts.has_goals):
        goal, goal_period, weeks = _goal(words, facts)
    st.session_state["_choices"] = Choices(
        start=start,
        end=end,
        goal=goal,
        goal_period=goal_period,
        currency=currency,
        peers_by=peers,
        weeks_per_year=weeks,
        not_after=calls.today(),
        rules=memory.rules(held.token),
        tips=memory.tips(held.token),
        next_step=str(memory.settings(held.token).get("next_step_meaning") or ""),
    )


def in_order(options: Sequence[str], words: Words) -> list[str]:
    """Return the options of a segmented control as they read: its geometry stays left to right, so Arabic reverses."""
    return list(reversed(options)) if words.rtl else list(options)


def current() -> Choices:
    """Return the choices made in the sidebar."""
    return st.session_state["_choices"]


def _period(words: Words, facts: calls.Facts) -> tuple[dt.date | None, dt.date | None]:
    period = url.select(
        words("choices.period"), PERIODS, "period", "all", format_func=lambda code: words(f"period.{code}")
    )
    if period != "custom":
        url.write(**{"from": None, "to": None})
        named = named_period(period, facts.last) if period in NAMED else None
        return (named.start, named.end) if named else (None, None)
    left, right = st.columns(2)
    first = url.day(words("choices.from"), "from", facts.first, place=left)
    last = url.day(words("choices.to"), "to", facts.last, place=right)
    url.write(**{"from": first, "to": last})
    if first > last:
        st.warning(words("choices.turned"))
        first, last = last, first
    return first, last


def _peers(words: Words, facts: calls.Facts) -> str | None:
    if not facts.peers:
        return None
    options = ("all", *facts.peers)
    return url.select(
        words("choices.peers"),
        options,
        "peers",
        facts.peers[0],
        format_func=lambda code: words(f"peers.{code}"),
        help=words("choices.peers.help"),
    )


def _currency(words: Words, facts: calls.Facts) -> str | None:
    if len(facts.currencies) < 2:
        return None
    return url.select(words("choices.currency"), facts.currencies, "currency", facts.currencies[0])


def _goal(words: Words, facts: calls.Facts) -> tuple[float | None, str, float]:
    goal = url.number(
        words("choices.goal.amount"),
        "goal",
        None,
        least=0.0,
        step=1000.0,
        format="%.0f",
        placeholder=words("choices.goal.from_file" if facts.has_goals else "choices.goal.none"),
        help=words("choices.goal.help"),
    )
    period = url.select(
        words("choices.goal.period"),
        GOAL_PERIODS,
        "goal_period",
        "month",
        format_func=lambda code: words(f"goal_every.{code}"),
    )
    weeks = url.number(
        words("choices.weeks"),
        "weeks",
        _DEFAULT_WEEKS,
        least=1.0,
        most=53.0,
        step=1.0,
        format="%.0f",
        help=words("choices.weeks.help"),
    )
    url.write(goal=goal or None, goal_period=period if goal else None, weeks=None if weeks == _DEFAULT_WEEKS else weeks)
    return goal or None, period, weeks
