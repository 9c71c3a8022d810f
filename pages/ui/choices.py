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
    url.seed("period", "period", "all", options=PERIODS)
    period = st.selectbox(
        words("choices.period"), PERIODS, format_func=lambda code: words(f"period.{code}"), key="period"
    )
    url.write(period=None if period == "all" else period)
    if period != "custom":
        url.write(**{"from": None, "to": None})
        named = named_period(period, facts.last) if period in NAMED else None
        return (named.start, named.end) if named else (None, None)
    url.seed("from", "from", facts.first, dt.date)
    url.seed("to", "to", facts.last, dt.date)
    left, right = st.columns(2)
    first = left.date_input(words("choices.from"), key="from", format="YYYY-MM-DD")
    last = right.date_input(words("choices.to"), key="to", format="YYYY-MM-DD")
    url.write(**{"from": first, "to": last})
    if first > last:
        st.warning(words("choices.turned"))
        first, last = last, first
    return first, last


def _peers(words: Words, facts: calls.Facts) -> str | None:
    if not facts.peers:
        return None
    options = ("all", *facts.peers)
    url.seed("peers", "peers", facts.peers[0], options=options)
    peers = st.selectbox(
        words("choices.peers"),
        options,
        format_func=lambda code: words(f"peers.{code}"),
        key="peers",
        help=words("choices.peers.help"),
    )
    url.write(peers=None if peers == facts.peers[0] else peers)
    return peers


def _currency(words: Words, facts: calls.Facts) -> str | None:
    if len(facts.currencies) < 2:
        return None
    url.seed("currency", "currency", facts.currencies[0], options=facts.currencies)
    currency = st.selectbox(words("choices.currency"), facts.currencies, key="currency")
    url.write(currency=None if currency == facts.currencies[0] else currency)
    return currency


def _goal(words: Words, facts: calls.Facts) -> tuple[float | None, str, float]:
    url.seed("goal", "goal", None, float)
    url.seed("goal_period", "goal_period", "month", options=GOAL_PERIODS)
    url.seed("weeks", "weeks", _DEFAULT_WEEKS, float)
    goal = st.number_input(
        words("choices.goal.amount"),
        min_value=0.0,
        step=1000.0,
        format="%.0f",
        key="goal",
        placeholder=words("choices.goal.from_file" if facts.has_goals else "choices.goal.none"),
        help=words("choices.goal.help"),
    )
    period = st.selectbox(
        words("choices.goal.period"), GOAL_PERIODS, format_func=lambda c: words(f"goal_every.{c}"), key="goal_period"
    )
    weeks = st.number_input(
        words("choices.weeks"),
        min_value=1.0,
        max_value=53.0,
        step=1.0,
        format="%.0f",
        key="weeks",
        help=words("choices.weeks.help"),
    )
    url.write(goal=goal or None, goal_period=period if goal else None, weeks=None if weeks == _DEFAULT_WEEKS else weeks)
    return goal or None, period, weeks
