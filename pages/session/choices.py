"""The options on top of every page (period, team, view), as parameters of the address and as ``Options``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from coaching.advise import DataSummary, Options
from coaching.metrics import NAMED, PERIODS_A_YEAR, named_period
from coaching.store import setting_names
from coaching.words import Words, language_name, languages
from pages.session import amounts, clock, datasets, results, state, url
from pages.session.session_state import session

_TYPED = "custom"
PERIODS = (*NAMED, "all", _TYPED)
GOAL_PERIODS = tuple(PERIODS_A_YEAR)
_DEFAULT_WEEKS = 52.0
_RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "ckb", "dv")

#: For so long after a change of the default period the pages say so, since people compare with an earlier printout.
_SAYS_SO_FOR = dt.timedelta(weeks=13)


def bar(words: Words) -> None:
    """Show period, team and the *View* button, and store the choices for ``current`` and ``only``.

    Without data there is only the *View* button.
    """
    scope = state.scope()
    with st.spinner(words("datasets.loading")):
        summary = results.summary(scope.token) if scope else None
    if scope is None or summary is None:
        session().choices, session().team, session().period_changed = Options(), None, ""
        _view(words, None)
        return
    start, end = _period(words, summary)
    session().team = _team(words, scope)
    peers, currency, rates, goal, goal_period, weeks = _view(words, summary)
    session().choices = Options(
        start=start,
        end=end,
        goal=goal,
        goal_period=goal_period,
        currency=currency,
        rates=rates,
        peers_by=peers,
        weeks_per_year=weeks,
        not_after=clock.today(),
        rules=datasets.rules(scope.token),
        tips=datasets.tips(scope.token),
        next_step=str(datasets.settings(scope.token).get(setting_names.NEXT_STEP) or ""),
    )


def current() -> Options:
    """Return the options chosen on top of the page."""
    return session().choices


def period_changed() -> str:
    """Return the sentence that the default period, which is shown, has changed lately; ``""`` otherwise."""
    return session().period_changed


def is_typed() -> bool:
    """Return whether the days of the period are typed, and not those of a named period."""
    return bool(st.session_state.get("period") == _TYPED)


def only() -> frozenset[str] | None:
    """Return the reps of the team chosen on top of the page; None means everybody."""
    return session().team


def is_mirrored() -> bool:
    """Return whether the browser is set to a language that is written from right to left."""
    return (st.context.locale or "").partition("-")[0].casefold() in _RIGHT_TO_LEFT


def in_order(options: Sequence[str], words: Words) -> list[str]:
    """Return the options of a segmented control so that they stand in reading order.

    It runs in the direction of the browser's language, as its arrow keys do, and not in that of the page.
    """
    return list(reversed(options)) if words.rtl != is_mirrored() else list(options)


def other_language(words: Words) -> None:
    """Show a button that switches to the next language; its label is that language's own name."""
    known = list(languages())
    other = known[(known.index(words.lang) + 1) % len(known)]
    st.button(
        language_name(other),
        key="other-language",
        type="tertiary",
        icon=":material/translate:",
        on_click=state.use_language,
        args=(other,),
    )


def _period(words: Words, summary: DataSummary) -> tuple[dt.date | None, dt.date | None]:
    default = summary.default
    period = url.select(
        words("choices.period"),
        PERIODS,
        "period",
        default.name,
        format_func=lambda code: words(f"period.{code}"),
        label_visibility="collapsed",
        help=words("choices.period.help", period=words(f"period.{default.name}")),
        width=190,
    )
    session().period_changed = _note_on_change(words, summary) if period == default.name else ""
    if period != _TYPED:
        url.write(**{"from": None, "to": None})
        named = named_period(period, summary.last) if period in NAMED else None
        return (named.start, named.end) if named else (None, None)
    first = url.day(words("choices.from"), "from", summary.first, width=150)
    last = url.day(words("choices.to"), "to", summary.last, width=150)
    url.write(**{"from": first, "to": last})
    if first and last and first > last:
        st.warning(words("choices.turned"))
        first, last = last, first
    return first, last


