"""What stands around the leaderboard's table: the course to draw in it, and the wall screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from coaching import report
from coaching.advise.model import Assessment
from coaching.metrics import load_kpis
from coaching.report.model import Headline, LeaderRow, TeamContent
from coaching.words import Words
from pages.ui import calls, cards, choices, style, url
from pages.ui.safe import name, text
from pages.ui.tables import Course

_DRAWN = ("win_rate", "closing_ratio", "next_step_ratio", "average_sale")
_AGAIN_SECONDS = 300


def course(words: Words, token: str) -> Course | None:
    """Let the reader choose a figure and return its course by month; None where there is none."""
    points = calls.course(token, choices.current(), "month")
    known = [key for key in _DRAWN if any(_has(own, key) for rep, own in points.items() if rep is not None)]
    if not known:
        return None
    kpi = url.select(
        words("leaderboard.course"),
        known,
        "spark",
        known[0],
        format_func=lambda key: load_kpis()[key].label[words.lang],
        width=260,
    )
    return Course(words("leaderboard.course.head"), load_kpis()[kpi].label[words.lang], points, kpi)


def headlines(words: Words, content: TeamContent, assessment: Assessment, before: Assessment | None) -> list[Headline]:
    """Return the figures in front, with who has improved most since the period before."""
    best = report.best_improvement(assessment, before, words)
    return [*content.headlines, *([best] if best else [])]


def is_wall() -> bool:
    """Say whether the address asks for the wall screen."""
    chosen = url.seed("wall", "", options=("", "1"))
    url.write(wall=chosen)
    return chosen == "1"


def wall_button(words: Words) -> None:
    """Offer the wall screen."""
    if st.button(words("wall.open"), icon=":material/tv:", key="wall-open", help=words("wall.help")):
        url.keep("wall", "1")
        st.rerun()


def wall(
    words: Words, items: Sequence[Headline], rows: Sequence[LeaderRow], scores: Mapping[str, float | None]
) -> None:
    """Show the leaderboard in large type and nothing around it, read again every five minutes."""
    style.apply_wall()
    cards.headlines(items)
    cells = "".join(_place(row, scores.get(row.rep), words) for row in rows)
    lines = (len(rows) + 1) // 2
    st.html(f'<ol class="sc-wall" style="--sc-lines:{lines}">{cells}</ol>')
    st.session_state["_wall_drawn"] = True
    _again()
    if st.button(words("wall.close"), icon=":material/close_fullscreen:", key="wall-close", type="tertiary"):
        url.keep("wall", "")
        st.rerun()


@st.fragment(run_every=_AGAIN_SECONDS)
def _again() -> None:
    """Run the whole page again each time the clock strikes; its own run brings this one along and is passed over."""
    if not st.session_state.pop("_wall_drawn", False):
        st.rerun()


def _place(row: LeaderRow, score: float | None, words: Words) -> str:
    moved = row.movement
    tone = {"up": "sc-on_target", "down": "sc-below"}.get(moved.direction, "") if moved else ""
    said = f'<span class="sc-change {tone}">{cards.ARROWS[moved.direction]} {text(moved.text)}</span>' if moved else ""
    shown = "–" if score is None else words.number(score)
    rank = "–" if row.rank is None else words.number(row.rank)
    return (
        f'<li class="sc-card"><span class="sc-num">{text(rank)}</span><b>{name(row.rep)}</b>{said}'
        f'<b class="sc-wall-score">{text(shown)}</b>{cards.bar((score or 0) / 100)}</li>'
    )


def _has(own: Mapping[str, Sequence], key: str) -> bool:
    return any(point.figure.value is not None for point in own.get(key, ()))
