"""Every KPI of every rep against its rule and against the other reps of the same group."""

from coaching.compare.activity import ACTIVITY
from coaching.compare.compare import compare
from coaching.compare.funnel_plot import Limits, control_limits, inside
from coaching.compare.intervals import Spread, count_interval, mean_interval, pooled_spread, wilson
from coaching.compare.kinds import needed_interval
from coaching.compare.model import Mark, MixBy, RulesMet, Scorecard, Status
from coaching.compare.peers import FEWEST_PEERS, Pooled, groupings, peer_groups, pooled_others
from coaching.compare.rules import SURE_ENOUGH, attainment_of, breaks_rule, is_worse, rule_of, target_of
from coaching.compare.score import chance_keys, rules_met

__all__ = [
    "ACTIVITY",
    "FEWEST_PEERS",
    "SURE_ENOUGH",
    "Limits",
    "Mark",
    "MixBy",
    "Pooled",
    "RulesMet",
    "Scorecard",
    "Spread",
    "Status",
    "attainment_of",
    "breaks_rule",
    "chance_keys",
    "compare",
    "control_limits",
    "count_interval",
    "groupings",
    "inside",
    "is_worse",
    "mean_interval",
    "needed_interval",
    "peer_groups",
    "pooled_others",
    "pooled_spread",
    "rule_of",
    "rules_met",
    "target_of",
    "wilson",
]
