"""What is decided across files: who is who."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import (
    FUTURE_DATES,
    IDS_WITHOUT_NAMES,
    MAYBE_ONE_PERSON,
    SPELLINGS_JOINED,
)
from coaching.importing.link.lists_of_people import called_in_lists, owners_by_values
from coaching.importing.link.other_names import other_names
from coaching.importing.values.normalize import visible
from coaching.importing.values.person_names import OWNER_ID, is_surname_first, normalize_name, without_status
from coaching.importing.values.text_columns import factorize, labels_in_use, one_of, translate
from coaching.tables import GATES

#: How much a spelling of the list of reps counts against those of other tables.
_OF_REPS = 10**9


def join_people(built: Sequence[Built]) -> list[Built]:
    """Give every person one name: by id or e-mail where a table ties them to a name, else by spelling."""
    built = owners_by_values(built)
    known = {**called_in_lists(built), **_directory(built)}
    other = other_names(built, known)
    known = {**other, **known}
    spelling = _spellings(built, known)
    joined = []
    for part in built:
        frame = part.frame
        if "rep" in frame:
            categories = frame["rep"].astype("category")
            plain = {name: without_status(name) for name in labels_in_use(categories)}
            names = {name: known.get(normalize_name(bare), bare) for name, bare in plain.items()}
            names = {name: spelling.get(normalize_name(target), target) for name, target in names.items()}
            known_names = list(dict.fromkeys(names.values()))
            frame = frame.assign(rep=translate(categories, names, known_names))
            part = _note_spellings(part, names, other)
        joined.append(_note_initials(part.with_frame(frame)) if frame is not part.frame else part)
    return joined


def _note_initials(part: Built) -> Built:
    """Point out owners of deals with an initial and the surname of just one other: they may be the same person."""
    if part.table != "deals":
        return part
    parts = {name: normalize_name(name).split() for name in labels_in_use(part.frame["rep"])}
    whole = [(name, words[0][0], words[-1]) for name, words in parts.items() if len(words) > 1 and len(words[0]) > 1]
    alike = {
        short: [name for name, *key in whole if key == words]
        for short, words in parts.items()
        if len(words) == 2 and len(words[0]) == 1
    }
    pairs = [f"{short} = {names[0]}" for short, names in alike.items() if len(names) == 1]
    if not pairs:
        return part
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("rep"))
    return part.with_issues(MAYBE_ONE_PERSON.found(*where, len(pairs), (), pairs[:5]))


def _note_spellings(part: Built, names: Mapping[str, str], others: Collection[str]) -> Built:
    """Point out the names that were taken for another name of a person that the tables hold.

    Capitals and blanks make no other spelling.
    """
    other = {
        spelling: name
        for spelling, name in names.items()
        if visible(spelling).casefold() != visible(name).casefold()
        and (normalize_name(spelling) == normalize_name(name) or normalize_name(spelling) in others)
    }
    other = {spelling: name for spelling, name in other.items() if not OWNER_ID.fullmatch(spelling)}
    if not other:
        return part
    rows = one_of(part.frame["rep"].astype("category"), other) & part.kept.to_numpy()
    if not rows.any():
        return part
    numbers = tuple(int(n) for n in part.frame.loc[rows, "row"].head(5))
    shown = tuple(f"{spelling} = {name}" for spelling, name in list(other.items())[:5])
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("rep"))
    return part.with_issues(SPELLINGS_JOINED.found(*where, int(rows.sum()), numbers, shown))


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
                known.setdefault(normalize_name(key), name)
    return known


def _spellings(built: Sequence[Built], known: dict[str, str]) -> dict[str, str]:
    """Return the one spelling of each name.

    A name as it is spoken comes before one with the surname first; then the reps table's, the one that says most, and
    the most frequent.
    """
    counts: dict[str, dict[str, float]] = {}
    for part in built:
        if "rep" not in part.frame:
            continue
        weight = _OF_REPS if part.table == "reps" else 1
        codes, names = factorize(part.frame["rep"])
        for name, count in zip(names, np.bincount(codes[codes >= 0], minlength=len(names)), strict=True):
            if not count:
                continue
            bare = without_status(str(name))
            target = known.get(normalize_name(bare), bare)
            spelled = counts.setdefault(normalize_name(target), {})
            spelled[target] = spelled.get(target, 0) + int(count) * weight
    return {
        key: max(
            spelled,
            key=lambda name: (not is_surname_first(name), spelled[name] >= _OF_REPS, _care(name), spelled[name]),
        )
        for key, spelled in counts.items()
    }


def _care(name: str) -> int:
    """Return with how much care a name is spelled, to be compared.

    Accents and hamzas count, and capitals where they belong.
    """
    marks = sum(unicodedata.combining(letter) > 0 for letter in unicodedata.normalize("NFD", name))
    cased = name.lower() != name.upper()
    return marks + 2 * (cased and name not in (name.lower(), name.upper()))


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
