"""What only the tables of an upload together show: amounts that do not fit, more appointments than conversations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import (
    AMOUNT_OUTLIER,
    AMOUNTS_FAR_APART,
    LEFT_OUT_BY_CHOICE,
    MORE_APPOINTMENTS,
    NEGATIVE_WON_AMOUNT,
    NO_WON,
    IssueType,
)
from coaching.importing.issues.questions import (
    AMOUNT_UNIT,
    AS_LOGGED,
    CONVERSATIONS,
    IN_CENTS,
    LEAVE_OUT,
    OTHERS_IN_THOUSANDS,
    OUTLIERS,
    UNKNOWN,
)
from coaching.tables import LOST, WON

#: A won amount is an outlier above so many times the median, and so many times the next largest.
_TIMES_MEDIAN, _TIMES_NEXT = 20, 5
#: The part of the amounts that may be outliers; more are a kind of their own.
_FEW_OUTLIERS = 0.25
#: Typical amounts of two files that are so many times one another are not in the same unit.
_FAR_APART = 50
#: Fewer amounts than this have no typical one, and of fewer than these none is far above the others.
_ENOUGH, _FEWEST = 5, 3
#: From so many lost deals on it is odd that none was won.
_ENOUGH_LOST = 10


def look_at_the_whole(built: Sequence[Built]) -> list[Built]:
    """Point out what casts doubt on the amounts and activities of all tables together."""
    if not built:
        return []
    return _no_wins(_more_appointments(_outliers(_far_apart([_negative(part) for part in built]))))


def _won(part: Built) -> pd.DataFrame:
    """Return amount, currency and row of the won deals of a table that are kept."""
    if part.table != "deals" or "amount" not in part.frame:
        return pd.DataFrame(columns=["amount", "currency", "row"])
    frame = part.frame
    known = [name for name in ("amount", "currency", "row") if name in frame]
    rows = frame.loc[(frame["outcome"] == WON) & frame["amount"].notna() & part.kept, known]
    currency = rows["currency"].astype(object) if "currency" in rows else pd.Series(None, rows.index, dtype=object)
    return pd.DataFrame({"amount": rows["amount"], "currency": currency.fillna(""), "row": rows["row"]})


def _negative(part: Built) -> Built:
    won = _won(part)
    below = won[won["amount"] < 0]
    return _noted(part, NEGATIVE_WON_AMOUNT, below) if len(below) else part


def _outliers(built: list[Built]) -> list[Built]:
    """Point out the few won amounts of each currency that are far above all others, or leave out those said wrong."""
    won = pd.concat([_won(part).assign(part=n) for n, part in enumerate(built)], ignore_index=True)
    for _, amounts in won[won["amount"] > 0].groupby("currency"):
        if len(amounts) < _FEWEST:
            continue
        least = _least_outlier(np.sort(amounts["amount"].to_numpy(dtype="float64")))
        top = amounts[amounts["amount"].astype("float64") >= least]
        for n in sorted(set(top["part"])):
            rows = top[top["part"] == n]
            answer = built[n].mapping.formats.get(OUTLIERS.reading)
            if answer == UNKNOWN:
                built[n] = _with_amounts(
                    built[n], built[n].frame["amount"].mask(built[n].frame["row"].isin(rows["row"]))
                )
            elif answer is None:
                built[n] = _noted(built[n], AMOUNT_OUTLIER, rows)
    return built


def _with_amounts(part: Built, amounts: pd.Series) -> Built:
    return part.with_frame(part.frame.assign(amount=amounts))


def _least_outlier(ordered: np.ndarray) -> float:
    """Return the least of the few amounts that a gap parts from all others, infinity where there are none."""
    first = len(ordered) - max(1, int(len(ordered) * _FEW_OUTLIERS))
    top, next_below = ordered[first:], ordered[first - 1 : -1]
    apart = (top > _TIMES_MEDIAN * np.median(ordered)) & (top > _TIMES_NEXT * next_below)
    return float(top[apart.argmax()]) if apart.any() else np.inf


def _noted(part: Built, what: IssueType, rows: pd.DataFrame) -> Built:
    header = part.mapping.fields.get("amount")
    at = part.frame.index[part.frame["row"].isin(rows["row"].head(5))]
    cells = [str(cell) for cell in part.raw.frame.loc[at, header]] if header in part.raw.frame else []
    numbers = [int(number) for number in rows["row"].head(5)]
    return part.with_issues(what.found(part.raw.file, part.raw.sheet, header, len(rows), numbers, cells))


def _far_apart(built: list[Built]) -> list[Built]:
    """Point out the file whose typical won amount is hundreds of times that of another file; count it as was said."""
    built = [_in_full(part) for part in built]
    for low, high in _apart(built):
        if built[high[1]].mapping.formats.get(AMOUNT_UNIT.reading) == OTHERS_IN_THOUSANDS:
            built[low[1]] = _with_amounts(built[low[1]], built[low[1]].frame["amount"] * 1000)
    for low, high in _apart(built):
        part = built[high[1]]
        if AMOUNT_UNIT.reading not in part.mapping.formats:
            where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("amount"))
            times = (f"{round(high[0] / low[0])}",)
            built[high[1]] = part.with_issues(AMOUNTS_FAR_APART.found(*where, len(part.frame), (), times))
    return built


def _in_full(part: Built) -> Built:
    """Return a table with the amounts in full that were said to be in cents."""
    if part.mapping.formats.get(AMOUNT_UNIT.reading) != IN_CENTS or "amount" not in part.frame:
        return part
    return _with_amounts(part, part.frame["amount"] / 100)


def _apart(built: Sequence[Built]) -> list[tuple[tuple[float, int], tuple[float, int]]]:
    """Return the pairs of tables of one currency whose typical won amounts are far apart: the lower, the higher."""
    if len(built) < 2:
        return []
    typical = {}
    for n, part in enumerate(built):
        for currency, amounts in _won(part).groupby("currency"):
            if len(amounts) >= _ENOUGH and (median := float(amounts["amount"].median())) > 0:
                typical[n, currency] = median
    pairs = []
    for (one, of), (other, of_other) in combinations(typical, 2):
        low, high = sorted(((typical[one, of], one), (typical[other, of_other], other)))
        if of == of_other and one != other and high[0] >= _FAR_APART * low[0]:
            pairs.append((low, high))
    return pairs


def _no_wins(built: list[Built]) -> list[Built]:
    """Point out that many deals were lost and none was won: what means a win was probably not understood."""
    outcomes = {n: part.frame["outcome"][part.kept] for n, part in enumerate(built) if part.table == "deals"}
    lost = {n: int((outcome == LOST).sum()) for n, outcome in outcomes.items()}
    if sum(lost.values()) < _ENOUGH_LOST or any((outcome == WON).any() for outcome in outcomes.values()):
        return built
    at = max(lost, key=lambda n: lost[n])
    part = built[at]
    header = next((part.mapping.fields[name] for name in ("status", "stage") if name in part.mapping.fields), None)
    built[at] = part.with_issues(NO_WON.found(part.raw.file, part.raw.sheet, header, lost[at]))
    return built


def _more_appointments(built: list[Built]) -> list[Built]:
    """Point out that more appointments than conversations are recorded, where there are any of both.

    Once it was said that not all conversations are, those that are make no figure: they are left out.
    """
    answers = {part.mapping.formats.get(CONVERSATIONS.reading) for part in built}
    if LEAVE_OUT in answers:
        return [_without_conversations(part) for part in built]
    if AS_LOGGED in answers:
        return built
    counts = {"conversation": 0.0, "appointment": 0.0}
    last = -1
    for n, part in enumerate(built):
        if part.table == "activities":
            kept = part.frame[part.kept]
            for kind in counts:
                counts[kind] += float(kept.loc[kept["kind"] == kind, "count"].sum())
            last = n
        elif part.table == "rep_periods" and {"conversations", "first_appointments"} <= set(part.frame):
            kept = part.frame[part.kept]
            counts["conversation"] += float(kept["conversations"].sum())
            counts["appointment"] += float(kept["first_appointments"].sum())
            last = n
    if last < 0 or not 0 < counts["conversation"] < counts["appointment"]:
        return built
    part = built[last]
    shown = (f"{counts['appointment']:g} / {counts['conversation']:g}",)
    many = max(int(part.kept.sum()), 1)
    built[last] = part.with_issues(MORE_APPOINTMENTS.found(part.raw.file, part.raw.sheet, None, many, (), shown))
    return built


def _without_conversations(part: Built) -> Built:
    if part.table == "activities":
        return part.without(part.frame["kind"].eq("conversation"), LEFT_OUT_BY_CHOICE)
    if part.table == "rep_periods" and "conversations" in part.frame:
        return part.with_frame(part.frame.assign(conversations=float("nan")))
    return part
