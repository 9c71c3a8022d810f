"""Building blocks of pages in HTML: chips, cards, bars, gauges and small tables. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from coaching.compare import Status
from coaching.metrics import load_kpis
from coaching.report import Bar, Change, ChartTable, FunnelRow, Headline, KpiRow, as_text, kpi_text, say
from coaching.words import Words
from pages.kit.escape import name, text

_BAR_TONES = {"rep": "sc-below", "colleagues": "sc-accent", "rule": "sc-quiet"}
ARROWS = {"up": "▲", "down": "▼", "same": "="}


def is_known(row: KpiRow) -> bool:
    """Return whether a KPI has a value to show."""
    return row.status != "no_data" and row.value.value is not None


def lead(sentence: str, on_phones: bool = True) -> None:
    """Show the sentence under a title; one that only introduces a page gives way to it on phones."""
    kind = "sc-lead" if on_phones else "sc-lead sc-wide-only"
    st.html(f'<p class="{kind}">{text(sentence)}</p>')


def chip(status: Status | None, word: str, tone: Status | None = None) -> str:
    """Return a status as HTML, with its word, its shape and the colour of ``tone``; ``""`` without a status."""
    if status is None or not word:
        return ""
    plain = " sc-plain" if tone == "no_data" else ""
    return f'<span class="sc-chip sc-{status}{plain}"><i aria-hidden="true"></i>{text(word)}</span>'


def small(sentence: str) -> None:
    """Show a sentence in small, muted type."""
    st.html(f'<p class="sc-small sc-muted">{text(sentence)}</p>')


def bar(share: float | None) -> str:
    """Return a thin bar as HTML, filled by ``share`` (0 to 1)."""
    if share is None:
        return ""
    return f'<div class="sc-bar" aria-hidden="true"><i style="width:{min(max(share, 0), 1):.1%}"></i></div>'


def bars(shown: Sequence[Bar], rep: str, is_weak: bool, words: Words) -> str:
    """Return a figure of a rep, of the colleagues and of the rule as bars, as HTML; ``""`` without bars.

    The rep's bar has the colour of a warning only if the figure ``is_weak``.
    """
    tones = _BAR_TONES if is_weak else _BAR_TONES | {"rep": "sc-ink"}
    lines = "".join(
        f"<dt>{name(rep) if bar.who == 'rep' else text(words(f'bar.{bar.who}'))}</dt>"
        f'<dd class="{tones[bar.who]}"><span class="sc-bar" aria-hidden="true">'
        f'<i style="width:{bar.share:.1%}"></i></span><b>{text(as_text(bar.value, words))}</b></dd>'
        for bar in shown
    )
    return f'<dl class="sc-bars">{lines}</dl>' if lines else ""


def explained(label: str, row: KpiRow, words: Words) -> str:
    """Return the label of a figure as HTML, with a "?" that shows definition, formula, counts and range."""
    kpi = load_kpis()[row.key]
    facts = [kpi_text(words, kpi.key, "about"), words("rep.help.formula", formula=kpi_text(words, kpi.key, "formula"))]
    facts += [say(words, "rep.help.counted", counted=row.counted)] if row.counted else []
    facts += [say(words, "rep.help.range", range=row.range)] if row.range else []
    facts += [note[:1].upper() + note[1:] for note in (row.note, as_text(row.mix, words)) if note]
    return with_help(label, facts, words)


def with_help(label: str, facts: Iterable[str], words: Words) -> str:
    """Return ``label`` as HTML with a "?" beside its last line, which shows ``facts`` over the page."""
    paragraphs = "".join(f"<p>{text(fact)}</p>" for fact in facts)
    mark = f'<summary aria-label="{text(words("rep.help", label=label))}">?</summary>'
    details = f'<details class="sc-help">{mark}<div>{paragraphs}</div></details>'
    return f'<span class="sc-explained"><span>{text(label)}</span>{details}</span>'


def headlines(items: Iterable[Headline], words: Words) -> None:
    """Show a row of cards with one figure each."""
    cards = "".join(
        f'<div class="sc-card"><p class="sc-label sc-muted">{text(item.label)}</p>'
        f'<p class="sc-value">{text(as_text(item.value, words))}</p>'
        f'<p class="sc-small sc-muted">{text(as_text(item.note, words))}</p></div>'
        for item in items
    )
    st.html(f'<div class="sc-grid sc-grid-heads">{cards}</div>')


def change(moved: Change | None, words: Words) -> str:
    """Return the change of a figure since the period before, as HTML: an arrow, the amount and a word."""
    if moved is None:
        return ""
    tone = {"better": "sc-on_target", "worse": "sc-below"}.get(moved.verdict or "", "")
    caption = " · ".join(filter(None, (as_text(moved.by, words), moved.word)))
    arrow = f'<i aria-hidden="true">{ARROWS[moved.direction]}</i> '
    return f'<p class="sc-change {tone}">{arrow}{text(caption)}</p>'


def numbered(items: Sequence[tuple[str, str]]) -> None:
    """Show numbered steps with a title and a sentence each."""
    cells = "".join(
        f'<li><span class="sc-num" aria-hidden="true">{number}</span><b>{text(title)}</b>'
        f'<span class="sc-muted">{text(sentence)}</span></li>'
        for number, (title, sentence) in enumerate(items, 1)
    )
    st.html(f'<ol class="sc-steps">{cells}</ol>')


def sentences(items: Iterable[str]) -> None:
    """Show sentences as a list."""
    st.html('<ul class="sc-list">' + "".join(f"<li>{text(item)}</li>" for item in items) + "</ul>")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], figures: Sequence[int] = ()) -> None:
    """Show a small HTML table in the page's direction; ``figures`` are the indices of the columns with numbers."""
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
    """Show the data of a chart as a table."""
    table(shown.header, shown.rows)


def funnel_table(rows: Sequence[FunnelRow], against: Sequence[FunnelRow] | None, words: Words) -> None:
    """Show a funnel as a table: counts, conversion of each step (``against`` a second funnel), and deals still open."""
    head = [words("funnel.gate"), words("funnel.count"), words("funnel.conversion")]
    if against:
        head.append(words("funnel.conversion.team"))
    head.append(words("funnel.note"))
    other = {row.gate: row.conversion for row in against or ()}
    lines = []
    for row in rows:
        figures = [row.count, row.conversion, *([other.get(row.gate, "")] if against else [])]
        lines.append([row.label, *(as_text(figure, words) for figure in figures), row.note])
    table(head, lines, figures=range(1, len(head) - 1))


def _kind(is_figure: bool) -> str:
    return ' class="sc-figure"' if is_figure else ""
