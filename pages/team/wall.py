"""The wall screen: revenue, goal and the best improvement in large type, without a ranking of people."""

from __future__ import annotations

import math

import streamlit as st

from coaching import report
from coaching.report import Headline
from coaching.store import setting_names
from coaching.words import Words
from pages.kit import cards, style
from pages.kit.escape import name, text
from pages.session import datasets, url
from pages.session.session_state import session
from pages.workspace import Workspace

_AGAIN_SECONDS = 300
#: More reps are written small, name and revenue alone, so that all of them fit on the screen.
_MANY, _COLUMNS = 30, 8


def is_open() -> bool:
    """Return whether the wall screen is open, which is a parameter of the address."""
    chosen = url.seed("wall", "", options=("", "1"))
    url.write(wall=chosen)
    return bool(chosen == "1")


def button(words: Words) -> None:
    """Show a button that opens the wall screen."""
    if st.button(words("wall.open"), icon=":material/tv:", key="wall-open", help=words("wall.help")):
        url.keep("wall", "1")
        st.rerun()


def show(work: Workspace) -> None:
    """Show the wall screen, which reloads every five minutes."""
    words, content = work.words, work.team()
    style.apply_wall()
    st.title(words("wall.title"), anchor=False)
    cards.lead(" · ".join(filter(None, (content.period, content.compared))))
    ranking_names = datasets.settings(work.token).get(setting_names.RANKING_NAMES, setting_names.NAMED)
    names_people = ranking_names == setting_names.NAMED
    cards.headlines(_headlines(work, names_people), words)
    if names_people:
        st.html(_wins(work))
    session().is_wall_drawn = True
    _again()
    if st.button(words("wall.close"), icon=":material/close_fullscreen:", key="wall-close", type="tertiary"):
        url.keep("wall", "")
        st.rerun()


def _headlines(work: Workspace, names_people: bool) -> list[Headline]:
    words, content = work.words, work.team()
    shown = [line for line in content.headlines if line.key == "revenue"]
    goal = next((row for row in content.kpis if row.key == "goal_attainment" and row.status != "no_data"), None)
    if goal is not None:
        shown.append(Headline("goal", words("strip.goal_attainment"), goal.value, goal.counted, goal.attainment))
    best = report.best_improvement(work.assessment(), work.before(), words) if names_people else None
    return [*shown, *([best] if best else [])]


def _wins(work: Workspace) -> str:
    """Return the reps with a won deal by name, without ranks, as HTML."""
    words, currency = work.words, work.assessment().currency
    cells = []
    for card in sorted(work.assessment().reps, key=lambda card: card.rep or ""):
        if card.rep and card.counts.won and work.shows(card.rep):
            won = words.count("unit.won", round(card.counts.won))
            revenue = words.money(card.counts.revenue, currency, 0) if card.counts.revenue else ""
            cells.append(
                f'<li class="sc-card"><b dir="auto">{name(card.rep)}</b>'
                f"<span>{text(won)}</span><b>{text(revenue)}</b></li>"
            )
    if len(cells) <= _MANY:
        return f'<ul class="sc-wins">{"".join(cells)}</ul>'
    columns = _COLUMNS if len(cells) > _MANY * 2 else _COLUMNS - 2
    size = f"--sc-columns:{columns};--sc-rows:{math.ceil(len(cells) / columns)}"
    return f'<ul class="sc-wins sc-many" style="{size}">{"".join(cells)}</ul>'


@st.fragment(run_every=_AGAIN_SECONDS)
def _again() -> None:
    """Rerun the whole page at each interval; the run of the fragment within the page's own run does nothing."""
    was_drawn, session().is_wall_drawn = session().is_wall_drawn, False
    if not was_drawn:
        st.rerun()
