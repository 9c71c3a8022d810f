"""Owners known by the values that a list of people holds, whatever either column is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from coaching.importing.build.builder import FILE_STANDS, Built
from coaching.importing.issues.catalogue import NO_REP
from coaching.importing.mapping.evidence.header_scores import is_known_otherwise
from coaching.importing.values.normalize import visible
from coaching.importing.values.person_names import normalize_name
from coaching.importing.values.text_columns import coded, distinct, labels_in_use
from coaching.importing.vocabulary.header_words import changes_meaning, names_another_role, speaks_of_approval

#: The assumption that a column holds the owners, as all its values are those of people of a list.
OWNERS_BY_LIST = "owners_by_list"
#: Tables whose rows belong to people.
_OWNED = ("deals", "activities")
#: The part of the owners, or of the values of a column, that a list has to name.
_MOSTLY, _NEARLY_ALL = 0.5, 0.9
#: What people are called by that is no name: four digits or more, a mailbox, a word with a digit or a dot in it, small
#: letters, initials.
_HANDLE = re.compile(r"\d{4,}|\S+@\S+|(?=\S*[^\W\d_])(?=\S*[\d._\\])\S+")
_INITIALS = 3
#: The fewest people that are told apart, and the most that a list may hold.
_FEWEST, _MOST = 2, 5_000


def owners_by_values(built: Sequence[Built]) -> list[Built]:
    """Return tables in which deals that no column assigns are those of the people of a list whom a column names."""
    lists = [called for part in built for called in _columns_of(part)]
    if not lists:
        return list(built)
    return [_owned(part, lists) if FILE_STANDS in part.assumptions else part for part in built]


def called_in_lists(built: Sequence[Built]) -> dict[str, str]:
    """Return names by what another column of a list of people calls them, where the owners of deals are called so.

    That is the only column of logins, initials or codes that holds most of them, and more of them than that of the
    names, another value in every row: ``User``, ``Login``. Who stands among the names keeps his own.
    """
    owners = {normalize_name(name) for part in built for name in _owners_in(part)}
    known: dict[str, str] = {}
    for part in built if owners else ():
        columns = _columns_of(part)
        if not columns:
            continue
        names, *others = columns
        least = max(len(owners & names.keys()), _MOSTLY * len(owners))
        telling = [called for called in others if len(owners & called.keys()) > least]
        if telling and all(called == telling[0] for called in telling):
            known.update({called: name for called, name in telling[0].items() if called not in names})
    return known


def _columns_of(part: Built) -> list[Mapping[str, str]]:
    """Return who is called what by the names of a list of people, then by each column of handles, all different."""
    if part.table != "reps" or "rep" not in part.frame or len(part.raw.frame) > _MOST:
        return []
    names = part.frame["rep"].astype(object)
    columns: list[Mapping[str, str]] = [{normalize_name(str(name)): str(name) for name in names[part.kept].dropna()}]
    about = {header for name, header in part.mapping.fields.items() if name not in ("rep_id", "email")}
    for header in part.raw.header:
        if header in about or is_known_otherwise(header):
            continue
        pairs = pd.DataFrame({"key": part.raw.frame[header].map(visible), "name": names})
        pairs = pairs[(pairs["key"] != "") & pairs["name"].notna() & part.kept].drop_duplicates()
        called = {normalize_name(key): str(name) for key, name in pairs.itertuples(index=False)}
        if len(called) == len(pairs) and all(map(_is_handle, pairs["key"])):
            columns.append(called)
    return columns


def _owners_in(part: Built) -> list[str]:
    return labels_in_use(part.frame["rep"].astype("category")) if part.table in _OWNED and "rep" in part.frame else []


def _owned(part: Built, lists: Collection[Mapping[str, str]]) -> Built:
    mapped = set(part.mapping.fields.values())
    free = [header for header in part.raw.header if header not in mapped and not _names_others(header)]
    telling = [header for header in free if _names_people(part.raw.frame[header], lists)]
    if len(telling) != 1:
        return part
    rep = coded(part.raw.frame[telling[0]])
    assumptions = tuple(code for code in part.assumptions if code != FILE_STANDS)
    owned = replace(part, assumptions=assumptions).with_frame(part.frame.assign(rep=rep), OWNERS_BY_LIST)
    return owned.without(rep.isna(), NO_REP)


def _names_others(header: str) -> bool:
    """Return whether a header speaks of who worked on a deal beside the seller, approved of it or changed it."""
    return names_another_role(header) or speaks_of_approval(header) or changes_meaning(header)


def _is_handle(text: str) -> bool:
    is_initials = text.isupper() and len(text) <= _INITIALS
    return " " not in text and (is_initials or text.islower() or _HANDLE.fullmatch(text) is not None)


def _names_people(cells: pd.Series, lists: Collection[Mapping[str, str]]) -> bool:
    """Return whether the values of a column are no names, and nearly all of them those of people of one list."""
    written = [value for value in map(visible, distinct(cells, _MOST)) if value]
    if not all(map(_is_handle, written)):
        return False
    values = set(map(normalize_name, written))
    known = max(len(values & called.keys()) for called in lists)
    return known >= _FEWEST and known >= _NEARLY_ALL * len(values)
