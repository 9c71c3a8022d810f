"""The reps who were coached lately and those who were not, and the share of the team on target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from coaching import report
from coaching.report import NAMES, NOTHING, kpi_label, rep_head
from coaching.store import Coached
from coaching.words import Words
from pages.kit import cards, charts, widgets
from pages.kit.escape import name, text
from pages.session import choices, clock, records, results
from pages.workspace import Workspace

#: For so many days a rep counts as just coached, and after so many days as not coached for long.
_JUST, _LONG_AGO = 14, 90
#: How many of the figures that were worked on are named, the latest first.
_LATEST = 2
#: How many of the reps whom nobody has talked to are listed at first.
_FIRST = 10


def show(work: Workspace) -> None:
    """Show the reps who were just coached, and those who were not coached for long."""
    words, today = work.words, clock.today()
    people = sorted(records.coached(work.reps()), key=lambda person: person.last_on or dt.date.min, reverse=True)
    just = [person for person in people if (ago := person.days_ago(today)) is not None and ago <= _JUST]
    waiting = [person for person in people if (ago := person.days_ago(today)) is None or ago > _LONG_AGO]
    if just:
        st.subheader(words("follow_up.just"), anchor=False)
        _table(just, ("rep", "last_on", "kpis", "next_on"), work)
    st.subheader(words("follow_up.waiting"), anchor=False)
    if not waiting:
        cards.small(words.count("follow_up.waiting.none", _LONG_AGO))
        return
    order = {talk.rep: place for place, talk in enumerate(work.assessment().talks)}
    waiting.sort(key=lambda person: order.get(person.rep, len(order)))
    if all(person.last_on is None for person in people):
        # Before the first talk of all, a list of everybody would be an alarm and no help.
        cards.small(words("follow_up.waiting.all"))
        waiting = waiting[:NAMES]
    else:
        cards.small(words.count("follow_up.waiting.lead", len(waiting), all=words.number(len(people))))
    _open(waiting, words)
    team_of = results.teams(work.token)
    with_team = ["team"] if any(team_of.get(person.rep) for person in waiting) else []
    known = [column for column in ("last_on", "kpis") if any(getattr(person, column) for person in waiting)]
    columns = ("rep", *with_team, "why", *known)
    _table(waiting[:_FIRST], columns, work)
    if rest := waiting[_FIRST:]:
        with st.expander(words("list.more", n=words.number(len(rest)))):
            _table(rest, columns, work)


def on_target(work: Workspace) -> None:
    """Show by month which share of the reps is on target, folded."""
    words = work.words
    with st.expander(words("overview.on_target")):
        shares = results.on_target(work.token, choices.current())
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


def _open(waiting: Sequence[Coached], words: Words) -> None:
    """Show the choice of one of these reps, with a button that opens the rep's page."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="waiting"):
        rep = st.selectbox(
            words("rep.choose"),
            [person.rep for person in waiting],
            format_func=words.name,
            key="waiting-rep",
            filter_mode="contains",
            width=320,
        )
        if rep and st.button(words("follow_up.prepare"), icon=":material/forum:", key="waiting-open"):
            widgets.open_rep(rep)


def _table(people: Sequence[Coached], columns: Sequence[str], work: Workspace) -> None:
    """Show a table with a row for each rep."""
    head = "".join(f'<th scope="col">{text(work.words(f"overview.col.{column}"))}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(person, key, work)}</td>" for key in columns) + "</tr>" for person in people
    )
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table sc-talks"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(person: Coached, column: str, work: Workspace) -> str:
    """Return a cell of the table as HTML."""
    words = work.words
    if column == "rep":
        return name(person.rep)
    if column == "team":
        return name(results.teams(work.token).get(person.rep) or NOTHING)
    if column == "why":
        return text(rep_head(work.assessment(), person.rep, words).verdict)
    if column == "kpis":
        return text(words.listed([kpi_label(words, kpi) for kpi in person.kpis[:_LATEST]]) if person.kpis else NOTHING)
    day = getattr(person, column)
    return text(words.date(day) if day else NOTHING)