def _note_on_change(words: Words, summary: DataSummary) -> str:
    default = summary.default
    if default.since is None or summary.last - default.since > _SAYS_SO_FOR:
        return ""
    periods = {"period": words(f"period.{default.name}"), "before": words(f"period.{default.before}")}
    return words("choices.period.changed", day=words.date(default.since), **periods)


def _team(words: Words, scope: datasets.Scope) -> frozenset[str] | None:
    team_of = results.teams(scope.token)
    if not team_of:
        return None
    teams, everybody = sorted({team for team in team_of.values() if team}), words("leaderboard.team.all")
    look = {"label_visibility": "collapsed", "width": 190}
    chosen = url.select_name(words("leaderboard.team"), teams, "team", everybody, **look)
    return frozenset(rep for rep, team in team_of.items() if team == chosen) if chosen else None


_View = tuple[str | None, str | None, dict[str, float], float | None, str, float]


def _view(words: Words, summary: DataSummary | None) -> _View:
    """Show the *View* button and return what was chosen there: peers, currency, rates, goal, its period, weeks."""
    chosen: _View = (None, None, {}, None, "month", _DEFAULT_WEEKS)
    with st.popover(words("choices.view"), icon=":material/tune:"):
        if summary is not None:
            peers, (currency, rates) = _peers(words, summary), _currency(words, summary)
            chosen = (peers, currency, rates, *_goal(words, summary))
        _writing(words)
    return chosen


def _writing(words: Words) -> None:
    """Show the choice of language and, if the language has several, of digits and calendar."""
    named: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {"lang": (tuple(languages()), language_name)}
    if len(words.language.digits) > 1:
        named["digits"] = (words.language.digits, lambda code: Words(words.lang, code)("digits.sample"))
    if len(words.language.calendars) > 1:
        named["calendar"] = (words.language.calendars, lambda code: words(f"calendar.{code}"))
    for key, (options, name) in named.items():
        st.segmented_control(
            words("language.label" if key == "lang" else f"{key}.label"),
            in_order(options, words),
            format_func=name,
            key=key,
            required=True,
            width="stretch",
            on_change=_other_writing if key == "lang" else None,
        )
    if words.digits != words.language.digits[0] or words.calendar != words.language.calendars[0]:
        st.caption(words("writing.note"))


def _other_writing() -> None:
    state.use_language(st.session_state["lang"])


def _peers(words: Words, summary: DataSummary) -> str | None:
    if not summary.groupings:
        return None
    options = ("all", *summary.groupings)
    return url.select(
        words("choices.peers"),
        options,
        "peers",
        summary.groupings[0],
        format_func=lambda code: words(f"peers.{code}"),
        help=words("choices.peers.help"),
    )


def _currency(words: Words, summary: DataSummary) -> tuple[str | None, dict[str, float]]:
    """Show the choice of currency, and fields for the rates of the others; those without a rate are left out."""
    if len(summary.currencies) < 2:
        return None, {}
    currency = url.select(words("choices.currency"), summary.currencies, "currency", summary.currencies[0])
    rates = {}
    for other in summary.currencies:
        if other == currency:
            continue
        key = f"rate_{other}_{currency}"
        rate = url.number(
            words("choices.rate", other=other, currency=currency),
            key,
            None,
            least=0.0,
            format="%g",
            placeholder=words("choices.rate.none"),
        )
        url.write(**{key: rate or None})
        if rate:
            rates[other] = rate
    return currency, rates


def _goal(words: Words, summary: DataSummary) -> tuple[float | None, str, float]:
    goal = amounts.ask(
        words,
        words("choices.goal.amount"),
        "goal",
        None,
        placeholder=words("choices.goal.from_file" if summary.has_goals else "choices.goal.none"),
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
    return goal or None, period, weeks or _DEFAULT_WEEKS
