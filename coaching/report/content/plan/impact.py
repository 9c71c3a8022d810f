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
    impact: Impact, words: Words, currency: str | None = None, edition: int | None = FIGURES_EDITION
) -> ImpactText:
    """Return what is said of a commitment or a training; money is in ``currency``.

    ``edition`` is that of the figures by which it was agreed (``tables.FIGURES_EDITION``; None: before the second): one
    on activity may be older than the way it is measured now.
    """
    kpi = load_kpis()[impact.kpi]
    lines = [_since(kpi, impact, words, currency)] if impact.after and impact.before and impact.before.trials else []
    if impact.reason:
        lines.insert(0, sentence(words, "reason", impact.reason.code, impact.reason.values))
    if kpi.kind is kinds.ACTIVITY and (edition or 1) < _ACTIVITY_AT_WORK:
        lines.append(words("impact.new_way"))
    if impact.like_months:
        lines.append(words("impact.like_months"))
    if impact.peers_before and impact.peers_after:
        both = {
            "before": _short(kpi, impact.peers_before, words, currency),
            "after": _short(kpi, impact.peers_after, words, currency),
        }
        lines.append(words.count("impact.peers", len(impact.peers), **both))
    if impact.expected is not None and impact.change is not None:
        lines += [_beyond(kpi, impact, words, currency), *_cautions(kpi, impact, words)]
    return ImpactText(
        impact.conclusion,
        words(f"impact.{impact.conclusion}"),
        _TONES.get(impact.conclusion, "no_data"),
        _in_short(kpi, impact, words, currency),
        tuple(lines),
    )


def _in_short(kpi: Kpi, impact: Impact, words: Words, currency: str | None) -> str:
    """Say where a figure started, where it is now, and what a conclusion still needs."""
    if not (impact.before and impact.after and impact.before.trials):
        return ""
    started = _counted_figure(kpi, impact.before, words, currency)
    if impact.conclusion == "too_early":
        return " ".join(filter(None, (words("impact.started", before=started), _awaited(impact, words))))
    if impact.after.value is None or not impact.after.trials:
        return words("impact.started", before=started)
    return words("impact.now", before=started, after=_counted_figure(kpi, impact.after, words, currency))


def _awaited(impact: Impact, words: Words) -> str:
    day = words.date(impact.judge_on) if impact.judge_on else ""
    if not impact.missing:
        return words("impact.judged_from", day=day) if day else ""
    key = f"impact.needs.{impact.kpi}"
    needs = words.count(key if words.counts(key) else "impact.needs", impact.missing)
    return words("impact.needs.by", needs=needs, day=day) if day else words("impact.needs.only", needs=needs)


def _counted_figure(kpi: Kpi, side: Window, words: Words, currency: str | None) -> str:
    """Return a figure with what it was counted from, in words: 37% (13 of 35)."""
    if side.value is None:
        return NOTHING
    written = _format_of(kpi, words, currency)
    return say(words, "report.seen.evidence", value=written.value(side.value), evidence=written.evidence(side))


def _since(kpi: Kpi, impact: Impact, words: Words, currency: str | None) -> str:
    assert impact.before is not None and impact.after is not None
    return words(
        "impact.since",
        before=_figure(kpi, impact.before, words, currency),
        before_from=words.date(impact.before.start),
        before_to=words.date(impact.before.end),
        after=_figure(kpi, impact.after, words, currency),
        after_from=words.date(impact.after.start),
        after_to=words.date(impact.after.end),
    )


def _beyond(kpi: Kpi, impact: Impact, words: Words, currency: str | None) -> str:
    return say(
        words,
        "impact.beyond",
        expected=_format_of(kpi, words, currency).value(impact.expected),
        change=_change(kpi, impact.change, words),
        low=_change(kpi, impact.change_low, words),
        high=_change(kpi, impact.change_high, words),
        probability=Quantity(impact.probability or 0.0, "percent"),
    )


def _cautions(kpi: Kpi, impact: Impact, words: Words) -> list[str]:
    assert impact.before is not None and impact.after is not None
    counted = {"beaten": words.number(impact.beaten or 0), "n": words.number(impact.placebos or 0)}
    if impact.conclusion in ("improved", "worse"):
        return [words("impact.beats", **counted), words("impact.caution")]
    if impact.conclusion in ("improved_less_sure", "worse_less_sure"):
        return [words("impact.short_past"), words("impact.caution.less_sure")]
    if impact.placebos:
        return [words("impact.does_not_beat", **counted)]
    before, after = impact.before.value or 0.0, impact.after.value or 0.0
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
