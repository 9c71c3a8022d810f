"""KPI declarations: each KPI is declared once, in ``declarations/*.yaml``, and linted when it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from coaching.metrics.kinds import Kind, Unknown, kind_named
from coaching.metrics.tallies.measures import EVENT_SUMS, STANDING_SUMS
from coaching.metrics.units import UNITS, Unit

RULES = ("value", "product", "peers")
DIRECTIONS = ("higher", "lower")

#: What every declaration says.
_NEEDED = ("key", "kind", "unit", "better")
#: Where the declarations are.
DECLARATIONS: Traversable = resources.files("coaching.metrics") / "declarations"


@dataclass(frozen=True)
class Rule:
    """The rule of a KPI: its threshold, and whether it is fixed or relative to the peers.

    ``value``: the threshold itself; ``product``: the product of the targets of the KPIs ``of``;
    ``peers``: ``threshold`` worse than the peer average. ``best_practice`` is how much better than the
    peers is worth sharing.
    """

    kind: str
    threshold: float | None = None
    of: tuple[str, ...] = ()
    best_practice: float | None = None


@dataclass(frozen=True)
class OwnRule:
    """A threshold that people set for a KPI, for one ``team`` or for all (None).

    None keeps what is declared. ``threshold`` is in the unit of the KPI's rule: a ratio, or the share off the peers.
    ``weight`` is what earlier versions stored; it has no effect.
    """

    kpi: str
    threshold: float | None = None
    weight: float | None = None
    team: str | None = None


@dataclass(frozen=True)
class Kpi:
    """One KPI as declared: how it is computed, and its rule.

    ``numerator`` and ``denominator`` name columns of the tallies that are added up. ``tips`` names the
    part of the playbook that answers a shortfall; ``stands_in_for`` the KPIs it replaces where those cannot
    be measured. ``falls_by`` names the losses of any period (a column of ``STANDING_SUMS``) without which a ratio
    could only be 100 %. ``empty`` is the reason code for a zero denominator. ``summary`` says whether short tables (the
    command line's) show it, ``drilldown`` the counts whose deals are behind it where numerator and denominator do not
    tell.

    ``texts`` are the texts that the declaration brings along, by their name and then by language: those of a KPI that
    the catalogues do not know (``kpi.<key>.<name>``), so that a team's own takes one file. Names are those of
    ``TEXTS``, and may be ``short``, the label for the head of a column, and ``reason``, in place of ``empty``.
    """

    key: str
    kind: Kind
    unit: str
    better: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    rule: Rule | None = None
    needs: tuple[str, ...] = ()
    empty: str = ""
    tips: str = ""
    stands_in_for: tuple[str, ...] = ()
    falls_by: str = ""
    drilldown: tuple[str, ...] = ()
    summary: bool = True
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def units(self) -> Unit:
        """The class of the unit: how two values are compared, and to which digit targets are set."""
        return UNITS[self.unit]

    @property
    def counted(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tally columns whose deals are behind the figure: those of the numerator, and all of them.

        Of a mean they are the deals that it is taken over; of a figure made of others those named by ``drilldown``.
        """
        if self.drilldown:
            return self.drilldown, self.drilldown
        return self.kind.counted(self)


@cache
def load_kpis() -> Mapping[str, Kpi]:
    """Return every declared KPI by key, in the order of the declarations.

    Raises ``ValueError`` for a faulty declaration.
    """
    return read_kpis(DECLARATIONS)


def read_kpis(folder: Traversable) -> Mapping[str, Kpi]:
    """Return the KPIs declared in a folder's YAML files; raises ``ValueError`` where one is faulty (``lint``)."""
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    kpis = [_kpi(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    if mistakes := problems(kpis):
        raise ValueError(
            "; ".join(f"KPI {mistake.kpi!r}: {mistake.rule} {mistake.where}".rstrip() for mistake in mistakes)
        )
    return MappingProxyType({kpi.key: kpi for kpi in kpis})


def with_rules(kpis: Mapping[str, Kpi], rules: Iterable[OwnRule], team: str | None = None) -> Mapping[str, Kpi]:
    """Return the KPIs with people's own thresholds in place of the declared ones.

    Rules for everybody come first, then those of ``team``. A KPI without a rule gets one of kind ``value``. Raises
    ``KeyError`` for an unknown KPI.
    """
    changed = dict(kpis)
    meant = [rule for rule in rules if rule.team is None or rule.team == team]
    for own in sorted(meant, key=lambda rule: rule.team is not None):
        kpi = changed[own.kpi]
        if own.threshold is not None:
            rule = kpi.rule or Rule("value")
            kind = "value" if rule.kind == "product" else rule.kind
            changed[own.kpi] = replace(kpi, rule=replace(rule, kind=kind, threshold=own.threshold, of=()))
    return MappingProxyType(changed)


def _kpi(data: dict[str, Any]) -> Kpi:
    """Return the KPI of a declaration; raises ``ValueError`` for an unknown name in it, or a necessary one missing."""
    rule = data.pop("rule", None)
    if rule is not None:
        rule = Rule(**{**rule, "of": tuple(rule.get("of", ()))})
    data.pop("weight", None)  # had an effect on the score in earlier versions
    lists = ("numerator", "denominator", "needs", "stands_in_for", "drilldown")
    texts = {name: text for name in (*TEXTS, *OTHER_TEXTS) if (text := data.pop(name, None))}
    known = {name.name for name in fields(Kpi)}
    wrong = [f"missing_name {name}" for name in _NEEDED if name not in data]
    wrong += [f"unknown_name {name}" for name in data if name not in known]
    if wrong:
        raise ValueError(f"KPI {data.get('key')!r}: {'; '.join(wrong)}")
    kind = kind_named(str(data.get("kind")))
    tuples = {name: tuple(data.get(name, ())) for name in lists}
    return Kpi(**{**data, **tuples, "kind": kind, "texts": texts, "rule": rule})


@dataclass(frozen=True)
class Problem:
    """A fault in a declaration: the lint rule that it breaks, and where."""

    kpi: str
    rule: str
    where: str = ""


#: The texts that every KPI has, in the catalogues or in its declaration: its name, what it means, how it is computed,
#: what to look at every week, and where the rule and the statistics come from.
TEXTS = ("label", "about", "formula", "watch", "source")
OTHER_TEXTS = ("short", "reason")

Lint = Callable[[Sequence[Kpi]], Iterable[Problem]]


def unknown_words(kpis: Sequence[Kpi]) -> Iterable[Problem]:
    """Kind, unit, direction and rule must be known ones."""
    for kpi in kpis:
        if isinstance(kpi.kind, Unknown):
            yield Problem(kpi.key, "unknown_word", kpi.kind.given)
        kinds = ((kpi.unit, UNITS), (kpi.better, DIRECTIONS))
        ruled = ((kpi.rule.kind, RULES),) if kpi.rule else ()
        yield from (Problem(kpi.key, "unknown_word", word) for word, known in (*kinds, *ruled) if word not in known)


def missing_texts(kpis: Sequence[Kpi]) -> Iterable[Problem]:
    """A declaration with texts of its own must have all texts in each of its languages."""
    for kpi in kpis:
        written = {lang for texts in kpi.texts.values() for lang in texts}
        for name in (*TEXTS, *(name for name in OTHER_TEXTS if name in kpi.texts)):
            texts = kpi.texts.get(name, {})
            missing = [lang for lang in sorted(written) if not str(texts.get(lang, "")).strip()]
            yield from (Problem(kpi.key, "missing_text", f"{name}.{lang}") for lang in missing)


def unknown_columns(kpis: Sequence[Kpi]) -> Iterable[Problem]:
    """Counted columns must be columns of the tallies, and a ratio or a mean must count something."""
    for kpi in kpis:
        used = (*kpi.numerator, *kpi.denominator, *kpi.drilldown)
        yield from (Problem(kpi.key, "unknown_column", name) for name in used if name not in EVENT_SUMS)
        if kpi.falls_by and kpi.falls_by not in STANDING_SUMS:
            yield Problem(kpi.key, "unknown_column", kpi.falls_by)
        if kpi.kind.is_counted and not (kpi.numerator and kpi.denominator):
            yield Problem(kpi.key, "nothing_counted")


def unknown_kpis(kpis: Sequence[Kpi]) -> Iterable[Problem]:
    """Rules and substitutes must name existing KPIs, and no key may be used twice."""
    keys = [kpi.key for kpi in kpis]
    for kpi in kpis:
        named = (*kpi.stands_in_for, *(kpi.rule.of if kpi.rule else ()))
        yield from (Problem(kpi.key, "unknown_kpi", key) for key in named if key not in keys)
    yield from (Problem(key, "repeated_key") for key, count in Counter(keys).items() if count > 1)


LINTS: tuple[Lint, ...] = (unknown_words, missing_texts, unknown_columns, unknown_kpis)


def problems(kpis: Sequence[Kpi]) -> tuple[Problem, ...]:
    """Return all faults of the declarations; none if they can be used."""
    return tuple(problem for lint in LINTS for problem in lint(kpis))
