"""Headers -> fields: by the CRM's layout, by word lists, and last by likeness, which is only ever a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from coaching.importing.mapping.column_types import looks_like
from coaching.importing.mapping.schema import ENTERED, KINDS, kind_of
from coaching.importing.mapping.table_type import speaks_of_else
from coaching.importing.model import RawTable
from coaching.importing.values.amounts import currency_in, look_at_numbers, parse_numbers
from coaching.importing.values.normalize import fold, key, keys, visible
from coaching.importing.values.text_columns import distinct
from coaching.importing.vocabulary.word_lists import (
    Layout,
    bare_synonyms,
    known_headers,
    presets,
    synonyms,
    weak_synonyms,
)

_BY_LAYOUT, _BY_WORD, _BY_LOOK, _WEAK = 1.0, 0.95, 0.92, 0.6
_LIKE, _LIKE_LEAST, _LIKE_MOST = 83.0, 0.5, 0.8
#: The part of a column's dates or numbers that must be readable for its header to be believed.
_READABLE, _READABLE_UNSURE, _READABLE_BARE = 0.3, 0.6, 0.8
_ENTERED = re.compile(r"^date entered\s+[\"'“”‘’«](.+)[\"'“”‘’»]$", re.I)
_ENTERED_ID = re.compile(r"^hs_(?:v2_)?date_entered_(.+)$")
_PIPELINE = re.compile(r"\s*\(([^()]*)\)$")

#: Fields that likeness is tried for; a wrong guess of the others costs more than it gives.
_WORTH_GUESSING = frozenset(
    {
        *("deal_id", "deal_name", "account", "rep", "team", "product", "source", "stage", "status", "amount"),
        *("currency", "created_on", "first_appointment_on", "next_step_on", "closed_on", "lost_reason", "happened_on"),
        *("kind", "result", "goal_from", "goal_to", "goal_period", "email", "region", "manager", "conversations"),
        *("first_appointments", "next_steps", "won", "lost", "revenue", "period_from", "period_to", "entered_on"),
    }
)
#: A weak header is not worth a question where one of these says the same better.
_BETTER = {"closed_on": ("won_on", "lost_on"), "deal_name": ("account",), "furthest_stage": ("status",)}
#: Counts that the sales of a week come of, and how many times these there are never sales.
_SALES_COME_OF, _FAR_MORE = ("first_appointments", "next_steps"), 10


@dataclass
class Columns:
    """The columns of one raw table, with their distinct values looked up once."""

    table: RawTable
    _values: dict[str, list[str]] = field(default_factory=dict)

    def values(self, header: str) -> list[str]:
        """Return distinct filled cells of a column."""
        if header not in self._values:
            self._values[header] = distinct(self.table.frame[header], 500)
        return self._values[header]

    def by_key(self) -> dict[str, list[str]]:
        """Return headers by the keys they may be known under, whole headers first."""
        found: dict[str, list[str]] = {}
        for whole in (True, False):
            for header in self.table.header:
                for k in keys(header)[: 1 if whole else None][0 if whole else 1 :]:
                    found.setdefault(k, []).append(header)
        return found


@dataclass
class Match:
    """Headers found for the fields of one table, with certainty."""

    fields: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, header: str, certainty: float) -> None:
        """Note that ``header`` serves the field ``name``."""
        self.fields[name] = header
        self.certainty[name] = certainty

    def drop(self, *names: str) -> None:
        """Leave fields without a header again."""
        for name in names:
            del self.fields[name], self.certainty[name]


def layouts_of(columns: Columns) -> Iterator[tuple[float, Layout]]:
    """Yield the CRM layouts that the headers give away, with the weight of the evidence."""
    found = set(columns.by_key())
    for preset in presets().values():
        for layout in preset.layouts:
            signs = len(layout.signs & found)
            if signs >= layout.need and not layout.without & found:
                mapped = sum(any(k in found for k in wanted) for wanted in layout.fields.values())
                yield signs + 0.5 * mapped, layout


def match(columns: Columns, table: str, layout: Layout | None) -> Match:
    """Find a header for each field of ``table``; every header serves one field at most."""
    found = Match()
    by_key = columns.by_key()
    if layout:
        _take_known(columns, found, table, layout.fields, by_key, _BY_LAYOUT, set())
    if table == "deals":
        _take_entered(columns, found)
    barred = set(layout.never) if layout else set()
    _take_known(columns, found, table, synonyms()[table], by_key, _BY_WORD, barred)
    _take_bare(columns, found, table, by_key, barred)
    _take_known(columns, found, table, weak_synonyms().get(table, {}), by_key, _WEAK, barred)
    _take_alike(columns, found, table, barred)
    if table == "rep_periods":
        _settle_sales(columns, found)
    if not layout and speaks_of_else(table, found.certainty, columns.table.header, columns.values):
        found.certainty = {name: min(sure, _WEAK) for name, sure in found.certainty.items()}
    return found


def _take_known(
    columns: Columns,
    found: Match,
    table: str,
    wanted: Mapping[str, tuple[str, ...]],
    by_key: Mapping[str, list[str]],
    certainty: float,
    barred: set[str],
) -> None:
    for name, words in wanted.items():
        if name in found.fields or (certainty == _WEAK and any(b in found.fields for b in _BETTER.get(name, ()))):
            continue
        for word in words:
            least = _READABLE_UNSURE if certainty == _WEAK else _READABLE
            header = _first_fit(columns, found, by_key.get(word, ()), kind_of(table, name), barred, least)
            if header:
                found.take(name, header, certainty)
                break


def _take_bare(columns: Columns, found: Match, table: str, by_key: Mapping[str, list[str]], barred: set[str]) -> None:
    """Take single words (``Closed``, ``Demo``) for the dates they name, if that is what the column holds.

    Where several columns would do for one field, the first is only a question.
    """
    for name, words in bare_synonyms().get(table, {}).items():
        if name in found.fields:
            continue
        fitting = [
            header
            for word in words
            if (
                header := _first_fit(columns, found, by_key.get(word, ()), kind_of(table, name), barred, _READABLE_BARE)
            )
        ]
        if fitting:
            first = min(fitting, key=columns.table.header.index)
            found.take(name, first, _BY_LOOK if len(set(fitting)) == 1 else _WEAK)


def _first_fit(columns: Columns, found: Match, headers, kind: str, barred: set[str], least: float) -> str | None:
    taken = set(found.fields.values())
    for header in headers:
        if header in taken or key(header) in barred:
            continue
        values = columns.values(header)
        if values and looks_like(kind, values, least):
            return header
    return None


def _take_entered(columns: Columns, found: Match) -> None:
    """Take the columns that date the entry into each stage, under any of their spellings."""
    headers: dict[str, str] = {}
    for header in columns.table.header:
        text = visible(header)
        spelled = _ENTERED.match(text) or _ENTERED_ID.match(text)
        if not spelled or not columns.values(header) or not looks_like("date", columns.values(header)):
            continue
        label = spelled.group(1).strip()
        bare = _PIPELINE.sub("", label) or label
        headers[label if bare in headers else bare] = header
    for label, header in headers.items():
        found.take(f"{ENTERED}{label}", header, _BY_LAYOUT)


def _settle_sales(columns: Columns, found: Match) -> None:
    """Tell sales in money from sales counted where a header only speaks of sales; what stays open is asked about."""
    vague = [found.fields[name] for name in ("won", "revenue") if found.certainty.get(name) == _WEAK]
    found.drop(*(name for name in ("won", "revenue") if found.fields.get(name) in vague))
    beside = [columns.values(found.fields[name]) for name in _SALES_COME_OF if name in found.fields]
    most = _FAR_MORE * max((_numbers(values).max() for values in beside), default=np.inf)
    money = {header: _is_money(header, columns.values(header), most) for header in vague}
    for header in sorted(vague, key=lambda header: not money[header]):
        if money[header] and "revenue" not in found.fields:
            found.take("revenue", header, _BY_LOOK)
        elif not money[header] and "won" not in found.fields:
            found.take("won", header, _BY_LOOK if "revenue" in found.fields else _WEAK)
        elif "revenue" not in found.fields:
            found.take("revenue", header, _WEAK)


def _is_money(header: str, values: Sequence[str], most: float) -> bool:
    """Say whether a column shows a currency or decimals, or more than ``most``."""
    numbers = _numbers(values)
    return any(map(currency_in, (header, *values))) or bool((numbers % 1 > 0).any() or numbers.max() > most)


def _numbers(values: Sequence[str]) -> pd.Series:
    return parse_numbers(pd.Series(values, dtype="str"), look_at_numbers(values).decimal)


def _take_alike(columns: Columns, found: Match, table: str, barred: set[str]) -> None:
    """Suggest headers that are spelled much like a known one, and whose values look right."""
    known = known_headers()
    candidates = []
    free = [h for h in columns.table.header if h not in found.fields.values() and not _is_known(h, known, barred)]
    for name in KINDS[table]:
        if name in found.fields or name not in _WORTH_GUESSING:
            continue
        words = synonyms()[table].get(name, ())
        for header in free:
            score = max((fuzz.ratio(key(header), word) for word in words), default=0.0)
            if score >= _LIKE and looks_like(kind_of(table, name), columns.values(header)) and columns.values(header):
                candidates.append((score, name, header))
    for score, name, header in sorted(candidates, key=lambda c: -c[0]):
        if name not in found.fields and header not in found.fields.values():
            sure = _LIKE_LEAST + (score - _LIKE) / (100 - _LIKE) * (_LIKE_MOST - _LIKE_LEAST)
            found.take(name, header, round(sure, 2))


def _is_known(header: str, known: frozenset[str], barred: set[str]) -> bool:
    return any(k in known or k in barred for k in keys(header)) or not fold(header)
