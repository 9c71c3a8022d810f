"""What is decided across files: who is who."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import (
    FUTURE_DATES,
    IDS_WITHOUT_NAMES,
    SPELLINGS_JOINED,
)
from coaching.importing.values.normalize import fold, visible
from coaching.importing.values.text_columns import labels_in_use, one_of, told_apart, translate
from coaching.tables import GATES

#: Salesforce's id of a user or a queue, in its short or its long spelling.
_OWNER_ID = re.compile(r"00[5G][A-Za-z0-9]{12}(?:[A-Z0-5]{3})?")
#: What stands in names beside letters, and makes no difference.
_IN_NAMES = " -'’.ـ"


def join_people(built: Sequence[Built]) -> list[Built]:
    """Give every person one name: by id or e-mail where a table ties them to a name, else by spelling."""
    known = _directory(built)
    spelling = _spellings(built, known)
    joined = []
    for part in built:
        frame = part.frame
        if "rep" in frame:
            given = frame["rep"].astype("category")
            names = {name: known.get(_fold_name(name), name) for name in labels_in_use(given)}
            names = {name: spelling.get(_fold_name(target), target) for name, target in names.items()}
            known_names = list(dict.fromkeys(names.values()))
            frame = frame.assign(rep=translate(given, names, known_names))
            part = _note_spellings(part, names)
        joined.append(part.with_frame(frame) if frame is not part.frame else part)
    return joined


def _note_spellings(part: Built, names: Mapping[str, str]) -> Built:
    """Point out the names that were taken for another spelling of a person's name, beyond capitals and blanks."""
    other = {
        given: name
        for given, name in names.items()
        if visible(given).casefold() != visible(name).casefold() and _fold_name(given) == _fold_name(name)
    }
    other = {given: name for given, name in other.items() if not _OWNER_ID.fullmatch(given)}
    if not other:
        return part
    rows = one_of(part.frame["rep"].astype("category"), other) & part.kept.to_numpy()
    if not rows.any():
        return part
    numbers = tuple(int(n) for n in part.frame.loc[rows, "row"].head(5))
    shown = tuple(f"{given} = {name}" for given, name in list(other.items())[:5])
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("rep"))
    return part.with_issues(SPELLINGS_JOINED.found(*where, int(rows.sum()), numbers, shown))


def _fold_name(name: str) -> str:
    """Return a name as it is compared: accents, hamzas and hyphens do not make another person.

    Of handles (e-mails, codes) only the case is folded, and not even that of Salesforce's ids, where it counts.
    """
    text = visible(str(name))
    if _OWNER_ID.fullmatch(text):
        return text[:15]
    is_name = all(letter.isalpha() or unicodedata.combining(letter) or letter in _IN_NAMES for letter in text)
    return fold(text) or text if is_name else text.casefold()


def _directory(built: Sequence[Built]) -> dict[str, str]:
    """Return names by e-mail and id, from reps tables first, then from rows that carry both."""
    known: dict[str, str] = {}
    for part in sorted(built, key=lambda b: b.table != "reps"):
        frame = part.frame
        for handle in ("email", "rep_email", "rep_id"):
            if handle not in frame or "rep" not in frame:
                continue
            pairs = frame.loc[frame[handle].notna() & frame["rep"].notna(), [handle, "rep"]].drop_duplicates()
            pairs = pairs[pairs[handle] != pairs["rep"]].drop_duplicates(handle, keep=False)
            for key, name in pairs.itertuples(index=False):
                known.setdefault(_fold_name(key), name)
    return known


def _spellings(built: Sequence[Built], known: dict[str, str]) -> dict[str, str]:
    """Return the one spelling of each name: the reps table's, else the most frequent."""
    counts: dict[str, dict[str, float]] = {}
    for part in built:
        if "rep" not in part.frame:
            continue
        weight = 10**9 if part.table == "reps" else 1
        codes, names = told_apart(part.frame["rep"])
        for name, count in zip(names, np.bincount(codes[codes >= 0], minlength=len(names)), strict=True):
            if not count:
                continue
            target = known.get(_fold_name(str(name)), str(name))
            spelled = counts.setdefault(_fold_name(target), {})
            spelled[target] = spelled.get(target, 0) + int(count) * weight
    return {key: max(spelled, key=lambda name: spelled[name]) for key, spelled in counts.items()}


def finish_deals(part: Built, today: dt.date | None = None) -> Built:
    """Turn gate ranks into codes, and say where the created date stands in for the first appointment.

    With ``today``, dates after it are noted.
    """
    part = _note_future(part, today) if today else part
    frame = part.frame
    gates = pd.Series(
        pd.Categorical.from_codes(frame["gate_rank"].to_numpy(), pd.Index(list(GATES), dtype="str")), index=frame.index
    )
    stands_in = ~frame["first_mapped"].astype(bool)
    assumed = ("created_stands_for_first_appointment",) if bool(stands_in.any()) and "created_on" in frame else ()
    return part.with_frame(frame.assign(gate=gates, created_stands_in=stands_in), *assumed)


def _note_future(part: Built, today: dt.date) -> Built:
    issues = []
    for name in ("created_on", "first_appointment_on", "next_step_on", "closed_on"):
        if name in part.frame and name in part.mapping.fields:
            late = part.kept & (part.frame[name] > pd.Timestamp(today))
            if late.any():
                header, rows = part.mapping.fields[name], tuple(int(n) for n in part.frame.loc[late, "row"].head(5))
                where = (part.raw.file, part.raw.sheet, header)
                issues.append(FUTURE_DATES.found(*where, int(late.sum()), rows))
    return part.with_issues(*issues)


def unmatched_ids(part: Built) -> Built:
    """Point out deals that only carry their owner's id, with no list of people to turn it into a name."""
    fields = part.mapping.fields
    if part.table == "reps" or "rep_id" not in fields or "rep" in fields or "rep_id" not in part.frame:
        return part
    bare = part.frame["rep"].notna() & (part.frame["rep"] == part.frame["rep_id"])
    if not bare.any():
        return part
    shown = tuple(map(str, part.frame.loc[bare, "rep"].unique()[:5]))
    issue = IDS_WITHOUT_NAMES.found(
        part.raw.file,
        part.raw.sheet,
        fields["rep_id"],
        int(bare.sum()),
        (),
        shown,
    )
    return part.with_issues(issue)
