"""Codes of the core as text in the reader's language: one place, so that page, PDF and Excel agree."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from itertools import product
from string import Formatter

from coaching.compare import ACTIVITY, Mark, Scorecard, Status
from coaching.metrics import load_kpis
from coaching.report.text import NOTHING
from coaching.words import Words, clip, plain

#: What a next step usually is; each has a catalogue entry ``next_step.<code>``.
MEANINGS = ("demonstration", "site_visit", "survey", "proposal")
_NEXT_STEP = "next_step_ratio"
_NAME_LENGTH = 60
_KINDS = ("reason", "assumption", "finding", "issue")


def sentence(words: Words, kind: str, code: str, values: Mapping[str, object] | None = None) -> str:
    """Return the sentence of a reason, assumption, finding or issue with its values filled in.

    Raw values are formatted by what they are called: KPI keys become labels, reps and columns isolated
    names, a ``gap`` or ``…ratio`` a percentage, an ``amount`` money (in ``values["currency"]``), dates
    dates. A ``count`` chooses the plural form where the sentence has one. For an issue the sentence says
    what was found and what to do. Raises ``KeyError`` for a code the catalogue does not know.
    """
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is not one of {', '.join(_KINDS)}")
    values = values or {}
    if (kind, code) == ("reason", "nothing_counted") and (own := kpi_text(words, str(values.get("kpi")), "reason")):
        return own
    if (kind, code) == ("issue", "other_records"):
        shown = values.get("values")
        values = {
            **values,
            "records": words(f"record.{shown[0]}") if isinstance(shown, (list, tuple)) and shown else None,
        }
    if kind == "issue":
        parts = (f"issue.{code}.{part}" for part in ("found", "mend"))
        return " ".join(_message(words, key, values) for key in parts if words.has(key) or words.counts(key))
    return _message(words, f"{kind}.{code}", values)


def _message(words: Words, key: str, values: Mapping[str, object]) -> str:
    texts = {name: _shown(words, name, value, values) for name, value in values.items()}
    if "rep" in values and values["rep"] is None:
        texts["rep"] = words("team")
    count = values.get("count")
    if isinstance(count, (int, float)) and words.counts(key):
        return words.count(key, int(count), **texts)
    fields = {name for _, name, _, _ in Formatter().parse(words(key)) if name}
    return words(key, **dict.fromkeys(fields, NOTHING) | texts)


def _shown(words: Words, name: str, value: object, values: Mapping[str, object]) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, dt.date):
        return words.date(value)
    if isinstance(value, str):
        return _shown_text(words, name, value)
    if isinstance(value, (int, float)):
        if name == "amount":
            currency = values.get("currency")
            return words.money(value, str(currency) if currency else None)
        if name == "gap":
            return words.percent(abs(value))
        if name.endswith("ratio"):
            return words.percent(value)
        return words.number(value, 0 if isinstance(value, int) else 1)
    if isinstance(value, Iterable):
        return words.listed([_shown(words, name, item, values) for item in value])
    return words.name(str(value))


def _shown_text(words: Words, name: str, value: str) -> str:
    if name in ("kpi", "kpis"):
        return kpi_label(words, value)
    if name == "period" and words.has(f"goal_period.{value}"):
        return words(f"goal_period.{value}")
    return shown_name(words, value)


def shown_name(words: Words, name: str) -> str:
    """Return a name from a file for use inside a sentence: cleaned, clipped and isolated."""
    return words.name(clip(plain(name), _NAME_LENGTH))


def kpi_label(words: Words, key: str) -> str:
    """Return the KPI's name in the reader's language (the key itself where there is no such KPI)."""
    return kpi_text(words, key, "label") or key


def kpi_text(words: Words, key: str, name: str) -> str:
    """Return a text of a KPI, "" where it has none: ``label``, ``short``, ``about``, ``formula``, ``watch`` ...

    It comes from the catalogue, or from the declaration of a KPI that brings its own texts along.
    """
    declared = load_kpis().get(key)
    return words.text(f"kpi.{key}.{name}", declared.texts.get(name)) if declared else ""


def factor_label(words: Words, key: str) -> str:
    """Return the name of a factor of the score."""
    return words("report.factor.activity") if key == ACTIVITY else kpi_label(words, key)


def score_factors(card: Scorecard, words: Words) -> dict[str, str]:
    """Return the factors of a score as text, so that whoever multiplies what is written gets the score as written.

    Each is rounded up or down, to two digits, whichever way brings the product to the score with the least rounding;
    to three where no way does.
    """
    if card.score is None:
        return {}
    exact = list(card.score_factors.values())
    for places in (2, 3):
        unit = 10**places
        ways = product(*((math.floor(value * unit), math.ceil(value * unit)) for value in exact))
        fitting = [way for way in ways if _whole(100 * math.prod(way) / unit ** len(way)) == _whole(card.score)]
        if fitting:
            best = min(fitting, key=lambda way: sum(abs(n - value * unit) for n, value in zip(way, exact, strict=True)))
            return {key: words.number(n / unit, places) for key, n in zip(card.score_factors, best, strict=True)}
    return {key: words.number(value, 2) for key, value in card.score_factors.items()}


def _whole(score: float) -> int:
    return math.floor(round(score, 9) + 0.5)


def tone_of(status: str | None) -> Status | None:
    """Return the status whose colour and shape a status is shown with; the words say the rest."""
    if status is None:
        return None
    shown: Mapping[str, Status] = {
        "on_target": "on_target",
        "watch": "watch",
        "below": "below",
        "below_peers": "watch",
    }
    return shown.get(status, "no_data")


def note_text(words: Words, mark: Mark, pending: float = 0) -> str:
    """Return what a reader must know beside the figure: why it is missing, what it rests on, how sure it is."""
    notes = []
    if mark.value is None:
        if mark.reason:
            notes.append(sentence(words, "reason", mark.reason.code, mark.reason.values))
    else:
        notes += [
            words(f"report.rests_on.{what}") for what in mark.figure.rests_on if words.has(f"report.rests_on.{what}")
        ]
        if mark.low_certainty:
            notes.append(words("certainty.low"))
        if mark.status_reason:
            notes.append(sentence(words, "reason", mark.status_reason.code, mark.status_reason.values))
        if mark.status == "explained_by_mix":
            notes.append(words("report.explained_by_mix"))
        if mark.best_practice:
            notes.append(words("report.best_practice"))
        if mark.differs:
            notes.append(differs_text(words, mark))
    if pending:
        notes.append(words("report.pending", count=words.number(pending)))
    return words("report.separator").join(notes)


def differs_text(words: Words, mark: Mark) -> str:
    """Return whether a figure credibly differs from the other reps', in words; nothing where there is no evidence."""
    kpi = load_kpis().get(mark.figure.kpi)
    if kpi is None or mark.differs is None:
        return ""
    return words("report.differs.better" if mark.differs == kpi.better else "report.differs.worse")


def meaning(next_step: str, words: Words) -> str:
    """Return what the next step is, by a code of ``MEANINGS`` or a team's own words; ``""`` where nobody said."""
    if next_step in MEANINGS:
        return words(f"next_step.{next_step}")
    return shown_name(words, next_step) if next_step.strip() else ""


def meant(kpi: str, next_step: str, words: Words) -> str:
    """Return the sentence that says what the next step is, for the KPI that leads to it; else ``""``."""
    step_name = meaning(next_step, words)
    return words("next_step.here", what=step_name) if step_name and kpi == _NEXT_STEP else ""
