"""Finding a person's name, e-mail addresses and ids in data, and replacing them by a pseudonym."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pandas as pd

from coaching.importing import Intake
from coaching.tables import TABLES, Tables

#: Between the parts of a name: "Sara Haddad", "sara_haddad.csv", "sara.haddad@…".
_BETWEEN = r"[\W_]{1,3}"
#: A name is not part of a longer word.
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
#: An id shorter than this is replaced only on rows that name the person, because it may be any number elsewhere.
_TELLING = 4


@dataclass(frozen=True)
class PersonFinder:
    """What finds a person in texts and tables, and replaces the name.

    Attributes
    ----------
    pattern : regular expression
        Matches names and e-mail addresses. The group ``other`` matches another person's longer name, which stays.
    ids : set of str
        The person's ids in the CRM.
    pseudonym : str
        The text that replaces the name.
    """

    pattern: re.Pattern[str]
    ids: frozenset[str]
    pseudonym: str

    def named(self, text: str) -> bool:
        """Return whether a text names the person."""
        return any(match["other"] is None for match in self.pattern.finditer(text))

    def without(self, text: str) -> str:
        """Return a text with the pseudonym in place of the person."""
        return self.pattern.sub(lambda match: match[0] if match["other"] is not None else self.pseudonym, text)

    def without_in(self, value: Any) -> Any:
        """Return plain data or a dataclass with the pseudonym in place of the person, in keys of mappings as well."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, Mapping):
            return {self.without_in(key): self.without_in(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.without_in(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{field.name: self.without_in(getattr(value, field.name)) for field in fields(value)}
            )
        return value

    def rows_naming(self, frame: pd.DataFrame) -> pd.Series:
        """Return for each row of texts whether it names the person."""
        names_rep = pd.Series(False, index=frame.index)
        for place in range(frame.shape[1]):
            values = frame.iloc[:, place]
            if not pd.api.types.is_numeric_dtype(values.dtype):
                naming = [value for value in values.dropna().unique() if self.named(str(value))]
                names_rep |= values.isin(naming).astype(bool)
        return names_rep

    def erased(self, intake: Intake) -> Intake:
        """Return an intake with the pseudonym in place of the person in every text."""
        tables = {name: _frame(getattr(intake.tables, name), self) for name in TABLES}
        reps = tables["reps"]
        tables["reps"] = reps.assign(rep_id=reps["rep_id"].mask(reps["rep_id"].isin(self.ids), self.pseudonym))
        return Intake(
            Tables(**tables),
            self.without_in(intake.sources),
            _frame(_without_ids(intake.set_aside, self), self),
            self.without_in(intake.issues),
        )


def person_finder(
    rep: str, others: Iterable[str], emails: Iterable[str], ids: Iterable[str], pseudonym: str
) -> PersonFinder:
    """Return what finds a rep among ``others``.

    A name matches in any case and with any separators between its parts. A name of a single word ("Sara") does not
    match within the longer name of another rep ("Sara Haddad"); a name of several words does, because that is the
    same person with an addition.
    """
    forms = {unicodedata.normalize(form, text) for text in (rep, *emails) for form in ("NFC", "NFD")} | {rep, *emails}
    ordered = sorted(filter(str.strip, forms), key=len, reverse=True)
    namesakes = [other for other in others if len(_parts(rep)) == 1 and _fits(rep, other)]
    stays = "|".join(_bounded(other) for other in sorted(namesakes, key=len, reverse=True)) or r"(?!)"
    goes = "|".join(_bounded(text) for text in ordered) or r"(?!)"
    return PersonFinder(re.compile(rf"(?P<other>{stays})|{goes}", re.IGNORECASE), frozenset(ids) - {""}, pseudonym)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", name) if part]


def _bounded(text: str) -> str:
    parts = _parts(text)
    inner = re.escape(text) if "@" in text or not parts else _BETWEEN.join(map(re.escape, parts))
    return f"{_BEFORE}{inner}{_AFTER}" if parts else inner


def _fits(name: str, other: str) -> bool:
    is_part = re.search(_bounded(name), other, re.IGNORECASE)
    return bool(is_part) and _parts(name.casefold()) != _parts(other.casefold())


def _frame(frame: pd.DataFrame, finder: PersonFinder) -> pd.DataFrame:
    columns = [_column(frame.iloc[:, place], finder) for place in range(frame.shape[1])]
    erased = pd.DataFrame(dict(enumerate(columns)), index=frame.index)
    erased.columns = pd.Index([finder.without(str(name)) for name in frame.columns])
    return erased


def _column(values: pd.Series, finder: PersonFinder) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype):
        labels = {label: finder.without(str(label)) for label in values.cat.categories}
        if all(label == new for label, new in labels.items()):
            return values
        return values.astype("str").map(labels).astype("str").astype("category")
    if pd.api.types.is_string_dtype(values.dtype) or values.dtype == object:
        texts = (value for value in values.dropna().unique() if isinstance(value, str))
        changed = {text: new for text in texts if (new := finder.without(text)) != text}
        return values.replace(changed).astype(values.dtype) if changed else values
    return values


def _without_ids(aside: pd.DataFrame, finder: PersonFinder) -> pd.DataFrame:
    """Replace the person's ids in rows set aside: long ids everywhere, short ones on rows that name the person."""
    own = aside.drop(columns=["file", "sheet", "row", "table", "reason"], errors="ignore")
    naming = finder.rows_naming(own).to_numpy()
    telling = [name for name in finder.ids if len(name) >= _TELLING]
    id_columns = {
        name: own[name].mask(own[name].isin(finder.ids) & naming | own[name].isin(telling), finder.pseudonym)
        for name in own.columns
    }
    return aside.assign(**id_columns)
