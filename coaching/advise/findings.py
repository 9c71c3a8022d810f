"""What the figures say about the team as a whole and about the data they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coaching.advise.model import Finding
from coaching.compare import Scorecard
from coaching.metrics import MINIMUM_TRIALS, Kpi

#: A KPI that at least this share of the reps miss is a matter of the team, not of one rep.
_MOST = 0.5
_FEWEST_REPS = 3


def findings(
    team: Scorecard, reps: Sequence[Scorecard], kpis: Mapping[str, Kpi], undated: int = 0
) -> tuple[Finding, ...]:
    """Return what a manager should know first: shared weaknesses, practice worth spreading, then data hygiene."""
    found: list[Finding] = []
    for key, kpi in kpis.items():
        judged = [card for card in reps if card.marks[key].status not in (None, "no_data")]
        missed = [card for card in judged if card.marks[key].status in ("below", "watch")]
        if kpi.tips and len(judged) >= _FEWEST_REPS and len(missed) > _MOST * len(judged):
            found.append(Finding("most_miss_kpi", {"kpi": key, "count": len(missed), "of": len(judged)}))
    for card in reps:
        mark = card.marks["sales_cycle_days"]
        if mark.best_practice and mark.peer_gap is not None:
            found.append(Finding("best_practice_cycle", {"rep": card.rep, "gap": -mark.peer_gap}))
    found += [
        Finding("few_data", {"rep": card.rep}) for card in reps if card.counts.won + card.counts.lost < MINIMUM_TRIALS
    ]
    counted = (
        ("stale_deals", team.counts.stale),
        ("won_without_amount", team.counts.won_without_amount),
        ("won_in_other_currency", team.counts.won_in_other_currency),
        ("undated", undated),
    )
    return (*found, *(Finding(code, {"count": count}) for code, count in counted if count))
