"""Monthly goals as a grid of one year, with a row for each rep or team and a column for each month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import pandas as pd

from coaching.goals.rows import Row, span
from coaching.importing import amount_of, currency_in

MONTHS = range(1, 13)
#: Writes an amount as text.
Write = Callable[[float], str]
#: A cell of the grid: whose goal (``Row.who``), and the first day of the month.
Cell = tuple[str, dt.date]


def monthly(rows: Iterable[Row]) -> dict[Cell, Row]:
    """Return the goals that fit into the grid: those of a calendar month that are the only ones of their cell."""
    by_month: dict[Cell, list[Row]] = {}
    for row in rows:
        if row.amount and row.every == "month" and row.goal_from and (row.goal_from, row.goal_to) == _month(row):
            by_month.setdefault((row.who, row.goal_from), []).append(row)
    return {cell: several[0] for cell, several in by_month.items() if len(several) == 1}


def other_goals(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the goals that do not fit into the grid: of quarters, years or other days, or several for one month."""
    rows = [row for row in rows if row.amount]
    in_grid = set(map(id, monthly(rows).values()))
    return tuple(row for row in rows if id(row) not in in_grid)


def years(rows: Iterable[Row], first: dt.date, last: dt.date) -> list[int]:
    """Return the years to choose from: those of the data and of the goals, and the year after."""
    days = [day for row in rows for day in (row.goal_from, row.goal_to) if day]
    return list(range(min([first, *days]).year, max([last, *days]).year + 2))


def grid_frame(
    cells: Mapping[Cell, Row], who: Sequence[str], year: int, currency: str | None, write: Write
) -> pd.DataFrame:
    """Return the texts of the grid in columns ``m1`` to ``m12``; an amount in another currency includes its code."""
    columns = {
        f"m{month}": [_text(cells.get((name, dt.date(year, month, 1))), currency, write) for name in who]
        for month in MONTHS
    }
    return pd.DataFrame({"who": list(who), **columns}, dtype=object)


def read_grid(
    edited: pd.DataFrame, shown: pd.DataFrame, cells: Mapping[Cell, Row], year: int, currency: str | None
) -> tuple[dict[Cell, Row], list[Cell]]:
    """Return the goals of an edited grid, and the cells whose text is not a valid amount.

    An unchanged cell keeps its exact amount; one that was emptied, or set to zero, has no goal. Decimal signs are read
    as in files: 12,000 and 12.000 are both twelve thousand.
    """
    typed = {cell: row for cell, row in cells.items() if cell[1].year != year}
    wrong: list[Cell] = []
    before, after = _texts(shown), _texts(edited)
    for at, who in enumerate(shown["who"]):
        for month in MONTHS:
            cell, text = (str(who), dt.date(year, month, 1)), after[at][month - 1]
            if text == before[at][month - 1]:
                if cell in cells:
                    typed[cell] = cells[cell]
                continue
            amount = amount_of(text)
            if amount is None:
                wrong.append(cell)
            elif amount:
                typed[cell] = _row(cell, amount, currency_in(text) or _currency(cells.get(cell), currency))
    return typed, wrong


def fill_months(
    rows: Iterable[Row], who: Iterable[str], year: int, amount: float, currency: str | None
) -> tuple[Row, ...]:
    """Return a goal for each month of the year that no goal of the same person covers yet."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row.who, []).append(row)
    months = [span("month", dt.date(year, month, 1)) for month in MONTHS]
    return tuple(
        Row(name, "month", first, last, amount, currency)
        for name in who
        for first, last in months
        if not any(_covers(row, first, last) for row in by_name.get(name, ()))
    )


def totals(made: Mapping[Cell, Row], who: Collection[str], year: int) -> dict[str | None, list[tuple[int, float]]]:
    """Return the sums of the reps' goals by currency, as pairs of month and amount; month 0 is the year.

    Goals of teams are left out, because they contain those of their reps.
    """
    sums: dict[str | None, dict[int, float]] = {}
    for (name, first), row in made.items():
        if first.year == year and name in who and name.startswith("rep:"):
            of = sums.setdefault(row.currency, dict.fromkeys((0, *MONTHS), 0.0))
            for at in (first.month, 0):
                of[at] += row.amount or 0.0
    return {currency: list(of.items()) for currency, of in sums.items()}


def total_text(made: Mapping[Cell, Row], who: str, year: int, currency: str | None, write: Write) -> str:
    """Return the sum of one person's goals in a year as text, one amount for each currency."""
    sums: dict[str | None, float] = {}
    for (name, first), row in made.items():
        if name == who and first.year == year:
            sums[row.currency] = sums.get(row.currency, 0.0) + (row.amount or 0.0)
    return " + ".join(_amount(amount, code, currency, write) for code, amount in sums.items())


def _month(row: Row) -> tuple[dt.date, dt.date] | None:
    return span("month", row.goal_from) if row.goal_from else None


def _covers(row: Row, first: dt.date, last: dt.date) -> bool:
    if row.goal_from is None or row.goal_to is None:
        return True
    return row.goal_from <= last and first <= row.goal_to


def _row(cell: Cell, amount: float, currency: str | None) -> Row:
    return Row(cell[0], "month", *span("month", cell[1]), amount, currency)


def _currency(row: Row | None, currency: str | None) -> str | None:
    return currency if row is None else row.currency


def _text(row: Row | None, currency: str | None, write: Write) -> str:
    return "" if row is None else _amount(row.amount or 0.0, row.currency, currency, write)


def _amount(amount: float, code: str | None, currency: str | None, write: Write) -> str:
    number = write(amount)
    return number if code in (None, currency) else f"{code} {number}"


def _texts(frame: pd.DataFrame) -> list[list[str]]:
    months = frame[[f"m{month}" for month in MONTHS]].astype(object)
    return [["" if pd.isna(text) else str(text).strip() for text in row] for row in months.to_numpy()]
