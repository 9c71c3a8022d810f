"""The funnel as rows: how far the first appointments of the period have come."""

from __future__ import annotations

from coaching.metrics import Funnel
from coaching.report.content.figures.cells import Quantity
from coaching.report.content.model import FunnelRow
from coaching.report.content.phrases import meaning
from coaching.words import Words


def funnel_rows(funnel: Funnel, words: Words, next_step: str = "") -> tuple[FunnelRow, ...]:
    """Return one row per gate, with its share of the decided ones of the gate before and what happened to the rest.

    Open deals are in no share: an appointment of yesterday has not failed to become a sale. ``next_step`` says what
    that is in this team.
    """
    step_name = meaning(next_step, words)
    first, passed = funnel.first_appointments, funnel.next_steps
    unknown = passed is None
    lost = funnel.lost if unknown else funnel.lost_after_next_step
    return (
        _row(
            words,
            "conversation",
            funnel.conversations,
            None,
            [] if funnel.conversations is not None else [words("funnel.no_conversations")],
        ),
        _row(
            words,
            "first_appointment",
            first,
            funnel.conversations,
            _left(words, funnel.lost_before_next_step, funnel.pending_next_step),
        ),
        _row(
            words,
            "next_step",
            passed,
            None if passed is None else passed + (funnel.lost_before_next_step or 0),
            [words("funnel.unknown_next_steps")]
            if unknown
            else _left(words, funnel.lost_after_next_step, funnel.pending_closing),
            words("next_step.named", label=words("funnel.next_step"), what=step_name) if step_name else "",
        ),
        _row(
            words,
            "won",
            funnel.won,
            funnel.won + (lost or 0),
            [words("funnel.of_first"), *_left(words, funnel.lost, funnel.pending)] if unknown else [],
        ),
    )


def _row(
    words: Words, gate: str, count: float | None, decided: float | None, notes: list[str], label: str = ""
) -> FunnelRow:
    return FunnelRow(
        gate=gate,
        label=label or words(f"funnel.{gate}"),
        count=Quantity(count, "count"),
        conversion=Quantity(count / decided, "percent", 1) if count is not None and decided else "",
        note=words("report.separator").join(notes),
    )


def _left(words: Words, lost: float | None, pending: float | None) -> list[str]:
    return [
        words(f"funnel.{name}", count=words.number(count, 1))
        for name, count in (("lost", lost), ("pending", pending))
        if count
    ]


def leak_gate(funnel: Funnel) -> str:
    """Return the gate before which the largest share of decided deals is lost; ``""`` where that is not known."""
    rates = {gate: lost / decided for gate, (lost, decided) in _losses(funnel).items() if decided}
    return max(rates, key=lambda gate: rates[gate]) if any(rates.values()) else ""


def leak_text(funnel: Funnel, words: Words) -> str:
    """Say before which gate most decided deals are lost; ``""`` where the gates of losses are not known."""
    gate = leak_gate(funnel)
    if not gate:
        return ""
    lost, decided = _losses(funnel)[gate]
    return words(f"funnel.leak.{gate}", lost=words.number(lost, 1), decided=words.number(decided, 1))


def _losses(funnel: Funnel) -> dict[str, tuple[float, float]]:
    """Return how many were lost before each gate, and of how many decided ones; empty where that is not known."""
    before, after = funnel.lost_before_next_step, funnel.lost_after_next_step
    if funnel.next_steps is None or before is None or after is None:
        return {}
    return {"next_step": (before, funnel.next_steps + before), "won": (after, funnel.won + after)}
