"""Raw goals, reps, period sheets and stage histories -> their canonical columns."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Builder, Built
from coaching.importing.issues.catalogue import (
    BAD_AMOUNT,
    NO_DATE,
    NO_DEAL_OR_STAGE,
    NO_GOAL_AMOUNT,
    NO_GOAL_PERIOD,
    NO_PERIOD,
    NO_REP,
)
from coaching.importing.mapping.stages import meaning_of, rank
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.shapes import period_named
from coaching.importing.values.normalize import normalize
from coaching.importing.values.period_names import Period, length_in, length_named, length_of, parse_period, period_from

#: A month given as a date, as spreadsheets do.
_FULL_DATE = re.compile(r"(\d{4}-\d{2})-01(?: 00:00:00)?$")


def build_goals(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a goal of a rep or team for a period with a first and a last day."""
    build = Builder(raw, mapping)
    build.people(required=False)
    amount = build.numeric("amount", BAD_AMOUNT)
    first, last = build.dates("goal_from"), build.dates("goal_to")
    frame = pd.DataFrame({"from": first, "to": last}, index=raw.frame.index)
    named, year = build.label("goal_period"), build.label("year")
    frame["named"] = None if named is None else named
    frame["year"] = None if year is None else year
    codes, unique = pd.factorize(pd.MultiIndex.from_frame(frame.astype(object).where(frame.notna(), None)))
    length = mapping.formats.get("goal_period", "")
    spoken_of = length_in(build.header("goal_period") or "") or length_in(build.header("amount") or "")
    periods = [_goal_period(spoken_of, mapping.formats.get("year"), length, *key) for key in unique]
    each = length_named(length) or spoken_of
    lengths = [
        (p.length or None) if p else each if _says_nothing(key) else None
        for p, key in zip(periods, unique, strict=True)
    ]
    build.put(
        team=build.label("team"),
        goal_from=_days([p.first if p else None for p in periods], codes, raw),
        goal_to=_days([p.last if p else None for p in periods], codes, raw),
        goal_period=pd.Series(np.array(lengths, dtype=object)[codes], index=raw.frame.index, dtype=object),
        amount=amount,
    )
    build.put(currency=build.currency("amount"))
    build.set_aside(amount.isna() if amount is not None else pd.Series(True, index=raw.frame.index), NO_GOAL_AMOUNT)
    build.set_aside(build.columns["goal_from"].isna() & build.columns["goal_period"].isna(), NO_GOAL_PERIOD)
    return build.built("goals")


def _says_nothing(key: tuple[object, ...]) -> bool:
    """Return whether a row itself tells nothing of the period of its goal, so that its column or the file has to."""
    return all(map(_nothing, key))


def _goal_period(
    spoken_of: str | None, its_year: str | None, of_all: str, first: object, last: object, named: object, year: object
) -> Period | None:
    """Return the period of a goal: what its row says, else what holds for ``of_all`` rows; ``its_year`` helps out."""
    start, end = _day(first), _day(last)
    if start and end:
        return Period(start, end, length_of(start, end) or "") if end >= start else None
    text = "" if _nothing(named) else str(named)
    if date_match := _FULL_DATE.match(text):
        text = date_match.group(1)
    length = length_named(text)
    if start and length:
        return period_from(start, length)
    number = parse_period(str(year) if not _nothing(year) else its_year or "")
    if _says_nothing((first, last, named, year)):
        return (
            period_named(of_all, number.first.year if number else None) if of_all and not length_named(of_all) else None
        )
    if text and not length:
        known = number.first.year if number else None
        return parse_period(text, known, spoken_of) or period_named(text, known)
    return number


def _nothing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value


def _day(value: Any) -> dt.date | None:
    return None if _nothing(value) else pd.Timestamp(value).date()


