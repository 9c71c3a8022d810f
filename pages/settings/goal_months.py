"""Goals of one year as a grid: a row for each person or team, a column for each month."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from coaching.importing import currency_in, look_at_numbers, parse_numbers
from coaching.words import Words
from pages.settings.goal_rows import LARGEST, Row, span

MONTHS = range(1, 13)
#: A cell of the grid: for whom, and the first day of the month.
Cell = tuple[str, dt.date]


def monthly(rows: Iterable[Row]) -> dict[Cell, Row]:
    """Return the goals that fit into the grid: one for a person in a month of the calendar."""
    found: dict[Cell, list[Row]] = {}
    for row in rows:
        if row.amount and row.every == "month" and row.goal_from and (row.goal_from, row.goal_to) == _month(row):
            found.setdefault((row.who, row.goal_from), []).append(row)
    return {cell: several[0] for cell, several in found.items() if len(several) == 1}


def others(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the goals that do not fit into the grid: quarters, years, days of their own, several for one month."""
    rows = [row for row in rows if row.amount]
    in_grid = set(map(id, monthly(rows).values()))
    return tuple(row for row in rows if id(row) not in in_grid)


def years(rows: Iterable[Row], first: dt.date, last: dt.date) -> list[int]:
    """Return the years to choose from: those of the data, of the goals, and the year after."""
    days = [day for row in rows for day in (row.goal_from, row.goal_to) if day]
    return list(range(min([first, *days]).year, max([last, *days]).year + 2))


def frame_of(
    cells: Mapping[Cell, Row], who: Sequence[str], year: int, currency: str | None, words: Words
) -> pd.DataFrame:
    """Return the texts of the grid, with columns ``m1`` to ``m12``; an amount in another currency names it."""
    columns = {
        f"m{month}": [_text(cells.get((one, dt.date(year, month, 1))), currency, words) for one in who]
        for month in MONTHS
    }
    return pd.DataFrame({"who": list(who), **columns}, dtype=object)


def typed(
    edited: pd.DataFrame, shown: pd.DataFrame, cells: Mapping[Cell, Row], year: int, currency: str | None
) -> tuple[dict[Cell, Row], list[Cell]]:
    """Return the goals that an edited grid holds, and the cells whose text is no amount above zero.

    A cell that was not touched keeps its goal to the cent; one that was emptied, or set to zero, has none. The decimal
    sign of an amount is read as in files: 12,000 and 12.000 are twelve thousand.
    """
    made = {cell: row for cell, row in cells.items() if cell[1].year != year}
    wrong: list[Cell] = []
    before, after = _texts(shown), _texts(edited)
    for at, who in enumerate(shown["who"]):
        for month in MONTHS:
            cell, text = (str(who), dt.date(year, month, 1)), after[at][month - 1]
            if text == before[at][month - 1]:
                if cell in cells:
                    made[cell] = cells[cell]
                continue
            amount = amount_of(text)
            if amount is None:
                wrong.append(cell)
            elif amount:
                made[cell] = _row(cell, amount, currency_in(text) or _currency(cells.get(cell), currency))
    return made, wrong


def amount_of(text: str) -> float | None:
    """Return the amount that a text says: 0 for an empty one, None where it says none or one below zero."""
    if not text:
        return 0.0
    amount = float(parse_numbers(pd.Series([text]), look_at_numbers([text]).decimal).iloc[0])
    return None if math.isnan(amount) or not 0 <= amount < LARGEST else amount


def filled(rows: Iterable[Row], who: Iterable[str], year: int, amount: float, currency: str | None) -> tuple[Row, ...]:
    """Return a goal for each month of the year in which somebody has none, nor one of a quarter or of the year."""
    taken: dict[str, list[Row]] = {}
    for row in rows:
        taken.setdefault(row.who, []).append(row)
    months = [span("month", dt.date(year, month, 1)) for month in MONTHS]
    return tuple(
        Row(one, "month", first, last, amount, currency)
        for one in who
        for first, last in months
        if not any(_covers(row, first, last) for row in taken.get(one, ()))
    )


def totals(made: Mapping[Cell, Row], who: Collection[str], year: int) -> dict[str | None, list[tuple[int, float]]]:
    """Return the sums by currency: 0 for the year, then its months; of reps alone, as a team's goal holds theirs."""
    sums: dict[str | None, dict[int, float]] = {}
    for (one, first), row in made.items():
        if first.year == year and one in who and one.startswith("rep:"):
            of = sums.setdefault(row.currency, dict.fromkeys((0, *MONTHS), 0.0))
            for at in (first.month, 0):
                of[at] += row.amount or 0.0
    return {currency: list(of.items()) for currency, of in sums.items()}


def total_of(made: Mapping[Cell, Row], who: str, year: int, currency: str | None, words: Words) -> str:
    """Return a person's total of the year as text, one amount for each currency."""
    sums: dict[str | None, float] = {}
    for (one, first), row in made.items():
        if one == who and first.year == year:
            sums[row.currency] = sums.get(row.currency, 0.0) + (row.amount or 0.0)
    return " + ".join(_amount(amount, code, currency, words) for code, amount in sums.items())


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


def _text(row: Row | None, currency: str | None, words: Words) -> str:
    return "" if row is None else _amount(row.amount or 0.0, row.currency, currency, words)


def _amount(amount: float, code: str | None, currency: str | None, words: Words) -> str:
    number = words.number(amount, 2)
    return number if code in (None, currency) else f"{code} {number}"


def _texts(frame: pd.DataFrame) -> list[list[str]]:
    months = frame[[f"m{month}" for month in MONTHS]].astype(object)
    return [["" if pd.isna(text) else str(text).strip() for text in row] for row in months.to_numpy()]
