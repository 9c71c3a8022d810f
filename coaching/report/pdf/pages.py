"""PDF by Typst: a rep's page and the team's summary."""

from __future__ import annotations

from typing import Any

from coaching.report import palette
from coaching.report.content.model import Look, RepContent, TeamContent
from coaching.report.pdf.typesetting import MOST_STEPS, compile_pdf, drawn, page_data
from coaching.report.text import NOTHING
from coaching.words import Words

_CELL_LENGTH = 48
_MOST_TIPS = 3
#: What a rep's page shows of a KPI.
_FIGURE = ("label", "value", "counted", "range", "rule", "peers", "status", "status_word", "tone", "note", "change")


def rep_pdf(content: RepContent, look: Look | None = None) -> bytes:
    """Return a rep's scorecard and action plan as a PDF of one A4 page.

    The first three priorities stand with their tips, further ones in a line each. The same content gives
    the same bytes. Safe to call from several threads.
    """
    data = page_data(content, content.rep, look)
    data["steps"] = data["steps"][:MOST_STEPS]
    for step in data["steps"]:
        step["aim"] = step["target"] or step["review"]
        step["tips"] = [{name: tip[name] for name in ("title", "text")} for tip in step["tips"]]
    _at_most(data["steps"], _MOST_TIPS)
    for step in data["steps"]:
        step["next"] = " ".join(filter(None, (step["watch"], step["mentor"])))
    # What the page does not show only fills Typst's memory.
    data["kpis"] = [{name: row[name] for name in _FIGURE} for row in data["kpis"]]
    _without_figure(data, content.words)
    return compile_pdf("rep.typ", data)


def _at_most(steps: list[dict[str, Any]], tips: int) -> None:
    """Leave as many tips on the page as fit into a talk: those of the first step first."""
    for step in steps:
        step["tips"] = step["tips"][:tips]
        tips -= len(step["tips"])


def _without_figure(data: dict[str, Any], words: Words) -> None:
    """Name the KPIs without a value in one line instead of in rows; what would mend them is said on the page."""
    lacking = [row["label"] for row in data["kpis"] if row["value"] == NOTHING]
    data["kpis"] = [row for row in data["kpis"] if row["value"] != NOTHING]
    data["lacking"] = words("report.lacking", names=words.listed(lacking)) if lacking else ""


def team_pdf(content: TeamContent, look: Look | None = None) -> bytes:
    """Return the team's summary as a PDF: leaderboard, funnel, findings, whom to coach on what."""
    data = page_data(content, content.period, look) | {"name_size": "large"}
    words = content.words
    data["headlines"] = [line for line in data["headlines"] if line["value"] != NOTHING]
    _without_figure(data, words)
    for leader in data["leaders"]:
        leader["rep"] = drawn(leader["rep"], _CELL_LENGTH)
        leader["rank_text"] = "" if leader["rank"] is None else words.number(leader["rank"])
    for talk in data["talks"]:
        talk["rep"] = drawn(talk["rep"], _CELL_LENGTH)
    for row, drawn_row in zip(content.funnel, data["funnel"], strict=True):
        drawn_row["number"] = row.count.value
    data["bar_words"] = {who: words(f"bar.{who}") for who in ("colleagues", "rule")}
    data["aim_words"] = words("talk.aim", aim="{aim}")
    data["rank_note"] = words("report.rank_note")
    data["statuses"] = [{"key": key, "word": words(f"status.{key}")} for key in palette.STATUS]
    shown = [row.key for row in content.kpis if any(_judged(leader.kpis, row.key) for leader in content.leaders)]
    data["columns"] = shown
    data["column_labels"] = [row.label for row in content.kpis if row.key in shown]
    return compile_pdf("team.typ", data)


def _judged(rows: tuple[Any, ...], key: str) -> bool:
    return any(row.key == key and row.status not in (None, "no_data") for row in rows)
