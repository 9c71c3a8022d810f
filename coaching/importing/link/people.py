"""What is decided across files: who is who."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import (
    FUTURE_DATES,
    IDS_WITHOUT_NAMES,
    SPELLINGS_JOINED,
)
from coaching.importing.values.normalize import fold, visible
from coaching.importing.values.text_columns import factorize, labels_in_use, one_of, translate
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.word_lists import said
from coaching.tables import GATES

#: Salesforce's id of a user or a queue, in its short or its long spelling.
_OWNER_ID = re.compile(r"00[5G][A-Za-z0-9]{12}(?:[A-Z0-5]{3})?")
#: A status before a name in brackets, behind it in brackets, or behind it after a dash.
_STATUS = re.compile(
    r"[(\[{](?P<first>[^()\[\]{}]+)[)\]}]\s*(?P<after>.+)"
    r"|(?P<name>.+?)\s*[(\[{（](?P<bracket>[^()\[\]{}（）]+)[)\]}）]"
    r"|(?P<left>.+?)\s+(?:[-–—]\s+(?P<dash>.+)|\*(?P<stars>[^*]+)\*)"
)
#: A name with the surname first, before a comma.
_SURNAME_FIRST = re.compile(r"([^,،;\d]+)[,،] ?([^,،;\d]+)")
#: The name of a mailbox of a person, and what stands between its words.
_MAILBOX = re.compile(r"([^\W\d]+(?:[._-][^\W\d]+)+)@[^@\s]+")
_DOTS = str.maketrans("._-", "   ")
#: How letters are written where a keyboard lacks them.
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "Ø": "Oe", "å": "aa"}
)
#: Words that belong to the next or the last one of an Arabic name, with or without a blank between them.
_JOINED = re.compile(r"\b(عبد|ابو|ابي|ام|ال) (?=\w)|(?<=\w) (?=الدين\b)")
#: How much a spelling of the list of reps counts against those of other tables.
_OF_REPS = 10**9
#: What stands in names beside letters, and makes no difference.
_IN_NAMES = " -'’.ـ"


def join_people(built: Sequence[Built]) -> list[Built]:
    """Give every person one name: by id or e-mail where a table ties them to a name, else by spelling."""
    known = _directory(built)
    short = {**_renamed(built), **_reordered(built), **_spelled_out(built), **_short_names(built, known)}
    known = {**short, **known}
    spelling = _spellings(built, known)
    joined = []
    for part in built:
        frame = part.frame
        if "rep" in frame:
            given = frame["rep"].astype("category")
            plain = {name: without_status(name) for name in labels_in_use(given)}
            names = {name: known.get(_fold_name(bare), bare) for name, bare in plain.items()}
            names = {name: spelling.get(_fold_name(target), target) for name, target in names.items()}
            known_names = list(dict.fromkeys(names.values()))
            frame = frame.assign(rep=translate(given, names, known_names))
            part = _note_spellings(part, names, short)
        joined.append(part.with_frame(frame) if frame is not part.frame else part)
    return joined


def _note_spellings(part: Built, names: Mapping[str, str], short: Collection[str]) -> Built:
    """Point out the names that were taken for another spelling of a person's name, or short for it.

    Capitals and blanks make no other spelling.
    """
    other = {
        given: name
        for given, name in names.items()
        if visible(given).casefold() != visible(name).casefold()
        and (_fold_name(given) == _fold_name(name) or _fold_name(given) in short)
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
    """Return a name as it is compared: accents, hamzas, hyphens and the blank of عبد الله do not make another person.

    Nor does the surname first, before a comma. Of handles (e-mails, codes) only the case is folded, and not even that
    of Salesforce's ids, where it counts.
    """
    text = visible(str(name))
    if _OWNER_ID.fullmatch(text):
        return text[:15]
    if found := _SURNAME_FIRST.fullmatch(text):
        text = f"{found.group(2)} {found.group(1)}"
    is_name = all(letter.isalpha() or unicodedata.combining(letter) or letter in _IN_NAMES for letter in text)
    return _JOINED.sub(lambda found: found.group(1) or "", fold(text)) or text if is_name else text.casefold()


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


def _short_names(built: Sequence[Built], known: Mapping[str, str]) -> dict[str, str]:
    """Return whole names by the short ones that other tables than the deals have for the same people.

    A first name, a surname, or a surname behind an initial is short for the only owner of deals whom it can be; it is
    nobody's where an owner is called just that.
    """
    owners: dict[str, str] = {}
    others: set[str] = set()
    for part in built:
        if "rep" not in part.frame:
            continue
        for given in factorize(part.frame["rep"].dropna())[1]:
            bare = without_status(str(given))
            name = known.get(_fold_name(bare), bare)
            if part.table == "deals":
                owners[_fold_name(name)] = name
            else:
                others.add(_fold_name(name))
    whole: dict[str, list[str]] = {}
    for folded, name in owners.items():
        words = folded.split()
        if len(words) > 1:
            for short in {words[0], words[-1], f"{words[0][0]} {words[-1]}"}:
                whole.setdefault(short, []).append(name)
    return {short: whole[short][0] for short in others - owners.keys() if len(whole.get(short, ())) == 1}


def _names_in(part: Built) -> list[str]:
    return [str(name) for name in factorize(part.frame["rep"].dropna())[1]] if "rep" in part.frame else []


def _reordered(built: Sequence[Built]) -> dict[str, str]:
    """Return names by the same words in another order, or by the mailbox that they make: ``nadia.brooks@corp.com``.

    Two names that stand in one table are two people, whatever their words: Ali Hassan and Hassan Ali.
    """
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    apart: set[tuple[str, ...]] = set()
    for part in built:
        of_part: dict[tuple[str, ...], str] = {}
        for given in _names_in(part):
            name = without_status(given)
            mailbox = _MAILBOX.fullmatch(visible(name))
            words = tuple(sorted(_fold_name(mailbox.group(1).translate(_DOTS) if mailbox else name).split()))
            if len(words) < 2:
                continue
            if of_part.setdefault(words, _fold_name(name)) != _fold_name(name):
                apart.add(words)
            seen.setdefault(words, {}).setdefault(_fold_name(name), name)
    found = {}
    for words, names in seen.items():
        whole = [name for name in names.values() if "@" not in name]
        if len(names) > 1 and whole and words not in apart:
            found.update({folded: whole[0] for folded in names if folded != _fold_name(whole[0])})
    return found


def _spelled_out(built: Sequence[Built]) -> dict[str, str]:
    """Return names with letters such as ü by the way they are written where there are none: ``Mueller``."""
    names = {name for part in built for name in _names_in(part)}
    plain = {_fold_name(name.translate(_SPELLED_OUT)): name for name in names if name != name.translate(_SPELLED_OUT)}
    given = {_fold_name(name) for name in names}
    return {spelled: name for spelled, name in plain.items() if spelled in given and spelled != _fold_name(name)}


def _renamed(built: Sequence[Built]) -> dict[str, str]:
    """Return a person's later name by the earlier one: two names with one e-mail address and a word in common."""
    later: dict[str, list[str]] = {}
    for part in built:
        if "rep_email" in part.frame and "rep" in part.frame:
            pairs = part.frame.loc[part.frame["rep_email"].notna() & part.frame["rep"].notna(), ["rep_email", "rep"]]
            for email, name in pairs.drop_duplicates().itertuples(index=False):
                names = later.setdefault(_fold_name(email), [])
                names[:] = [other for other in names if _fold_name(other) != _fold_name(name)] + [str(name)]
    return {
        _fold_name(old): new
        for old, new in (names for names in later.values() if len(names) == 2)
        if set(_fold_name(old).split()) & set(_fold_name(new).split())
    }


