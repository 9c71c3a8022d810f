"""The coaching overview: who was coached when and on what, who never was, and whether the team gets on target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from coaching import report
from coaching.advise.model import Assessment
from coaching.report.phrases import NOTHING, kpi_label
from coaching.words import Words
from pages.ui import calls, cards, charts, choices, follow
from pages.ui.safe import name, text

#: Days after which a rep without any coaching stands out again.
_LONG_AGO = 90
#: So many of the figures that were worked on are named, the latest first.
_LATEST = 2


@dataclass(frozen=True)
class Coached:
    """What was done with one rep: the days of it, on which figures, what is open and what is due next."""

    rep: str
    team: str | None
    days: tuple[dt.date, ...]
    kpis: tuple[str, ...]
    open: int
    overdue: int
    next_on: dt.date | None

    @property
    def last_on(self) -> dt.date | None:
        """The day of the last agreement, training or note."""
        return max(self.days, default=None)

    def group(self, today: dt.date) -> str:
        """Return what stands out about it."""
        if self.last_on is None:
            return "never"
        if self.overdue:
            return "overdue"
        return "long_ago" if (today - self.last_on).days > _LONG_AGO else "coached"


_TONES = {"never": "below", "overdue": "below", "long_ago": "watch", "coached": "on_target"}


def show(words: Words, token: str, assessment: Assessment) -> None:
    """Show a row a rep, those who need a meeting first, and a row a team."""
    today = calls.today()
    people = _people(calls.teams(token), [card.rep or "" for card in assessment.reps])
    order = list(_TONES)
    people.sort(key=lambda one: (order.index(one.group(today)), one.last_on or dt.date.min))
    never = [one for one in people if one.group(today) == "never"]
    if len(never) == len(people):
        st.info(words("overview.nobody"), icon=":material/info:")
    with_team = any(one.team for one in people)
    _table([_row(one, today, words, with_team) for one in people], _heads(words, with_team))
    teams = sorted({one.team for one in people if one.team})
    if teams:
        st.subheader(words("overview.teams"), anchor=False)
        rows = [_team(team, [one for one in people if one.team == team], today, words) for team in teams]
        _table(rows, [words(f"overview.col.{key}") for key in ("team", "reached", "state", "last_on", "overdue")])


def on_target(words: Words, token: str) -> None:
    """Show by month which share of the reps is on target."""
    st.subheader(words("overview.on_target"), anchor=False)
    shares = calls.on_target(token, choices.current())
    if not shares:
        st.caption(words("overview.on_target.none"))
        return
    cards.small(words("overview.on_target.lead"))
    charts.with_table(
        report.shares_chart(shares, words),
        report.shares_table(shares, words),
        words("overview.on_target.alt"),
        "on-target",
        words,
    )


def _people(team_of: Mapping[str, str | None], reps: Sequence[str]) -> list[Coached]:
    agreed, trained, noted = follow.commitments(), follow.trainings(), follow.notes()
    today, people = calls.today(), []
    for rep in reps:
        own = [one for one in agreed if one.rep == rep]
        sessions = [one for one in trained if rep in one.reps]
        still = [one for one in own if one.state == "open"]
        days = [one.agreed_on for one in own] + [one.held_on for one in sessions]
        days += [one.created_at.date() for one in noted if one.rep == rep]
        latest = sorted([*((one.agreed_on, one.kpi) for one in own), *((one.held_on, one.kpi) for one in sessions)])
        people.append(
            Coached(
                rep=rep,
                team=team_of.get(rep),
                days=tuple(days),
                kpis=tuple(dict.fromkeys(kpi for _, kpi in reversed(latest))),
                open=len(still),
                overdue=sum(one.due_on < today for one in still),
                next_on=min((one.due_on for one in still), default=None),
            )
        )
    return people


def _heads(words: Words, with_team: bool) -> list[str]:
    keys = ("rep", *(("team",) if with_team else ()), "state", "last_on", "kpis", "open", "next_on")
    return [words(f"overview.col.{key}") for key in keys]


def _row(one: Coached, today: dt.date, words: Words, with_team: bool) -> list[str]:
    group = one.group(today)
    return [
        name(one.rep),
        *([name(one.team or NOTHING)] if with_team else []),
        cards.chip(_TONES[group], words(f"overview.state.{group}")),
        text(words.date(one.last_on) if one.last_on else NOTHING),
        text(words.listed([kpi_label(words, kpi) for kpi in one.kpis[:_LATEST]]) if one.kpis else NOTHING),
        text(words.number(one.open)),
        text(words.date(one.next_on) if one.next_on else NOTHING),
    ]


def _team(team: str, people: Sequence[Coached], today: dt.date, words: Words) -> list[str]:
    reached = [one for one in people if one.last_on]
    group = "never" if not reached else "long_ago" if len(reached) < len(people) else "coached"
    last = max((one.last_on for one in reached if one.last_on), default=None)
    word = words("overview.state.partly") if group == "long_ago" else words(f"overview.state.{group}")
    return [
        name(team),
        text(words.counted(len(reached), len(people))),
        cards.chip(_TONES[group], word),
        text(words.date(last) if last else NOTHING),
        text(words.number(sum(one.overdue for one in people))),
    ]


def _table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Show a table of finished HTML cells."""
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
