"""Cells as text in the reader's language, for pages, PDF, charts and terminal."""

from __future__ import annotations

from coaching.report.content.figures.cells import Cell, Fraction, Phrase, Quantity, Range
from coaching.words import Words

#: Shown where there is no figure.
NOTHING = "–"


def as_text(cell: Cell, words: Words) -> str:
    """Return a cell as it is shown; a quantity without a value is a dash."""
    match cell:
        case Quantity():
            return NOTHING if cell.value is None else _quantity(cell, cell.value, words)
        case Range():
            write = words.percent_range if cell.format == "percent" else words.number_range
            return write(cell.low, cell.high, cell.places)
        case Fraction():
            return words.fraction(as_text(cell.part, words), as_text(cell.whole, words))
        case Phrase():
            return words(cell.key, **{name: as_text(value, words) for name, value in cell.values.items()})
    return cell


def say(words: Words, key: str, **cells: Cell) -> str:
    """Return the message of ``key`` with cells in it."""
    return as_text(Phrase(key, cells), words)


def _quantity(cell: Quantity, value: float, words: Words) -> str:
    places, currency = cell.places or 0, cell.currency
    match cell.format:
        case "number":
            return words.number(value, places)
        case "count":
            return words.number(value, 1)
        case "signed":
            return words.signed(value, places)
        case "percent":
            return words.percent(value, places)
        case "signed_percent":
            return words.signed_percent(value, places)
        case "points":
            return words.points(value, places)
        case "per_100":
            return words.number(100 * value)
        case "of_100":
            return words("talk.of_100", n=words.number(100 * value))
        case "money":
            return words.money(value, currency, cell.places, short=True)
        case "money_in_full":
            return words.money(value, currency, cell.places)
        case "signed_money":
            return words.signed_money(value, currency)
        case "money_a_day":
            return words("unit.per_day", n=words.money(value, currency, short=True))
        case "money_a_week":
            return words("talk.worth", amount=words.money(value, currency, 0, short=True))
        case "days":
            return words.days(value)
        case "signed_days":
            return words.signed_days(value)
        case "deals":
            return words.count("unit.deals", round(value))
        case "appointments_a_week":
            return words.count("report.a_week", value)
