"""Did it help, in words: the conclusion, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.advise import Impact, Window
from coaching.compare import Mark, Status
from coaching.metrics import Figure, Kpi, kinds, load_kpis
from coaching.report.content.figures.cells import Cell, Phrase, Quantity, Range
from coaching.report.content.figures.units import counted_cell, range_cell, value_cell, weekly_cell
from coaching.report.content.phrases import sentence
from coaching.report.text import NOTHING, say
from coaching.tables import FIGURES_EDITION
from coaching.words import Words

#: The shape and colour that a conclusion is shown with; what is less sure has those of what is to be watched.
_TONES: dict[str, Status] = {
    "improved": "on_target",
    "improved_less_sure": "watch",
    "worse": "below",
    "worse_less_sure": "watch",
}


#: Agreements by an earlier edition of the figures set their target for activity measured over the whole period.
_ACTIVITY_AT_WORK = 2


@dataclass(frozen=True)
class ImpactText:
    """A conclusion as finished text: a word with its tone, a sentence of before and after, and what is behind it."""

    conclusion: str
    word: str
    tone: Status
    short: str
    lines: tuple[str, ...]


def impact_text(
    one: Impact, words: Words, currency: str | None = None, edition: int | None = FIGURES_EDITION
) -> ImpactText:
    """Return what is said of a commitment or a training; money is in ``currency``.

    ``edition`` is that of the figures by which it was agreed (``tables.FIGURES_EDITION``; None: before the second): one
    on activity may be older than the way it is measured now.
    """
    kpi = load_kpis()[one.kpi]
    lines = [_since(kpi, one, words, currency)] if one.after and one.before and one.before.trials else []
    if one.reason:
        lines.insert(0, sentence(words, "reason", one.reason.code, one.reason.values))
    if kpi.kind is kinds.ACTIVITY and (edition or 1) < _ACTIVITY_AT_WORK:
        lines.append(words("impact.new_way"))
    if one.like_months:
        lines.append(words("impact.like_months"))
    if one.peers_before and one.peers_after:
        both = {
            "before": _short(kpi, one.peers_before, words, currency),
            "after": _short(kpi, one.peers_after, words, currency),
        }
        lines.append(words.count("impact.peers", len(one.peers), **both))
    if one.expected is not None and one.change is not None:
        lines += [_beyond(kpi, one, words, currency), *_cautions(kpi, one, words)]
    return ImpactText(
        one.conclusion,
        words(f"impact.{one.conclusion}"),
        _TONES.get(one.conclusion, "no_data"),
        _in_short(kpi, one, words, currency),
        tuple(lines),
    )


def _in_short(kpi: Kpi, one: Impact, words: Words, currency: str | None) -> str:
    """Say where a figure started, where it is now, and what a conclusion still needs."""
    if not (one.before and one.after and one.before.trials):
        return ""
    started = _said(kpi, one.before, words, currency)
    if one.conclusion == "too_early":
        return " ".join(filter(None, (words("impact.started", before=started), _awaited(one, words))))
    if one.after.value is None or not one.after.trials:
        return words("impact.started", before=started)
    return words("impact.now", before=started, after=_said(kpi, one.after, words, currency))


def _awaited(one: Impact, words: Words) -> str:
    day = words.date(one.judge_on) if one.judge_on else ""
    if not one.missing:
        return words("impact.judged_from", day=day) if day else ""
    key = f"impact.needs.{one.kpi}"
    needs = words.count(key if words.counts(key) else "impact.needs", one.missing)
    return words("impact.needs.by", needs=needs, day=day) if day else words("impact.needs.only", needs=needs)


def _said(kpi: Kpi, side: Window, words: Words, currency: str | None) -> str:
    """Return a figure with what it was counted from, in words: 37% (13 of 35)."""
    if side.value is None:
        return NOTHING
    written = _format_of(kpi, words, currency)
    return say(words, "report.seen.evidence", value=written.value(side.value), evidence=written.evidence(side))


def _since(kpi: Kpi, one: Impact, words: Words, currency: str | None) -> str:
    assert one.before is not None and one.after is not None
    return words(
        "impact.since",
        before=_figure(kpi, one.before, words, currency),
        before_from=words.date(one.before.start),
        before_to=words.date(one.before.end),
        after=_figure(kpi, one.after, words, currency),
        after_from=words.date(one.after.start),
        after_to=words.date(one.after.end),
    )


def _beyond(kpi: Kpi, one: Impact, words: Words, currency: str | None) -> str:
    return say(
        words,
        "impact.beyond",
        expected=_format_of(kpi, words, currency).value(one.expected),
        change=_change(kpi, one.change, words),
        low=_change(kpi, one.change_low, words),
        high=_change(kpi, one.change_high, words),
        probability=Quantity(one.probability or 0.0, "percent"),
    )


def _cautions(kpi: Kpi, one: Impact, words: Words) -> list[str]:
    assert one.before is not None and one.after is not None
    counted = {"beaten": words.number(one.beaten or 0), "n": words.number(one.placebos or 0)}
    if one.conclusion in ("improved", "worse"):
        return [words("impact.beats", **counted), words("impact.caution")]
    if one.conclusion in ("improved_less_sure", "worse_less_sure"):
        return [words("impact.short_past"), words("impact.caution.less_sure")]
    if one.placebos:
        return [words("impact.does_not_beat", **counted)]
    before, after = one.before.value or 0.0, one.after.value or 0.0
    better = after > before if kpi.better == "higher" else after < before
    return [words("impact.rebound" if better else "impact.not_none")]


class _Format:
    """How figures before and after are written, for KPIs of most kinds."""

    def __init__(self, kpi: Kpi, words: Words, currency: str | None) -> None:
        self.kpi, self.words, self.currency = kpi, words, currency

    def value(self, value: float | None) -> Cell:
        """Return a figure."""
        return value_cell(self.kpi, value, self.currency)

    def counted(self, side: Window) -> Cell:
        """Return what it was counted from, short."""
        return counted_cell(self.kpi, _mark(self.kpi, side))

    def evidence(self, side: Window) -> Cell:
        """Return what it was counted from, in words."""
        return self.counted(side)

    def interval(self, side: Window) -> Cell:
        """Return its range."""
        return range_cell(self.kpi, _mark(self.kpi, side))

    def change(self, change: float) -> Quantity:
        """Return a difference."""
        return Quantity(change, "signed_percent")


class _RatioFormat(_Format):
    """Whole percent, "13 of 35", points."""

    def value(self, value: float | None) -> Cell:
        """Return whole percent."""
        return Quantity(value, "percent")

    def evidence(self, side: Window) -> Cell:
        """Return so many of so many."""
        return Phrase(
            "unit.of", {"part": Quantity(side.numerator, "count"), "whole": Quantity(side.denominator, "count")}
        )

    def change(self, change: float) -> Quantity:
        """Return points."""
        return Quantity(change, "points")


class _ActivityFormat(_Format):
    """First appointments a week."""

    def value(self, value: float | None) -> Cell:
        """Return so many a week."""
        return super().value(value) if value is None else Phrase("impact.a_week", {"n": weekly_cell(value)})

    def counted(self, side: Window) -> Cell:
        """Return the appointments."""
        return self.words.count("impact.appointments", round(side.numerator))

    def interval(self, side: Window) -> Cell:
        """Return a range of so many a week."""
        return "" if side.low is None or side.high is None else Range(side.low, side.high, places=1)


_CLASSES: Mapping[kinds.Kind, type[_Format]] = {kinds.RATIO: _RatioFormat, kinds.ACTIVITY: _ActivityFormat}


def _format_of(kpi: Kpi, words: Words, currency: str | None) -> _Format:
    return _CLASSES.get(kpi.kind, _Format)(kpi, words, currency)


def _mark(kpi: Kpi, side: Window) -> Mark:
    figure = Figure(kpi.key, side.value, side.numerator, side.denominator, side.trials)
    return Mark(figure, low=side.low, high=side.high)


def _figure(kpi: Kpi, side: Window, words: Words, currency: str | None) -> str:
    """Return a figure with what it was counted from and its range: 30% (6/20, 16–49%)."""
    written = _format_of(kpi, words, currency)
    spread = written.interval(side)
    if side.value is None or not spread:
        return _short(kpi, side, words, currency)
    return say(words, "impact.figure", value=written.value(side.value), counted=written.counted(side), range=spread)


def _short(kpi: Kpi, side: Window, words: Words, currency: str | None) -> str:
    if side.value is None:
        return NOTHING
    written = _format_of(kpi, words, currency)
    return say(words, "report.seen.evidence", value=written.value(side.value), evidence=written.counted(side))


def _change(kpi: Kpi, change: float | None, words: Words) -> Quantity:
    return Quantity(None) if change is None else _format_of(kpi, words, None).change(change)
