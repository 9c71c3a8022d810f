"""Other ways in which the tables of an upload write the names of the same people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coaching.importing.build.builder import Built
from coaching.importing.values.normalize import UMLAUTS, visible
from coaching.importing.values.person_names import normalize_name, without_status
from coaching.importing.values.text_columns import factorize

#: The name of a mailbox of a person, and what stands between its words.
_MAILBOX = re.compile(r"([^\W\d]+(?:[._-][^\W\d]+)+)@[^@\s]+")
_DOTS = str.maketrans("._-", "   ")


def other_names(built: Sequence[Built], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names of people by the other ones that they go by: earlier, reordered, spelled out or short ones.

    ``known`` holds names by the handles and ids that a table ties to them.
    """
    return {**_renamed(built), **_reordered(built), **_spelled_out(built), **_short_names(built, known)}


def _names_in(part: Built) -> list[str]:
    return [str(name) for name in factorize(part.frame["rep"].dropna())[1]] if "rep" in part.frame else []


def _renamed(built: Sequence[Built]) -> dict[str, str]:
    """Return a person's later name by the earlier one: two names with one e-mail address and a word in common."""
    later: dict[str, list[str]] = {}
    for part in built:
        if "rep_email" in part.frame and "rep" in part.frame:
            pairs = part.frame.loc[part.frame["rep_email"].notna() & part.frame["rep"].notna(), ["rep_email", "rep"]]
            for email, name in pairs.drop_duplicates().itertuples(index=False):
                names = later.setdefault(normalize_name(email), [])
                names[:] = [other for other in names if normalize_name(other) != normalize_name(name)] + [str(name)]
    return {
        normalize_name(old): new
        for old, new in (names for names in later.values() if len(names) == 2)
        if set(normalize_name(old).split()) & set(normalize_name(new).split())
    }


def _reordered(built: Sequence[Built]) -> dict[str, str]:
    """Return names by the same words in another order, or by the mailbox that they make: ``nadia.brooks@corp.com``.

    Two names that stand in one table are two people, whatever their words: Ali Hassan and Hassan Ali.
    """
    by_words: dict[tuple[str, ...], dict[str, str]] = {}
    apart: set[tuple[str, ...]] = set()
    for part in built:
        of_part: dict[tuple[str, ...], str] = {}
        for spelling in _names_in(part):
            name = without_status(spelling)
            mailbox = _MAILBOX.fullmatch(visible(name))
            words = tuple(sorted(normalize_name(mailbox.group(1).translate(_DOTS) if mailbox else name).split()))
            if len(words) < 2:
                continue
            if not mailbox and of_part.setdefault(words, normalize_name(name)) != normalize_name(name):
                apart.add(words)
            by_words.setdefault(words, {}).setdefault(normalize_name(name), name)
    same = {}
    for words, names in by_words.items():
        whole = [name for name in names.values() if "@" not in name]
        if len(names) > 1 and whole and words not in apart:
            same.update({normalized: whole[0] for normalized in names if normalized != normalize_name(whole[0])})
    return same


def _spelled_out(built: Sequence[Built]) -> dict[str, str]:
    """Return names with letters such as ü by the way they are written where there are none: ``Mueller``."""
    names = {name for part in built for name in _names_in(part)}
    plain = {normalize_name(name.translate(UMLAUTS)): name for name in names if name != name.translate(UMLAUTS)}
    normalized = {normalize_name(name) for name in names}
    return {
        spelled: name for spelled, name in plain.items() if spelled in normalized and spelled != normalize_name(name)
    }


def _short_names(built: Sequence[Built], known: Mapping[str, str]) -> dict[str, str]:
    """Return whole names by the short ones that other tables than the deals have for the same people.

    A first name, a surname, or a surname behind an initial is short for the only owner of deals whom it can be; it is
    nobody's where an owner is called just that.
    """
    owners: dict[str, str] = {}
    others: set[str] = set()
    for part in built:
        for spelling in _names_in(part):
            bare = without_status(spelling)
            name = known.get(normalize_name(bare), bare)
            if part.table == "deals":
                owners[normalize_name(name)] = name
            else:
                others.add(normalize_name(name))
    whole: dict[str, list[str]] = {}
    for normalized, name in owners.items():
        words = normalized.split()
        if len(words) > 1:
            for short in {words[0], words[-1], f"{words[0][0]} {words[-1]}"}:
                whole.setdefault(short, []).append(name)
    return {short: whole[short][0] for short in others - owners.keys() if len(whole.get(short, ())) == 1}
