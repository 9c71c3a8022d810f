"""Every KPI of every rep against its rule and against the other reps of the same group."""

from coaching.compare.compare import SURE_ENOUGH, breaks_rule, compare
from coaching.compare.intervals import LEVEL, count_interval, mean_interval, sum_interval, wilson
from coaching.compare.model import Mark, Scorecard, Status
from coaching.compare.peers import FEWEST_PEERS, GROUPINGS, averages_of_others, groupings, peer_groups
from coaching.compare.shrink import Shrunk, shrink_means, shrink_ratios

__all__ = [
    "FEWEST_PEERS",
    "GROUPINGS",
    "LEVEL",
    "SURE_ENOUGH",
    "Mark",
    "Scorecard",
    "Shrunk",
    "Status",
    "averages_of_others",
    "breaks_rule",
    "compare",
    "count_interval",
    "groupings",
    "mean_interval",
    "peer_groups",
    "shrink_means",
    "shrink_ratios",
    "sum_interval",
    "wilson",
]
