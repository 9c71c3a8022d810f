"""How the dates and numbers of the columns in use are written, with a question where the values leave a choice."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.issues.questions import DATE_ORDER, DECIMAL
from coaching.importing.mapping.schema import kind_of
from coaching.importing.model import Question, RawTable
from coaching.importing.values.amounts import currency_in, look_at_numbers, sign_before_three
from coaching.importing.values.currency import currency_code
from coaching.importing.values.dates import counted_from_1904, look_at_dates, parse_dates
from coaching.importing.values.text_columns import distinct

_LOOKED_AT = 500
#: The days on which a deal may have ended, and how many rows of them are compared with the day of its creation.
_ENDS, _ROWS_COMPARED = ("closed_on", "won_on", "lost_on"), 2000
#: Currencies whose unit has a thousand parts.
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


def readings_of(table: RawTable, name: str, fields: Mapping[str, str]) -> tuple[dict[str, str], list[Question]]:
    """Return the reading of each column of dates or numbers that serves a field of table ``name``, and what is unsure.

    Dates whose order the values leave open take that of the other columns, where these have but one.
    """
    formats: dict[str, str] = {}
    questions: list[Question] = []
    open_orders: dict[str, tuple[str, ...]] = {}
    shown: set[str] = set()
    for field, header in fields.items():
        kind = kind_of(name, field)
        values = distinct(table.frame[header]) if kind in ("date", "number") else []
        if kind == "date":
            dates = look_at_dates(values)
            formats[field] = dates.order
            if dates.half_converted:
                questions.append(DATE_ORDER.asked(field, header, guess=dates.order))
            elif not dates.sure:
                open_orders[field] = dates.orders
            elif dates.order in ("dmy", "mdy", "yymmdd"):
                shown.add(dates.order)
        elif kind == "number":
            numbers = look_at_numbers(values)
            sign = sign_before_three(values) if _of_thousand_parts(table, header, fields) else None
            formats[field] = sign or numbers.decimal
            if sign or not numbers.sure:
                questions.append(DECIMAL.asked(field, header, guess=formats[field]))
    questions.extend(_of_1904(table, fields, formats))
    only = next(iter(shown)) if len(shown) == 1 else None
    settled = {field: only for field, orders in open_orders.items() if only in orders}
    formats.update(settled)
    asked = [field for field in open_orders if field not in settled]
    if not shown:
        # One answer serves every column that leaves the same choice.
        first_of = {orders: field for field, orders in reversed(open_orders.items())}
        asked = [field for field in asked if field in first_of.values()]
        formats.update(_in_time(table, fields, open_orders))
    questions.extend(DATE_ORDER.asked(field, fields[field], guess=formats[field]) for field in asked)
    for field in open_orders:
        if field not in asked and field not in settled:
            del formats[field]
    return formats, questions


def _in_time(table: RawTable, fields: Mapping[str, str], open_orders: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the one reading of days of creating and closing by which none is closed before it is created."""
    ends = [name for name in _ENDS if name in open_orders]
    if "created_on" not in open_orders or not ends:
        return {}
    rows = table.frame[:_ROWS_COMPARED]
    orders = [order for order in open_orders["created_on"] if order in open_orders[ends[0]]]
    days = {order: [parse_dates(rows[fields[name]], order) for name in ("created_on", ends[0])] for order in orders}
    early = {order: int((closed < created).sum()) for order, (created, closed) in days.items()}
    fitting = [order for order in orders if not early[order]]
    alike = [name for name, possible in open_orders.items() if fitting and fitting[0] in possible]
    return dict.fromkeys(alike, fitting[0]) if len(fitting) == 1 else {}


def _of_thousand_parts(table: RawTable, header: str, fields: Mapping[str, str]) -> bool:
    """Return whether the amounts of a column are in a currency with three decimals."""
    column = fields.get("currency")
    codes = {currency_code(label) for label in distinct(table.frame[column], _LOOKED_AT)} if column else set()
    codes = codes or {currency_in(header) or currency_in(next(iter(distinct(table.frame[header], 1)), ""))}
    return bool(codes) and codes <= _THREE_DECIMALS


def _of_1904(table: RawTable, fields: Mapping[str, str], formats: Mapping[str, str]) -> list[Question]:
    """Ask about Excel serials that lie four years before the dates of the other columns."""
    serial = [field for field, order in formats.items() if order == "serial"]
    written = [field for field, order in formats.items() if order in ("ymd", "dmy", "mdy", "hijri")]
    values = {field: distinct(table.frame[fields[field]], _LOOKED_AT) for field in (*serial, *written) if serial}
    return [
        DATE_ORDER.asked(field, fields[field], guess="serial")
        for field in serial
        if any(counted_from_1904(values[field], values[other], formats[other]) for other in written)
    ]
