"""Each KPI is declared once, in ``kpis/*.yaml``; this reads and checks the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

KINDS = ("ratio", "mean", "requirement", "activity", "attainment", "velocity")
UNITS = ("ratio", "money", "days", "per_week", "money_per_day")
RULES = ("value", "product", "peers")

#: Trials below which a figure is never coloured nor called below its rule (KPIS: fewer than 10).
MINIMUM_TRIALS = 10
#: Trials below which a figure is marked as of low certainty (KPIS: 10 to 29).
CERTAIN_TRIALS = 30


@dataclass(frozen=True)
class Rule:
    """What a KPI is held against.

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
    """What people decided about a KPI: a threshold and a weight in the score, for one ``team`` or for all (None).

    None keeps what is declared. ``threshold`` is in the unit of the KPI's rule: a ratio, or the share off the peers.
    """

    kpi: str
    threshold: float | None = None
    weight: float | None = None
    team: str | None = None


@dataclass(frozen=True)
class Kpi:
    """One KPI as declared: names and texts in both languages, how it is made, what it is held against.

    ``numerator`` and ``denominator`` name columns of the tallies that are added up. ``tips`` names the
    part of the playbook that answers a shortfall; ``stands_in_for`` the KPIs it replaces where those cannot
    be measured. ``falls_by`` names the losses of any period (a column of ``STANDING_SUMS``) without which a ratio
    could only be 100 %. ``empty`` is the reason code for a zero denominator. ``watch`` is the leading figure to look at
    every week, ``source`` where the rule and the statistics come from.
    """

    key: str
    label: Mapping[str, str]
    about: Mapping[str, str]
    formula: Mapping[str, str]
    watch: Mapping[str, str]
    source: Mapping[str, str]
    kind: str
    unit: str
    better: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    rule: Rule | None = None
    needs: tuple[str, ...] = ()
    empty: str = ""
    weight: float = 1.0
    tips: str = ""
    stands_in_for: tuple[str, ...] = ()
    falls_by: str = ""


@cache
def load_kpis() -> Mapping[str, Kpi]:
    """Return every declared KPI by key, in the order of the declarations.

    Raises ``ValueError`` for a declaration that uses an unknown kind, unit, rule or misses a language.
    """
    files = sorted(
        (f for f in (resources.files("coaching.metrics") / "declarations").iterdir() if f.name.endswith(".yaml")),
        key=lambda f: f.name,
    )
    kpis = [_kpi(yaml.safe_load(f.read_text(encoding="utf-8"))) for f in files]
    return MappingProxyType({kpi.key: kpi for kpi in kpis})


def with_rules(kpis: Mapping[str, Kpi], rules: Iterable[OwnRule], team: str | None = None) -> Mapping[str, Kpi]:
    """Return the KPIs with people's own thresholds and weights in place of the declared ones.

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
            kpi = replace(kpi, rule=replace(rule, kind=kind, threshold=own.threshold, of=()))
        changed[own.kpi] = kpi if own.weight is None else replace(kpi, weight=own.weight)
    return MappingProxyType(changed)


def _kpi(data: dict[str, Any]) -> Kpi:
    rule = data.pop("rule", None)
    if rule is not None:
        rule = Rule(**{**rule, "of": tuple(rule.get("of", ()))})
    texts = {name: data.get(name, {}) for name in ("watch", "source")}
    lists = ("numerator", "denominator", "needs", "stands_in_for")
    kpi = Kpi(**{**data, **texts, "rule": rule, **{name: tuple(data.get(name, ())) for name in lists}})
    checks = (
        (kpi.kind in KINDS, "kind"),
        (kpi.unit in UNITS, "unit"),
        (kpi.better in ("higher", "lower"), "better"),
        (rule is None or rule.kind in RULES, "rule"),
        (all(_in_both(text) for text in (kpi.label, kpi.about, kpi.formula, kpi.watch, kpi.source)), "language"),
    )
    for good, name in checks:
        if not good:
            raise ValueError(f"KPI {kpi.key!r}: unknown or missing {name}")
    return kpi


def _in_both(text: Mapping[str, str]) -> bool:
    return all(str(text.get(lang, "")).strip() for lang in ("en", "ar"))
