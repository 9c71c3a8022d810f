"""The sheet for a one-to-one: what was agreed, the figures since, two questions, one tip, room to agree on the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coaching.report.content.model import Commitment, KpiRow, Look, RepContent, StepText, TipText
from coaching.report.pdf.typesetting import compile_pdf, page_data
from coaching.report.text import NOTHING
from coaching.words import Words, clip, plain

_MOST_COMMITMENTS = 5
_MOST_FIGURES = 7
_MOST_DEALS = 3
_LONGEST = 160
_QUESTIONS = 2
_TITLES = ("last", "nothing_agreed", "since", "questions", "tip", "agreed")
_COLUMNS = ("what", "by", "state", "seen_by", "rep", "coach", "next_meeting")
#: The shape a commitment's state is drawn with.
_MARKS = {"open": "watch", "done": "on_target", "missed": "below", "dropped": "no_data"}


def one_to_one_pdf(
    content: RepContent, commitments: Sequence[Commitment] = (), tip: str | None = None, look: Look | None = None
) -> bytes:
    """Return the sheet for a meeting between coach and rep as a PDF of one A4 page.

    Parameters
    ----------
    content : RepContent
        The rep's; made with the assessment of the period before, its figures say how they moved.
    commitments : sequence of Commitment
        What was agreed last time, the latest first; the first five are printed.
    tip : str or None
        Id of the tip to work on; by default the first of the plan's first step.
    look : Look or None
        The team's name and logo, the filters and a note.
    """
    words = content.words
    step, chosen = choose(content, tip)
    data = page_data(content, content.rep, look)
    data["title"] = words("meeting.title")
    data["headings"] = data["headings"] | {name: words(f"meeting.{name}") for name in (*_TITLES, *_COLUMNS)}
    data["commitments"] = [_commitment(commitment, words) for commitment in commitments[:_MOST_COMMITMENTS]]
    rows = _figures(content, step)
    data["figures"] = [row for row in data.pop("kpis") if row["key"] in rows]
    data["deals"] = data["deals"][:_MOST_DEALS]
    del data["steps"], data["funnel"]
    data["questions"] = questions(content, words, tip)
    data["tip"] = _tip(chosen, words) if chosen else None
    data["step_label"], data["seen"], data["aim"] = (step.label, step.seen, step.target) if step else ("", "", "")
    return compile_pdf("one_to_one.typ", data)


def choose(content: RepContent, tip: str | None = None) -> tuple[StepText | None, TipText | None]:
    """Return the step and the tip to talk about: the tip asked for, else the first of the plan."""
    pairs = [(step, tip_of_step) for step in content.steps for tip_of_step in step.tips]
    for pair in pairs:
        if pair[1].id == tip:
            return pair
    if pairs:
        return pairs[0]
    return (content.steps[0], None) if content.steps else (None, None)


def questions(content: RepContent, words: Words, tip: str | None = None) -> list[str]:
    """Return two questions to ask: of the chosen tip and its neighbours, else two that always help."""
    step, chosen = choose(content, tip)
    asked = [chosen.ask] if chosen else []
    asked += [tip.ask for tip in step.tips if tip is not chosen] if step else []
    asked += [words("meeting.ask.well"), words("meeting.ask.stuck")]
    return list(dict.fromkeys(filter(None, asked)))[:_QUESTIONS]


def _figures(content: RepContent, step: StepText | None) -> set[str]:
    """Return which figures are printed, of those that are known: that of the step, then the others that are judged."""

    def order(row: KpiRow) -> tuple[bool, bool]:
        return (step is None or row.key != step.kpi, row.status in (None, "no_data"))

    known = [row for row in content.kpis if row.value.value is not None]
    return {row.key for row in sorted(known, key=order)[:_MOST_FIGURES]}


def _commitment(commitment: Commitment, words: Words) -> dict[str, str]:
    return {
        "what": clip(plain(commitment.what).strip(), _LONGEST) or NOTHING,
        "since": commitment.since,
        "due": words.date(commitment.due_on) if commitment.due_on else NOTHING,
        "state": words(f"meeting.state.{commitment.state}"),
        "mark": _MARKS[commitment.state],
    }


def _tip(tip: TipText, words: Words) -> dict[str, Any]:
    quote = words("tip.quoted", text=tip.say) if tip.say else ""
    facts = (("say", quote), ("practise", tip.practise), ("tell", tip.tell))
    return {
        "title": tip.title,
        "text": tip.text,
        "steps": tip.steps,
        "facts": [(words(f"tip.{name}"), text) for name, text in facts if text],
    }
