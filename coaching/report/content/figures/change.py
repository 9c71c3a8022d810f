"""How a rep or the team has moved since the period before."""

from __future__ import annotations

import math

from coaching.advise import Assessment
from coaching.compare import Mark, Scorecard
from coaching.metrics import MINIMUM_TRIALS, Kpi
from coaching.report.content.figures.cells import Phrase
from coaching.report.content.figures.units import counted_cell, shown_cell, unit_format
from coaching.report.content.model import Change, Direction, Headline, Verdict
from coaching.report.content.phrases import kpi_label
from coaching.report.text import say
from coaching.words import Words, rounded


def kpi_change(kpi: Kpi, now: Mark, before: Mark | None, words: Words, currency: str | None) -> Change | None:
    """Return how a KPI has moved, or None where either period has no value.

    It is called better or worse only where both figures rest on enough trials, and the change is more than their
    ranges leave to chance.
    """
    if before is None or now.value is None or before.value is None:
        return None
    amount = now.value - before.value
    unit = unit_format(kpi)
    exact = float(rounded(amount, unit.places))
    if not exact:
        return Change("same", Phrase("change.none"))
    is_better = (exact > 0) is (kpi.better == "higher")
    enough = min(now.figure.trials, before.figure.trials) >= MINIMUM_TRIALS
    judged = kpi.rule is not None and enough and _is_clear(now, before)
    verdict: Verdict | None = ("better" if is_better else "worse") if judged else None
    return Change(
        "up" if exact > 0 else "down",
        unit.moved(amount, currency),
        verdict,
        words(f"change.{verdict}") if verdict else "",
    )


def _is_clear(now: Mark, before: Mark) -> bool:
    """Return whether the range of the difference of two figures leaves out 0, where both have a range.

    The range is Newcombe's, from those of the figures (Statistics in Medicine 17, 1998, 873-890, method 10).
    """
    interval, other = _range(now), _range(before)
    if interval is None or other is None:
        return True
    lower, upper = sorted((interval, other), key=lambda known: known[1])
    return upper[1] - lower[1] > math.hypot(upper[1] - upper[0], lower[2] - lower[1])


def _range(mark: Mark) -> tuple[float, float, float] | None:
    """Return the low end, the value and the high end of a figure, None where it has no range."""
    if mark.low is None or mark.value is None or mark.high is None:
        return None
    return mark.low, mark.value, mark.high


def rank_change(now: Scorecard, before: Scorecard | None, words: Words) -> Change | None:
    """Return by how many places a rep has moved on the leaderboard, or None where either period has no rank."""
    if before is None or now.rank is None or before.rank is None:
        return None
    places = before.rank - now.rank
    if not places:
        return Change("same", Phrase("change.same_place"))
    direction: Direction = "up" if places > 0 else "down"
    return Change(direction, words.count(f"change.places.{direction}", abs(places)))


def best_improvement(now: Assessment, before: Assessment | None, words: Words) -> Headline | None:
    """Return who has improved a ratio most since the period before, or None where nobody has.

    The estimates decide, which draw figures from few deals towards the team: a lucky week does not win. Both figures
    rest on enough trials.
    """
    earlier = {card.rep: card.marks for card in before.reps} if before else {}
    best: tuple[float, str, Kpi, Mark, Mark] | None = None
    for card in now.reps:
        for key, mark in card.marks.items():
            kpi, was = now.kpis.get(key), earlier.get(card.rep, {}).get(key)
            if kpi is None or not kpi.kind.is_ratio or was is None or mark.estimate is None or was.estimate is None:
                continue
            gain = (mark.estimate - was.estimate) * (1 if kpi.better == "higher" else -1)
            enough = min(mark.figure.trials, was.figure.trials) >= MINIMUM_TRIALS
            if enough and gain > (best[0] if best else 0.0):
                best = gain, card.rep or "", kpi, mark, was
    if best is None:
        return None
    _, rep, kpi, mark, was = best
    note = say(
        words,
        "leaderboard.improved.note",
        kpi=kpi_label(words, kpi.key),
        before=shown_cell(kpi, was),
        value=shown_cell(kpi, mark),
        counted=counted_cell(kpi, mark),
    )
    return Headline("improved", words("leaderboard.improved"), words.name(rep), note)
