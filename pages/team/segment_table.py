"""Figures by product, segment, source or team over all reps: what falls behind, and whom that concerns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from coaching.advise import SEGMENT_KPIS, Assessment, SegmentFigures
from coaching.compare import Mark
from coaching.metrics import Kpi, load_kpis
from coaching.report import (
    NOTHING,
    as_text,
    counted_cell,
    kpi_label,
    range_cell,
    sentence,
    shown_name,
    tip_texts,
    value_cell,
)
from coaching.words import Words
from pages.kit import cards
from pages.kit.escape import text
from pages.session import choices, results, url

_REASONS = ("before_next_step", "after_next_step", "unknown")
_LEVELS = ("strategic", "tactical")
#: The findings about a figure that most of the team misses; a target that nearly all miss may also be the wrong one.
_SHARED = ("most_miss_kpi", "rule_unfit")


def pick(words: Words, token: str) -> str | None:
    """Show the choice of the attribute by which deals are grouped and return it; None if the data have none."""
    known = results.attributes(token)
    if not known:
        return None
    return url.segments(
        words("segments.cut"),
        choices.in_order(known, words),
        "cut",
        known[0],
        format_func=lambda name: words(f"cut.{name}"),
    )


def findings(segments: Sequence[SegmentFigures], words: Words) -> None:
    """Show the segments that credibly fall behind the others, and at which level to act."""
    weak = [segment for level in _LEVELS for segment in segments if segment.level == level]
    if not weak:
        st.info(words("segments.even"), icon=":material/balance:")
        return
    st.html('<div class="sc-grid sc-grid-wide">' + "".join(_finding(segment, words) for segment in weak) + "</div>")


def show(segments: Sequence[SegmentFigures], currency: str | None, words: Words) -> None:
    """Show the KPIs of each segment with counts and ranges; those that credibly fall behind are marked."""
    kpis = load_kpis()
    shown = [key for key in SEGMENT_KPIS if any(segment.card.marks[key].value is not None for segment in segments)]
    st.subheader(words("segments.figures"), anchor=False)
    head = "".join(f'<th scope="col">{text(kpi_label(words, key))}</th>' for key in shown)
    first = text(words(f"cut.{segments[0].attribute}")) if segments else ""
    body = "".join(
        f'<tr><th scope="row">{text(shown_name(words, segment.label))}</th>'
        + "".join(_cell(kpis[key], segment.card.marks[key], key in segment.weak, currency, words) for key in shown)
        + "</tr>"
        for segment in segments
    )
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table sc-offers"><thead><tr>'
        f'<th scope="col">{first}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    cards.small(words("segments.legend"))


def training(assessment: Assessment, words: Words) -> None:
    """Show the figures that most of the team misses, each with an exercise for a training of the team."""
    shared = [finding for finding in assessment.findings if finding.code in _SHARED]
    if not shared:
        st.markdown(words("segments.personal"))
        return
    for finding in shared:
        kpi = str(finding.values["kpi"])
        suggestion = sentence(words, "finding", finding.code, finding.values)
        ids = [tip.id for tip in assessment.playbook.values() if tip.kpi == load_kpis()[kpi].tips]
        practised = [tip for tip in tip_texts(words, ids, assessment.playbook) if tip.practise]
        exercise = "".join(
            f"<p>{text(words('segments.exercise', title=tip.title, text=tip.practise))}</p>" for tip in practised[:1]
        )
        st.html(f'<div class="sc-card sc-step"><p><b>{text(suggestion)}</b></p>{exercise}</div>')


def lost(reasons: pd.DataFrame, words: Words) -> None:
    """Show the reasons for lost deals, counted before and after the next step."""
    st.subheader(words("segments.lost"), anchor=False)
    if reasons.empty or not reasons["reason"].notna().any():
        st.caption(words("segments.lost.none"))
        return
    columns = [name for name in _REASONS if reasons[name].any()]
    heads = [words("lost.all"), *(words(f"lost.{name}") for name in columns)]
    head = "".join(f'<th scope="col" class="sc-figure">{text(label)}</th>' for label in heads)
    most = float(reasons["lost"].max())
    body = "".join(
        f'<tr><th scope="row">{text(_reason(row["reason"], words))}{cards.bar(row["lost"] / most)}</th>'
        + "".join(f'<td class="sc-figure">{text(words.number(row[name]))}</td>' for name in ("lost", *columns))
        + "</tr>"
        for row in reasons.to_dict("records")
    )
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table sc-lost"><thead><tr>'
        f'<th scope="col">{text(words("lost.reason"))}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _reason(value: object, words: Words) -> str:
    return shown_name(words, value) if isinstance(value, str) else words("lost.unsaid")


def _cell(kpi: Kpi, mark: Mark, weak: bool, currency: str | None, words: Words) -> str:
    if mark.value is None:
        return f"<td>{NOTHING}</td>"
    evidence = (as_text(counted_cell(kpi, mark), words), as_text(range_cell(kpi, mark), words))
    small = " · ".join(f'<span class="sc-unbroken">{text(fact)}</span>' for fact in evidence if fact)
    flag = f'<span class="sc-chip sc-below"><i aria-hidden="true"></i>{text(words("segments.behind"))}</span>'
    value = as_text(value_cell(kpi, mark.value, currency), words)
    return f'<td><b>{text(value)}</b> {flag if weak else ""}<br><span class="sc-small sc-muted">{small}</span></td>'


def _finding(segment: SegmentFigures, words: Words) -> str:
    label = shown_name(words, segment.label)
    kind = "people" if segment.is_of_people else segment.level
    lines = [_behind(key, sellers, words) for key, sellers in segment.weak.items()]
    listed = "".join(f"<li>{text(line)}</li>" for line in lines)
    tell = "".join(f"<p>{text(words(f'tell.{key}', label=label))}</p>" for key in segment.to_report)
    return (
        f'<div class="sc-card sc-step"><div class="sc-card-top"><h3>{text(label)}</h3>'
        f'<span class="sc-chip sc-level">{text(words(f"level.{kind}"))}</span></div>'
        f'<ul class="sc-list">{listed}</ul><p class="sc-worth">{text(words(f"level.{kind}.text"))}</p>{tell}</div>'
    )


def _behind(kpi: str, sellers: tuple[int, int], words: Words) -> str:
    worse, reps = sellers
    label = kpi_label(words, kpi)
    if not reps:
        return words("segments.behind.plain", kpi=label)
    return words("segments.behind.reps", kpi=label, worse=words.number(worse), reps=words.number(reps))
