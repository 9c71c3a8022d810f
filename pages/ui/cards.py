"""Pieces of HTML in the app's own style: chips, cards, gauge, plan. Every text goes in escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from coaching.compare.model import Status
from coaching.report import ChartTable
from coaching.report.model import Change, FunnelRow, Headline, KpiRow, LeaderRow
from coaching.words import Words
from pages.ui.safe import name, text

_GAUGE_END = 1.5
ARROWS = {"up": "▲", "down": "▼", "same": "="}


def lead(sentence: str) -> None:
    """Show the sentence under a page's title."""
    st.html(f'<p class="sc-lead">{text(sentence)}</p>')


def chip(status: Status | None, word: str, tone: Status | None = None) -> str:
    """Return a status as word, shape and the colour of ``tone``; nothing where there is no status."""
    if status is None or not word:
        return ""
    plain = " sc-plain" if tone == "no_data" else ""
    return f'<span class="sc-chip sc-{status}{plain}"><i aria-hidden="true"></i>{text(word)}</span>'


def small(sentence: str) -> None:
    """Show a quiet remark."""
    st.html(f'<p class="sc-small sc-muted">{text(sentence)}</p>')


def legend(words: Words) -> None:
    """Say what the shapes of the table mean, and how to go on."""
    chips = "".join(chip(status, words(f"status.{status}")) for status in ("on_target", "watch", "below", "no_data"))
    st.html(f'<p class="sc-legend">{chips}<span>{text(words("leaderboard.legend"))}</span></p>')


def bar(share: float | None) -> str:
    """Return a thin bar filled by ``share`` (0 to 1)."""
    if share is None:
        return ""
    return f'<div class="sc-bar" aria-hidden="true"><i style="width:{min(max(share, 0), 1):.1%}"></i></div>'


def headlines(items: Iterable[Headline]) -> None:
    """Show the few figures in front."""
    cards = "".join(
        f'<div class="sc-card"><p class="sc-label sc-muted">{text(item.label)}</p>'
        f'<p class="sc-value">{text(item.value)}</p>'
        f'<p class="sc-small sc-muted">{text(item.note)}</p></div>'
        for item in items
    )
    st.html(f'<div class="sc-grid sc-grid-heads">{cards}</div>')


def front(items: Iterable[Headline], rows: dict[str, KpiRow], gauge_value: float | None, words: Words) -> None:
    """Show a rep's activity gauge, magic number and score, each with what stands behind it."""
    cards = []
    for item in items:
        row = rows.get(item.key)
        meter = _gauge(row, gauge_value, words) if row and item.key == "activity_gauge" else ""
        cards.append(
            f'<div class="sc-card"><div class="sc-card-top"><h3 class="sc-label">{text(item.label)}</h3>'
            f"{chip(row.status, row.status_word, row.tone) if row else ''}</div>"
            f'<p class="sc-value sc-value-front">{text(item.value)}</p>'
            f'<p class="sc-small sc-muted">{text(item.note)}</p>{meter}{_facts(row, words) if row else ""}</div>'
        )
    st.html(f'<div class="sc-grid">{"".join(cards)}</div>')


def _gauge(row: KpiRow, value: float | None, words: Words) -> str:
    if value is None:
        return ""
    at = 1 / _GAUGE_END
    filled = min(max(value, 0), _GAUGE_END) / _GAUGE_END
    return (
        f'<div class="sc-gauge" role="img" aria-label="{text(row.label)}: {text(row.value)}">'
        f'<div class="sc-bar sc-tone sc-{row.tone}"><i style="width:{filled:.1%}"></i></div>'
        f'<b style="inset-inline-start:{at:.1%}"></b>'
        f'<span style="inset-inline-start:{at:.1%}">{text(words("gauge.goal"))}</span></div>'
    )


def _facts(row: KpiRow, words: Words) -> str:
    facts = {"rule": row.rule, "peers": row.peers, "range": row.range, "estimate": row.estimate, "rank": row.rank}
    listed = "".join(
        f"<dt>{text(words(f'card.{key}'))}</dt><dd>{text(fact)}</dd>" for key, fact in facts.items() if fact
    )
    return f'<dl class="sc-facts">{listed}</dl>' if listed else ""


