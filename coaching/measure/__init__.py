"""From the canonical tables to tallies, and from tallies to the KPIs as observed."""

from coaching.measure.behind import COUNTED_BY_DEAL, deals_behind, deals_waiting
from coaching.measure.figures import Measured, chance_of_winning, derive, measure
from coaching.measure.goals import Goals, resolve_goals
from coaching.measure.kpi import CERTAIN_TRIALS, MINIMUM_TRIALS, Kpi, OwnRule, Rule, load_kpis, with_rules
from coaching.measure.magic import PERIODS_A_YEAR, WEEKS_PER_YEAR, MagicNumber, magic_number, round_up, weekly_goal
from coaching.measure.model import Assumption, Counts, Figure, Funnel, Goal, Period, Reason, Tallies
from coaching.measure.periods import NAMED, named_period, previous
from coaching.measure.scan import Overview, overview, teams_of
from coaching.measure.stale import stale_deals
from coaching.measure.stays import Stay, stays
from coaching.measure.survival import is_ageing, median_days_to_win, medians_by_rep
from coaching.measure.tally import add, monthly, tally
from coaching.measure.trend import Point, trends

__all__ = [
    "CERTAIN_TRIALS",
    "COUNTED_BY_DEAL",
    "MINIMUM_TRIALS",
    "NAMED",
    "PERIODS_A_YEAR",
    "WEEKS_PER_YEAR",
    "Assumption",
    "Counts",
    "Figure",
    "Funnel",
    "Goal",
    "Goals",
    "Kpi",
    "MagicNumber",
    "Measured",
    "Overview",
    "OwnRule",
    "Period",
    "Point",
    "Reason",
    "Rule",
    "Stay",
    "Tallies",
    "add",
    "chance_of_winning",
    "deals_behind",
    "deals_waiting",
    "derive",
    "is_ageing",
    "load_kpis",
    "magic_number",
    "measure",
    "median_days_to_win",
    "medians_by_rep",
    "monthly",
    "named_period",
    "overview",
    "previous",
    "resolve_goals",
    "round_up",
    "stale_deals",
    "stays",
    "tally",
    "teams_of",
    "trends",
    "weekly_goal",
    "with_rules",
]