def _spellings(built: Sequence[Built], known: dict[str, str]) -> dict[str, str]:
    """Return the one spelling of each name: the reps table's, else the one that says most, else the most frequent."""
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
            target = known.get(_fold_name(bare), bare)
            spelled = counts.setdefault(_fold_name(target), {})
            spelled[target] = spelled.get(target, 0) + int(count) * weight
    return {
        key: max(spelled, key=lambda name: (spelled[name] >= _OF_REPS, *_care(name), spelled[name]))
        for key, spelled in counts.items()
    }


def _care(name: str) -> tuple[bool, int]:
    """Return with how much care a name is spelled, to be compared.

    A name as it is spoken comes before one with the surname first; accents and hamzas count, and capitals where they
    belong.
    """
    marks = sum(unicodedata.combining(letter) > 0 for letter in unicodedata.normalize("NFD", name))
    cased = name.lower() != name.upper()
    return not _SURNAME_FIRST.fullmatch(name), marks + 2 * (cased and name not in (name.lower(), name.upper()))


def without_status(name: str) -> str:
    """Return a name without the status that a CRM writes behind it: ``Ann Lee (Deactivated User)``."""
    text = visible(name)
    found = _STATUS.fullmatch(text)
    if not found:
        return name
    status = said(found.group("first") or found.group("bracket") or found.group("dash") or found.group("stars") or "")
    return (found.group("after") or found.group("name") or found.group("left")).strip() if status in _gone() else name


@cache
def _gone() -> frozenset[str]:
    return frozenset(
        said(phrase) for language in languages().values() for phrase in language.people.get("inactive", ())
    )


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