def kpi_card(row: KpiRow, words: Words) -> str:
    """Return one KPI with its count, range, rule and peers; what is missing says why."""
    counted = f'<span class="sc-counted">{text(row.counted)}</span>' if row.counted else ""
    tone = f"sc-{row.tone}" if row.tone else ""
    meter = f'<div class="sc-tone {tone}">{bar(row.attainment)}</div>' if row.attainment is not None else ""
    missing = "sc-value-missing" if row.status == "no_data" else ""
    return (
        f'<div class="sc-card"><div class="sc-card-top"><h3 class="sc-label">{text(row.label)}</h3>'
        f"{chip(row.status, row.status_word, row.tone)}</div>"
        f'<p class="sc-value {missing}">{text(row.value)}{counted}</p>{change(row.change)}{meter}{_facts(row, words)}'
        + "".join(f'<p class="sc-note">{text(note)}</p>' for note in (row.note, row.mix) if note)
        + "</div>"
    )


def change(moved: Change | None) -> str:
    """Return how a figure has moved since the period before: an arrow, by how much, and in words whether for good."""
    if moved is None:
        return ""
    tone = {"better": "sc-on_target", "worse": "sc-below"}.get(moved.verdict or "", "")
    said = " · ".join(filter(None, (moved.text, moved.word)))
    arrow = f'<i aria-hidden="true">{ARROWS[moved.direction]}</i> '
    return f'<p class="sc-change {tone}">{arrow}{text(said)}</p>'


def kpi_grid(cards: Sequence[str]) -> None:
    """Show KPI cards side by side."""
    st.html(f'<div class="sc-grid">{"".join(cards)}</div>')


def numbered(items: Sequence[tuple[str, str]]) -> None:
    """Show a few steps with a number, a title and a sentence each."""
    cells = "".join(
        f'<li><span class="sc-num" aria-hidden="true">{number}</span><b>{text(title)}</b>'
        f'<span class="sc-muted">{text(sentence)}</span></li>'
        for number, (title, sentence) in enumerate(items, 1)
    )
    st.html(f'<ol class="sc-steps">{cells}</ol>')


def sentences(items: Iterable[str]) -> None:
    """Show sentences as a list."""
    st.html('<ul class="sc-list">' + "".join(f"<li>{text(item)}</li>" for item in items) + "</ul>")


def leaders(rows: Iterable[LeaderRow], scores: Mapping[str, float | None], words: Words) -> None:
    """Show the leaderboard as a list, for screens too narrow for the table."""
    cells = "".join(
        f'<li class="sc-card"><span class="sc-num" aria-hidden="true">{row.rank or "–"}</span>'
        f"<b>{name(row.rep)}</b><b>{_score(scores.get(row.rep), words)}</b>{bar((scores.get(row.rep) or 0) / 100)}"
        + _place(row, words)
        + (
            f'<p class="sc-small sc-muted">{text(words("leaderboard.coach", kpi=row.first_step))}</p>'
            if row.first_step
            else ""
        )
        + "</li>"
        for row in rows
    )
    st.html(f'<ol class="sc-leaders">{cells}</ol>')


def _place(row: LeaderRow, words: Words) -> str:
    spread = row.standing or row.rank_range
    met = words("report.rules_met.of", met=row.rules_met) if row.rules_met else ""
    moved = f"{ARROWS[row.movement.direction]} {row.movement.text}" if row.movement else ""
    said = " · ".join(filter(None, (spread, met, moved)))
    return f'<p class="sc-small sc-muted">{text(said)}</p>' if said else ""


def _score(score: float | None, words: Words) -> str:
    return text("–" if score is None else words.number(score))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], figures: Sequence[int] = ()) -> None:
    """Show a small table that reads in the page's direction; ``figures`` are the columns of numbers."""
    cells = [f'<th scope="col"{_kind(at in figures)}>{text(label)}</th>' for at, label in enumerate(head)]
    body = "".join(
        "<tr>" + "".join(f"<td{_kind(at in figures)}>{text(cell)}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table"><thead><tr>{"".join(cells)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def chart_table(shown: ChartTable) -> None:
    """Show what a chart shows as a table."""
    table(shown.header, shown.rows)


def funnel_table(rows: Sequence[FunnelRow], against: Sequence[FunnelRow] | None, words: Words) -> None:
    """Show the funnel as a table: counts, step conversion, what is still open."""
    head = [words("funnel.gate"), words("funnel.count"), words("funnel.conversion")]
    if against:
        head.append(words("funnel.conversion.team"))
    head.append(words("funnel.note"))
    other = {row.gate: row.conversion for row in against or ()}
    lines = [
        [row.label, row.count_text, row.conversion, *([other.get(row.gate, "")] if against else []), row.note]
        for row in rows
    ]
    table(head, lines, figures=range(1, len(head) - 1))


def _kind(is_figure: bool) -> str:
    return ' class="sc-figure"' if is_figure else ""
