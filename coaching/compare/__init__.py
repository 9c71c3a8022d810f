"""Every KPI of every rep against its rule and against the other reps of the same group."""

from coaching.compare.activity import ACTIVITY, weekly_dispersion
from coaching.compare.compare import compare
from coaching.compare.empirical_bayes import Shrunk, shrink_means, shrink_ratios
from coaching.compare.funnel_plot import Limits, control_limits, inside
from coaching.compare.intervals import LEVEL, Spread, count_interval, mean_interval, pooled_spread, sum_interval, wilson
from coaching.compare.kinds import needed_interval
from coaching.compare.mix import cells_of, expected_by_mix
from coaching.compare.model import Mark, RulesMet, Scorecard, Status
from coaching.compare.peers import FEWEST_PEERS, GROUPINGS, Pooled, groupings, peer_groups, pooled_others
from coaching.compare.ranks import others_quantile, places
from coaching.compare.rules import SURE_ENOUGH, attainment_of, breaks_rule, gap_of, is_worse, rule_of, target_of
from coaching.compare.score import chance_keys, rules_met, shown_score
from coaching.compare.significance import (
    FALSE_DISCOVERY_RATE,
    PLAN_DISCOVERY_RATE,
    Tails,
    discoveries,
    mean_p_values,
    mean_tails,
    rate_tails,
    ratio_p_values,
    ratio_tails,
    stratified_tails,
)

__all__ = [
    "ACTIVITY",
    "FALSE_DISCOVERY_RATE",
    "FEWEST_PEERS",
    "GROUPINGS",
    "LEVEL",
    "PLAN_DISCOVERY_RATE",
    "SURE_ENOUGH",
    "Limits",
    "Mark",
    "Pooled",
    "RulesMet",
    "Scorecard",
    "Shrunk",
    "Spread",
    "Status",
    "Tails",
    "attainment_of",
    "breaks_rule",
    "cells_of",
    "chance_keys",
    "compare",
    "control_limits",
    "count_interval",
    "discoveries",
    "expected_by_mix",
    "gap_of",
    "groupings",
    "inside",
    "is_worse",
    "mean_interval",
    "mean_p_values",
    "mean_tails",
    "needed_interval",
    "others_quantile",
    "peer_groups",
    "places",
    "pooled_others",
    "pooled_spread",
    "rate_tails",
    "ratio_p_values",
    "ratio_tails",
    "rule_of",
    "rules_met",
    "shown_score",
    "shrink_means",
    "shrink_ratios",
    "stratified_tails",
    "sum_interval",
    "target_of",
    "weekly_dispersion",
    "wilson",
]
