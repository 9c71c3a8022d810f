"""What every figure means, from the declarations: for the page, the workbook and the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.advise import Assessment
from coaching.compare import Mark, rule_of
from coaching.metrics import CERTAIN_TRIALS, MINIMUM_TRIALS, Kpi, load_kpis
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import shown_cell, target_cell, unit_format
from coaching.report.content.phrases import kpi_label, kpi_text, meant, sentence
from coaching.report.text import as_text, say
from coaching.words import Words

#: What a reader should know besides the KPIs; each has a title and a text in the catalogue.
NOTES = ("peers", "range", "estimate", "status", "score", "open", "magic")


@dataclass(frozen=True)
class Definition:
    """One KPI explained. Texts are finished; ``""`` where there is nothing to say.

    ``rule`` says when the figure is a reason to coach, ``source`` where rule and statistics come from, ``minimum`` how
    large a sample it takes, ``team`` what this team's figure was computed from, or why there is none.
    """

    key: str
    label: str
    about: str
    formula: str
    rule: str
    source: str
    unit: str
    better: str
    minimum: str
    watch: str
    team: str = ""


def definitions(
    words: Words, assessment: Assessment | None = None, kpis: Mapping[str, Kpi] | None = None
) -> tuple[Definition, ...]:
    """Return the definition of every KPI.

    Parameters
    ----------
    assessment : Assessment or None
        Adds the team's own numerator and denominator, and its currency.
    kpis : mapping of key to Kpi or None
        The declarations with people's own rules (``measure.with_rules``); by default the assessment's, or as declared.
    """
    kpis = kpis or (assessment.kpis if assessment else load_kpis())
    currency = assessment.currency if assessment else None
    return tuple(
        Definition(
            key=kpi.key,
            label=kpi_label(words, kpi.key),
            about=_about(kpi, assessment.next_step if assessment else "", words),
            formula=kpi_text(words, kpi.key, "formula"),
            rule=rule_sentence(kpi, kpis, words, currency),
            source=kpi_text(words, kpi.key, "source"),
            unit=_unit(kpi, words, currency),
            better=words(f"better.{kpi.better}"),
            minimum=_minimum(kpi, words),
            watch=kpi_text(words, kpi.key, "watch"),
            team=_team(kpi, assessment.team.marks.get(kpi.key), words, currency) if assessment else "",
        )
        for kpi in kpis.values()
    )


def rule_sentence(kpi: Kpi, kpis: Mapping[str, Kpi], words: Words, currency: str | None = None) -> str:
    """Say in one sentence when a KPI is a reason to coach, by the rules of ``kpis``."""
    edge = rule_of(kpi, kpis)
    if kpi.rule is None or edge is None:
        return words("definition.rule.none")
    if kpi.rule.kind == "peers":
        return words(f"definition.rule.peers.{kpi.better}", threshold=words.percent(edge))
    threshold = as_text(target_cell(kpi, edge, currency), words)
    if kpi.rule.kind == "product":
        parts = words.listed(kpi_label(words, key) for key in kpi.rule.of)
        return words("definition.rule.product", threshold=threshold, kpis=parts)
    return words(f"definition.rule.value.{kpi.better}", threshold=threshold)


def notes(words: Words) -> tuple[tuple[str, str], ...]:
    """Return title and text of what a reader should know besides the KPIs."""
    return tuple((words(f"note.{note}.title"), words(f"note.{note}.text")) for note in NOTES)


def _about(kpi: Kpi, next_step: str, words: Words) -> str:
    return " ".join(filter(None, (kpi_text(words, kpi.key, "about"), meant(kpi.key, next_step, words))))


def _unit(kpi: Kpi, words: Words, currency: str | None) -> str:
    named = words.name(currency) if currency else words("definition.currency")
    return words(f"definition.unit.{kpi.unit}", **({"currency": named} if unit_format(kpi).is_money else {}))


def _minimum(kpi: Kpi, words: Words) -> str:
    if kpi.rule is None and not kpi.kind.is_counted:
        return ""
    return words("definition.minimum", few=words.number(MINIMUM_TRIALS), sure=words.number(CERTAIN_TRIALS))


def _team(kpi: Kpi, mark: Mark | None, words: Words, currency: str | None) -> str:
    if mark is None:
        return ""
    if mark.value is None:
        return sentence(words, "reason", mark.reason.code, mark.reason.values) if mark.reason else ""
    value = shown_cell(kpi, mark, currency)
    part, whole = mark.figure.numerator, mark.figure.denominator
    if part is None or whole is None:
        return as_text(value, words)
    kind = kind_format(kpi)
    return say(words, "definition.team", value=value, part=kind.part(part, currency), whole=kind.whole(whole, currency))
