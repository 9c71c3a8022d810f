"""Findings about the team as a whole and about the quality of its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from coaching.advise.model import Finding
from coaching.compare import Scorecard
from coaching.metrics import MINIMUM_TRIALS, Kpi, OwnRule

#: A KPI that at least this share of the reps miss is a matter of the team, not of one rep.
_MOST = 0.5

#: A rule that more than this share of the reps break does not distinguish them: another target is offered.
_UNFIT = 0.8

#: A rep with more than this share of the revenue leaves most of the others below 100.
_GIANT = 0.5
_FEWEST_REPS = 3


def findings(
    team: Scorecard, reps: Sequence[Scorecard], kpis: Mapping[str, Kpi], undated: int = 0
) -> tuple[Finding, ...]:
    """Return the findings of a team: shared weaknesses, best practice, then data hygiene."""
    listed: list[Finding] = []
    for key, kpi in kpis.items():
        # Most of a team cannot be behind the rest of it: a rule against the peers says nothing of the team as a whole.
        if kpi.rule is None or kpi.rule.kind == "peers":
            continue
        judged = [
            card
            for card in reps
            if card.standing == "active"
            and card.marks[key].status not in (None, "no_data")
            and card.marks[key].figure.trials >= kpi.kind.fewest_trials
        ]
        missed = [card for card in judged if card.marks[key].status in ("below", "watch")]
        values = [value for card in judged if (value := card.marks[key].value) is not None]
        middle = median(values) if values else 0.0
        is_unfit = len(missed) > _UNFIT * len(judged) and _can_be_fitted(kpi) and middle > 0
        if len(judged) >= _FEWEST_REPS and is_unfit:
            offered = {"kpi": key, "count": len(missed), "of": len(judged), "median_ratio": middle}
            listed.append(Finding("rule_unfit", offered))
        elif kpi.tips and len(judged) >= _FEWEST_REPS and len(missed) > _MOST * len(judged):
            listed.append(Finding("most_miss_kpi", {"kpi": key, "count": len(missed), "of": len(judged)}))
    whole = team.counts.revenue
    if len(reps) >= _FEWEST_REPS and whole > 0:
        # Amounts far out of line are in no score.
        usual = [card for card in reps if not card.counts.outliers]
        largest = max(usual, key=lambda card: card.counts.revenue, default=None)
        others = [card.score for card in reps if card is not largest and card.score is not None]
        stand_below = 2 * sum(score < 100 for score in others) > len(others)
        if largest and largest.score is not None and stand_below and largest.counts.revenue > _GIANT * whole:
            share = {"rep": largest.rep, "share_ratio": largest.counts.revenue / whole}
            listed.append(Finding("one_rep_half_of_revenue", share))
    listed += [Finding("nobodys_peer", {"rep": card.rep}) for card in reps if card.dominates]
    for card in reps:
        mark = card.marks["sales_cycle_days"]
        if card.standing == "active" and mark.best_practice and mark.expected_gap is not None:
            listed.append(Finding("best_practice_cycle", {"rep": card.rep, "gap": -mark.expected_gap}))
    listed += [
        Finding("few_data", {"rep": card.rep})
        for card in reps
        if card.standing == "active" and card.counts.won + card.counts.lost < MINIMUM_TRIALS
    ]
    counted = (
        ("stale_deals", team.counts.stale),
        ("won_without_amount", team.counts.won_without_amount),
        ("won_in_other_currency", team.counts.won_in_other_currency),
        ("undated", undated),
    )
    return (*listed, *(Finding(code, {"count": count}) for code, count in counted if count))


def fit_rule(finding: Finding, team: str | None = None) -> OwnRule | None:
    """Return the rule that a finding ``rule_unfit`` offers: the team's median as the target; None for other findings.

    ``team`` is whom the rule is for, everybody where None.
    """
    offered = finding.values.get("median_ratio")
    if finding.code != "rule_unfit" or not isinstance(offered, float) or not offered > 0:
        return None
    return OwnRule(str(finding.values["kpi"]), round(offered, 2) or offered, team=team)


def _can_be_fitted(kpi: Kpi) -> bool:
    """Return whether a target can be set freely, which one that follows from the goal or the peers cannot."""
    return kpi.kind.is_ratio and kpi.rule is not None and kpi.rule.kind != "peers"
