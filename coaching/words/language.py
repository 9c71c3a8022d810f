"""The languages of the app, each defined by a folder of catalogues.

A language is a folder ``catalogues/<code>/``: ``language.yaml`` describes how it is written, and the ``.po`` files hold
its texts. Nothing else in the code names a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

import yaml

#: The folder of all languages.
CATALOGUES: Traversable = resources.files("coaching.words") / "catalogues"
#: The language whose texts are used for those that another one lacks.
DEFAULT = "en"
#: The number systems by CLDR code, with their digit zero.
ZEROS = {"latn": "0", "arab": "٠", "arabext": "۰", "deva": "०", "beng": "০"}
DIGITS = tuple(ZEROS)
CALENDARS = ("gregorian", "hijri")


@dataclass(frozen=True)
class Language:
    """How a language is written, from its ``language.yaml``.

    Attributes
    ----------
    code : str
        The name of its folder.
    name : str
        Its name in its own words.
    locale : str
        The CLDR locale that groups numbers, names months and joins lists.
    rtl : bool
        Whether it is read from right to left.
    digits, calendars : tuple of str
        What readers may choose from; the first is the default.
    date, short_month : str
        CLDR patterns of a date, and of a month where space is limited.
    own_currency_signs : bool
        Whether amounts have the currency's sign in this language's letters after the number, instead of its code
        before it.
    """

    code: str
    name: str
    locale: str
    rtl: bool = False
    digits: tuple[str, ...] = ("latn",)
    calendars: tuple[str, ...] = ("gregorian",)
    date: str = "d MMM y"
    short_month: str = "LLL y"
    own_currency_signs: bool = False


@cache
def languages() -> Mapping[str, Language]:
    """Return all languages by code, the default one first. Raises ``ValueError`` for an invalid ``language.yaml``."""
    known = [_language(folder) for folder in CATALOGUES.iterdir() if (folder / "language.yaml").is_file()]
    ordered = sorted(known, key=lambda language: (language.code != DEFAULT, language.code))
    return MappingProxyType({language.code: language for language in ordered})


def language_name(code: str) -> str:
    """Return a language's own name; for an unknown language its code."""
    language = languages().get(code)
    return language.name if language else code


def matching(code: str | None) -> str:
    """Return the language for a browser's code (``ar-SA``): that one, else its base language, else the default."""
    tag = (code or "").replace("_", "-").casefold()
    known = {known.casefold(): known for known in languages()}
    return known.get(tag) or known.get(tag.partition("-")[0]) or DEFAULT


def _language(folder: Traversable) -> Language:
    data = yaml.safe_load((folder / "language.yaml").read_text(encoding="utf-8"))
    data["rtl"] = {"ltr": False, "rtl": True}[data.pop("direction", "ltr")]
    for choice, known in (("digits", ZEROS), ("calendars", CALENDARS)):
        if choice in data:
            data[choice] = tuple(data[choice])
        if unknown := [name for name in data.get(choice, ()) if name not in known]:
            raise ValueError(f"{folder.name}/language.yaml: {choice} {unknown[0]!r} are not one of {', '.join(known)}")
    return Language(code=folder.name, **data)