def _days(days: list[dt.date | None], codes: np.ndarray, raw: RawTable) -> pd.Series:
    values = pd.Series(pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[us]").to_numpy()[codes])
    return values.set_axis(raw.frame.index)


def build_reps(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a person with name, e-mail and id, by which the other tables are matched."""
    build = Builder(raw, mapping)
    email = build.label("email")
    if email is not None:
        build.columns["rep_email"] = email
    build.people(required=False)
    name = build.columns["rep"]
    if email is not None:
        name = name.astype(object).where(name.notna(), email)
    build.put(rep=name, email=email, **{n: build.label(n) for n in ("rep_id", "team", "region", "role", "manager")})
    build.put(started_on=build.dates("started_on"), left_on=build.dates("left_on"))
    build.columns.pop("rep_email", None)
    build.set_aside(name.isna(), NO_REP)
    return build.built("reps")


_COUNTS = ("conversations", "first_appointments", "next_steps", "won", "lost", "revenue")


def build_periods(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a rep's counts for a period with a first and a last day."""
    build = Builder(raw, mapping)
    build.people()
    build.put(**{name: build.numeric(name) for name in _COUNTS})
    first, last, named = build.dates("period_from"), build.dates("period_to"), build.label("period")
    its_year = int(mapping.formats["year"]) if mapping.formats.get("year", "").isdecimal() else None
    if named is not None and (first is None or last is None):
        length = length_in(build.header("period") or "")
        periods = {
            label: parse_period(label, its_year, length) or period_named(label, its_year)
            for label in named.dropna().unique()
        }
        starts = named.map({label: pd.Timestamp(p.first) for label, p in periods.items() if p})
        ends = named.map({label: pd.Timestamp(p.last) for label, p in periods.items() if p})
        first = starts if first is None else first.where(first.notna(), starts)
        last = ends if last is None else last.where(last.notna(), ends)
        if first is None or not first.notna().any():
            first, last = build.dates("period"), None
    said = mapping.formats.get("period", "") if first is None and last is None else ""
    of_all = period_named(said, its_year) if said else None
    if of_all:
        first, last = (pd.Series(pd.Timestamp(day), index=raw.frame.index) for day in (of_all.first, of_all.last))
    if first is not None and last is None:
        last = _ends_from_starts(first, build.columns["rep"])
        build.assumptions.append("period_length_guessed")
    elif last is not None and first is None:
        first = last - pd.Timedelta(days=6)
        build.assumptions.append("period_length_guessed")
    days = [build.no_days() if day is None else pd.to_datetime(day) for day in (first, last)]
    first, last = (day.astype("datetime64[us]") for day in days)
    build.put(period_from=first, period_to=last, currency=build.currency("revenue"))
    build.set_aside(first.isna() | last.isna() | (last < first), NO_PERIOD)
    return build.built("rep_periods")


#: Where a rep's rows mostly lie so few days apart, each is of one day.
_DAILY = 3


def _ends_from_starts(first: pd.Series, rep: pd.Series) -> pd.Series:
    """Return last days of periods given by their first days only: single days, months from the 1st on, or weeks."""
    days = pd.DataFrame({"rep": rep.astype("str"), "day": first}).dropna().drop_duplicates().sort_values("day")
    if days.groupby("rep")["day"].diff().dt.days.median() <= _DAILY:
        return first
    if (first.dropna().dt.day == 1).all():
        return first + pd.offsets.MonthEnd(1)
    return first + pd.Timedelta(days=6)


def build_history(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a deal's entry into a stage."""
    build = Builder(raw, mapping)
    stage, entered, deal = build.label("stage"), build.days("entered_on"), build.words("deal_id")
    index = raw.frame.index
    nothing = pd.Series(None, index=index, dtype=object)
    stage, deal = (nothing if values is None else values for values in (stage, deal))
    known = {normalize(label): code for label, code in mapping.stages.items()}
    codes = {
        label: known[normalize(label)] if normalize(label) in known else meaning_of(label, mapping.preset).code
        for label in stage.dropna().unique()
    }
    gate = stage.map({label: code if rank(code) >= 0 else None for label, code in codes.items()}).astype(object)
    build.put(deal_id=deal, stage=stage, gate=gate, entered_on=entered)
    build.set_aside(deal.isna() | stage.isna(), NO_DEAL_OR_STAGE)
    build.set_aside(entered.isna(), NO_DATE)
    return build.built("stage_history")
