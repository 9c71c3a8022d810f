"""Goals as people edit them: rows of a list and a grid of months, their validation, and the goals to store."""

from coaching.goals.months import (
    MONTHS,
    Cell,
    fill_months,
    grid_frame,
    monthly,
    other_goals,
    read_grid,
    total_text,
    totals,
    years,
)
from coaching.goals.rows import (
    COLUMNS,
    EVERY,
    EVERYBODY,
    Row,
    Wrong,
    goal_rows,
    goals_to_store,
    read_rows,
    rows_frame,
    who_is,
)

__all__ = [
    "COLUMNS",
    "EVERY",
    "EVERYBODY",
    "MONTHS",
    "Cell",
    "Row",
    "Wrong",
    "fill_months",
    "goal_rows",
    "goals_to_store",
    "grid_frame",
    "monthly",
    "other_goals",
    "read_grid",
    "read_rows",
    "rows_frame",
    "total_text",
    "totals",
    "who_is",
    "years",
]
