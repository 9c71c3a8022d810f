"""From the canonical tables to tallies, and from tallies to the KPIs as observed."""

from coaching.measure.figures import Measured, chance_of_winning, derive, measure
from coaching.measure.goals import Goals, resolve_goals
from coaching.measure.kpi import CERTAIN_TRIALS, MINIMUM_TRIALS, Kpi, Rule, load_kpis, with_thresholds
from coaching.measure.magic import PERIODS_A_YEAR, WEEKS_PER_YEAR, MagicNumber, magic_number, round_up, weekly_goal
from coaching.measure.model import Assumption, Counts, Figure, Funnel, Goal, Period, Reason, Tallies
from coaching.measure.tally import add, tally

__all__ = [
    "CERTAIN_TRIALS",
    "MINIMUM_TRIALS",
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
    "Period",
    "Reason",
    "Rule",
    "Tallies",
    "add",
    "chance_of_winning",
    "derive",
    "load_kpis",
    "magic_number",
    "measure",
    "resolve_goals",
    "round_up",
    "tally",
    "weekly_goal",
    "with_thresholds",
]
