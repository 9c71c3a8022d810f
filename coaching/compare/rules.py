"""The rule and target of a KPI, and the status of a value against them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from coaching.compare.model import Status
from coaching.metrics import MINIMUM_TRIALS, Figure, Kpi

#: Posterior probability from which a broken rule is called broken.
SURE_ENOUGH = 0.8


def rule_of(kpi: Kpi, kpis: Mapping[str, Kpi]) -> float | None:
    """Return the rule's threshold as declared; for a product of rules, the product."""
    if kpi.rule is None:
        return None
    if kpi.rule.kind == "product":
        return math.prod(rule_of(kpis[key], kpis) or math.nan for key in kpi.rule.of)
    return kpi.rule.threshold


def target_of(kpi: Kpi, kpis: Mapping[str, Kpi], expected: float | None) -> float | None:
    """Return the rule's edge in the KPI's own unit; None without a rule, or without the peers' figure it needs."""
    rule = rule_of(kpi, kpis)
    if rule is None or kpi.rule is None:
        return None
    if kpi.rule.kind != "peers":
        return rule
    if expected is None:
        return None
    return expected * (1 - rule if kpi.better == "higher" else 1 + rule)


def breaks_rule(kpi: Kpi, value: float, target: float) -> bool:
    """Return whether an observed value breaks the rule: below a fixed target, or too far from the peers' figure."""
    if kpi.rule and kpi.rule.kind == "peers":
        slack = 1e-12 * abs(target)
        return value <= target + slack if kpi.better == "higher" else value >= target - slack
    return value < target if kpi.better == "higher" else value > target


def status_of(
    kpi: Kpi, figure: Figure, target: float | None, probability: float | None, plain_target: float | None = None
) -> Status | None:
    """Return the status of a figure: ``below`` only with enough trials and a high enough ``probability``.

    ``probability`` is the posterior probability of breaking the rule. ``target`` is the rule's edge by the peers'
    expected figure, ``plain_target`` the edge by their plain figure: a value that breaks the plain one alone is
    explained by the mix of products.
    """
    if figure.value is None:
        return "no_data"
    if kpi.rule is None:
        return None
    if target is None:
        return "no_data"
    if not breaks_rule(kpi, figure.value, target):
        by_mix = plain_target is not None and breaks_rule(kpi, figure.value, plain_target)
        return "explained_by_mix" if by_mix else "on_target"
    sure = probability is not None and probability >= SURE_ENOUGH
    return "below" if sure and figure.trials >= MINIMUM_TRIALS else "watch"


def attainment_of(kpi: Kpi, value: float | None, target: float | None) -> float | None:
    """Return ``value / target`` (``target / value`` where lower is better), from 0 to 1."""
    if value is None or target is None:
        return None
    if kpi.better == "higher":
        return min(1.0, max(0.0, value / target)) if target > 0 else 1.0
    return min(1.0, target / value) if value > 0 else 1.0


def is_best_practice(kpi: Kpi, figure: Figure, expected: float | None) -> bool:
    """Return whether a figure is so much better than the peers' that it is worth spreading."""
    by = kpi.rule.best_practice if kpi.rule else None
    if not by or figure.value is None or not expected or figure.trials < MINIMUM_TRIALS:
        return False
    gap = figure.value / expected - 1
    return gap <= -by + 1e-12 if kpi.better == "lower" else gap >= by - 1e-12


def gap_of(kpi: Kpi, value: float | None, expected: float | None) -> float | None:
    """Return the difference of a value from the peers': in points where the unit is a ratio, else as a share of it."""
    if value is None or expected is None:
        return None
    return kpi.units.gap(value, expected)


def is_worse(kpi: Kpi, value: float, than: float) -> bool:
    """Return whether a value is worse than another, in the direction that the KPI declares."""
    return value < than if kpi.better == "higher" else value > than
