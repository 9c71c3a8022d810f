"""Every KPI of every rep against its rule and against the other reps of the same group."""

from coaching.compare.compare import compare
from coaching.compare.empirical_bayes import Shrunk, shrink_means, shrink_ratios
from coaching.compare.funnel_plot import Limits, control_limits, inside
from coaching.compare.intervals import LEVEL, Spread, count_interval, mean_interval, pooled_spread, sum_interval, wilson
from coaching.compare.mix import expected_by_mix
from coaching.compare.model import Mark, Scorecard, Status
from coaching.compare.peers import FEWEST_PEERS, GROUPINGS, averages_of_others, groupings, peer_groups
from coaching.compare.posterior import needed_interval
from coaching.compare.ranks import places
from coaching.compare.rules import SURE_ENOUGH, breaks_rule
from coaching.compare.significance import FALSE_DISCOVERY_RATE, discoveries, mean_p_values, ratio_p_values

__all__ = [
    "FALSE_DISCOVERY_RATE",
    "FEWEST_PEERS",
    "GROUPINGS",
    "LEVEL",
    "SURE_ENOUGH",
    "Limits",
    "Mark",
    "Scorecard",
    "Shrunk",
    "Spread",
    "Status",
    "averages_of_others",
    "breaks_rule",
    "compare",
    "control_limits",
    "count_interval",
    "discoveries",
    "expected_by_mix",
    "groupings",
    "inside",
    "mean_interval",
    "mean_p_values",
    "needed_interval",
    "peer_groups",
    "places",
    "pooled_spread",
    "ratio_p_values",
    "shrink_means",
    "shrink_ratios",
    "sum_interval",
    "wilson",
]
