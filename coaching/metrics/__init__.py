"""Tallies from the canonical tables, and the observed KPIs from the tallies."""

from coaching.metrics import kinds
from coaching.metrics.deals.drilldown import counted_by_deal, deals_waiting, drilldown
from coaching.metrics.deals.overview import Overview, overview, teams_of
from coaching.metrics.deals.stage_durations import StageDuration, stage_durations
from coaching.metrics.deals.stale_deals import stale_deals
from coaching.metrics.deals.survival import ageing_by_rep, is_ageing, median_days_to_win, medians_by_rep
from coaching.metrics.figures import Measured, derive, exact_money, measure, usual
from coaching.metrics.goals import Goals, resolve_goals
from coaching.metrics.kinds import CERTAIN_TRIALS, FEWEST_DEALS, MINIMUM_TRIALS, Kind
from coaching.metrics.kpi import Kpi, OwnRule, Rule, load_kpis, with_rules
from coaching.metrics.model import Assumption, Counts, Figure, Funnel, Goal, Period, Reason, Tallies
from coaching.metrics.required_appointments import (
    PERIODS_A_YEAR,
    WEEKS_PER_YEAR,
    MagicNumber,
    magic_number,
    weekly_goal,
)
from coaching.metrics.shown import Shown
from coaching.metrics.tallies.batches import (
    BatchedDeals,
    Deals,
    batches_of,
    changed,
    with_column_from,
    with_deals,
)
from coaching.metrics.tallies.encode import EncodedDeals
from coaching.metrics.tallies.facts import Facts, deal_facts, shared_facts
from coaching.metrics.tallies.outliers import events_without_outliers, outlier_above, without_outliers
from coaching.metrics.tallies.tally import add, monthly, tally
from coaching.metrics.timing.default_period import DefaultPeriod, default_period
from coaching.metrics.timing.periods import NAMED, like_previous, named_period, previous
from coaching.metrics.timing.seasons import QuarterPattern, pattern_of_deals, quarter_pattern
from coaching.metrics.timing.time_at_work import (
    ACTIVE,
    FEW_TRIALS_WEEKS,
    LEFT,
    NEW,
    NEW_WEEKS,
    Standing,
    TimeAtWork,
    time_at_work,
)
from coaching.metrics.timing.trend import Point, trends

__all__ = [
    "ACTIVE",
    "CERTAIN_TRIALS",
    "FEWEST_DEALS",
    "FEW_TRIALS_WEEKS",
    "LEFT",
    "MINIMUM_TRIALS",
    "NAMED",
    "NEW",
    "NEW_WEEKS",
    "PERIODS_A_YEAR",
    "WEEKS_PER_YEAR",
    "Assumption",
    "BatchedDeals",
    "Counts",
    "Deals",
    "DefaultPeriod",
    "EncodedDeals",
    "Facts",
    "Figure",
    "Funnel",
    "Goal",
    "Goals",
    "Kind",
    "Kpi",
    "MagicNumber",
    "Measured",
    "Overview",
    "OwnRule",
    "Period",
    "Point",
    "QuarterPattern",
    "Reason",
    "Rule",
    "Shown",
    "StageDuration",
    "Standing",
    "Tallies",
    "TimeAtWork",
    "add",
    "ageing_by_rep",
    "batches_of",
    "changed",
    "counted_by_deal",
    "deal_facts",
    "deals_waiting",
    "default_period",
    "derive",
    "drilldown",
    "events_without_outliers",
    "exact_money",
    "is_ageing",
    "kinds",
    "like_previous",
    "load_kpis",
    "magic_number",
    "measure",
    "median_days_to_win",
    "medians_by_rep",
    "monthly",
    "named_period",
    "outlier_above",
    "overview",
    "pattern_of_deals",
    "previous",
    "quarter_pattern",
    "resolve_goals",
    "shared_facts",
    "stage_durations",
    "stale_deals",
    "tally",
    "teams_of",
    "time_at_work",
    "trends",
    "usual",
    "weekly_goal",
    "with_column_from",
    "with_deals",
    "with_rules",
    "without_outliers",
]
