"""The ranking of the reps, with the team's figures above and the findings below."""

from __future__ import annotations

import streamlit as st

from coaching.advise import fit_rule
from coaching.report import Cell, as_text, kpi_label
from pages.kit import cards, drilldown, widgets
from pages.kit.escape import name, text
from pages.session import access, choices
from pages.settings import rules
from pages.team import table, wall
from pages.workspace import Workspace

_STRIP = ("goal_attainment", "activity_gauge", "next_step_ratio", "closing_ratio", "win_rate", "average_sale")
_MOST = 4
#: So many findings are shown at first.
_FINDINGS = 5


def strip(work: Workspace) -> None:
    """Show the team's main figures in one line, with their changes since the preceding period."""
    words, content = work.words, work.team()
    rows = {row.key: row for row in content.kpis if cards.is_known(row)}
    keys = [key for key in _STRIP if key in rows and not (key == "win_rate" and "closing_ratio" in rows)][:_MOST]
    won = next((line for line in content.headlines if line.key == "revenue"), None)
    cells: list[tuple[str, Cell, Cell, str]] = []
    if won is not None:
        label = cards.with_help(won.label, [words("ranking.won.help")], words)
        cells.append((label, won.value, won.note, ""))
    for key in keys:
        row = rows[key]
        label = cards.explained(words(f"strip.{key}"), row, words)
        cells.append((label, row.value, row.counted, cards.change(row.change, words)))
    shown = "".join(
        f"<div><dt>{label}</dt><dd><b>{text(as_text(value, words))}</b> "
        f"<span>{text(as_text(note, words))}</span>{moved}</dd></div>"
        for label, value, note, moved in cells
    )
    st.html(f'<dl class="sc-strip">{shown}</dl>')
    if content.compared:
        cards.small(content.compared)
    if changed := choices.period_changed():
        cards.small(changed)
    assessment = work.assessment()
    if assessment.currency and assessment.team.counts.won_in_other_currency:
        cards.small(words("strip.other_currency", currency=assessment.currency))


def show(work: Workspace) -> None:
    """Show the table of reps, the new and former ones below it, the findings and the drill-down."""
    words, content = work.words, work.team()
    only = None if work.only is None else frozenset(work.only)
    clicked = table.show(work, only)
    if clicked:
        widgets.open_rep(clicked)
    _not_ranked(work)
    widgets.downloads(words, widgets.team_files(words, work.scope, content), wall.button)
    if content.findings:
        with st.container(border=True):
            st.subheader(words("leaderboard.findings"), anchor=False)
            cards.sentences(content.findings[:_FINDINGS])
            if rest := content.findings[_FINDINGS:]:
                with st.expander(words("list.more", n=words.number(len(rest)))):
                    cards.sentences(rest)
            _fitting(work)
    with st.container(key="in-depth"):
        st.subheader(words("drilldown.title"), anchor=False)
        drilldown.show(words, work.token, work.assessment())


def _not_ranked(work: Workspace) -> None:
    """Show the new reps and those who left, who are not ranked."""
    rows = [row for row in work.team().leaders if row.standing and work.shows(row.rep)]
    if not rows:
        return
    items = "".join(f"<li>{name(row.rep)}: {text(_about(work, row.rep, row.standing))}</li>" for row in rows)
    st.html(f'<ul class="sc-list sc-apart">{items}</ul>')


def _about(work: Workspace, rep: str, standing: str) -> str:
    plan = work.assessment().plans.get(rep)
    if plan is not None and plan.newcomer is not None:
        return " ".join((work.rep(rep).empty_plan, *work.rep(rep).collect))
    return standing


def _fitting(work: Workspace) -> None:
    """Show a button that makes the team's median the target, for each rule that most reps miss."""
    words, scope = work.words, work.scope
    if scope.is_sample or not access.may("set_rules"):
        return
    for finding in work.assessment().findings:
        offered = fit_rule(finding)
        if offered is not None and offered.threshold is not None:
            label = kpi_label(words, offered.kpi)
            target = words.percent(offered.threshold)
            st.button(
                words("ranking.fit", kpi=label, target=target),
                key=f"fit-{offered.kpi}",
                icon=":material/flag:",
                on_click=rules.fit,
                args=(scope, offered),
            )
