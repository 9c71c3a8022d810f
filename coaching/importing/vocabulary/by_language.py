"""What each language calls the fields, tables, outcomes and stages, read once from one YAML file a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from coaching.importing.values.normalize import words

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: The section of ``headers`` whose fields are called the same in every table that has them.
ANY = "any"

Phrases = tuple[str, ...]
Lists = Mapping[str, Phrases]


@dataclass(frozen=True)
class Sample:
    """A small made-up table of a language with the right answer to it: the fields of its headers, its labels."""

    table: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: Mapping[str, str]
    not_fields: Mapping[str, str]
    stages: Mapping[str, str]


@dataclass(frozen=True)
class Negation:
    """How a language denies and puts off what stands beside a word.

    ``words`` deny what follows, where only ``between`` stands in the way; ``after`` deny what stands before them;
    ``pending`` put off what stands beside them.
    """

    words: Phrases
    between: Phrases
    after: Phrases
    pending: Phrases


@dataclass(frozen=True)
class Activities:
    """What the kinds and the results of activities are called; ``alone`` are results only as a whole answer.

    ``directions`` are what calls are called by who rang: a column of nothing else is one of calls.
    """

    kinds: Lists
    directions: Phrases
    results: Lists
    alone: Phrases


@dataclass(frozen=True)
class Language:
    """The vocabulary of one language, its phrases as people write them.

    ``headers`` and ``vague`` hold the headers by table (``ANY`` for all tables) and field; a ``vague`` one proves
    little by itself. ``not_fields`` holds the headers of known things that are no field of ours, by what they are.
    ``tables`` and ``keys`` hold, by kind of table, what files and sheets are named and the headers that only such a
    table has; ``identifiers`` are what a column of numbers, codes or ids is called; ``selling`` holds words that stand
    in headers of deals and of those who sell, and in none of other records; ``elsewhere`` those of records that are
    decided and sell nothing: lawsuits, matches, a fleet; ``common_wins`` the words for a win or a sale that are said of
    these as well. ``hiring`` holds the words for people whom somebody else hires. ``outcomes`` is the one list of
    words that say how a deal ended, for stages and statuses alike; ``maybe`` those that are worth a question
    (``given_up`` without an answer among them), ``undecided`` those that say nothing of it. ``stages`` says how far a
    deal went (``sent`` as a whole label). ``joints`` are the words that only join
    others: ``de`` in ``fecha de cierre``. ``parts`` are the words that headers of many fields are made with:
    ``date``, ``reason``, ``line``, ``last``, ``held``, ``approval`` and the ``or`` between two; ``moved`` and
    ``system`` say that another system filled a column, ``cancelled`` that a deal was called off. ``logs`` hold what a
    log of changes calls the ``field`` that changed, and its value ``before`` and ``after``. ``abbreviations`` give
    the whole words of short ones, and ``endings`` those of a word that is bent by case and number; ``head_first``
    says that the word that names the thing stands before those that tell more of it. ``amounts`` tell columns of
    money apart: ``net`` and ``gross`` of tax, ``monthly`` and ``yearly``, ``actual`` and ``offered`` ones, and those
    ``converted`` into the currency of the company. ``scales`` hold the words for thousand and the like, by the number
    they stand for. ``deal_types`` are labels of ``new`` business and of ``more`` to a customer, ``renewal`` those of
    the same business again.
    ``months`` and ``weekdays`` hold every spelling of each, in their order, weeks from Monday.
    """

    code: str
    name: str
    headers: Mapping[str, Lists]
    vague: Mapping[str, Lists]
    not_fields: Lists
    tables: Lists
    keys: Lists
    identifiers: Phrases
    selling: Phrases
    elsewhere: Phrases
    hiring: Phrases
    common_wins: Phrases
    outcomes: Lists
    maybe: Lists
    undecided: Phrases
    signing: Lists
    stages: Lists
    negation: Negation
    activities: Activities
    flags: Lists
    joints: Phrases
    peel: Lists
    parts: Lists
    abbreviations: Mapping[str, str]
    endings: Phrases
    head_first: bool
    logs: Lists
    amounts: Lists
    scales: Lists
    totals: Phrases
    months: tuple[Phrases, ...]
    weekdays: tuple[Phrases, ...]
    periods: Lists
    people: Lists
    renewal: Phrases
    deal_types: Lists
    samples: tuple[Sample, ...]


@cache
def languages() -> Mapping[str, Language]:
    """Return the vocabulary of every language by its code (ISO 639-1), in the order of the codes."""
    folder = resources.files("coaching.importing.vocabulary") / "languages"
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return MappingProxyType(
        {
            name.removesuffix(".yaml"): _language(
                name.removesuffix(".yaml"), yaml.load(folder.joinpath(name).read_text("utf-8"), _Loader)
            )
            for name in files
        }
    )


@cache
def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of the vocabulary, which is split once for all that is found by its words."""
    return words(phrase)


def _language(code: str, data: Mapping[str, Any]) -> Language:
    negation, activities = data.get("negation", {}), data.get("activities", {})
    return Language(
        code,
        data["name"],
        headers={table: _lists(fields) for table, fields in data["headers"].items()},
        vague={table: _lists(fields) for table, fields in data.get("vague", {}).items()},
        not_fields=_lists(data.get("not_fields", {})),
        tables=_lists(data.get("tables", {})),
        keys=_lists(data.get("keys", {})),
        identifiers=tuple(data.get("identifiers", ())),
        selling=tuple(data.get("selling", ())),
        elsewhere=tuple(data.get("elsewhere", ())),
        hiring=tuple(data.get("hiring", ())),
        common_wins=tuple(data.get("common_wins", ())),
        outcomes=_lists(data["outcomes"]),
        maybe=_lists(data.get("maybe", {})),
        undecided=tuple(data.get("undecided", ())),
        signing=_lists(data.get("signing", {})),
        stages=_lists(data["stages"]),
        negation=Negation(*(tuple(negation.get(name, ())) for name in ("words", "between", "after", "pending"))),
        activities=Activities(
            _lists(activities.get("kinds", {})),
            tuple(activities.get("directions", ())),
            _lists(activities.get("results", {})),
            tuple(activities.get("alone", ())),
        ),
        flags=_lists(data.get("flags", {})),
        joints=tuple(data.get("joints", ())),
        peel=_lists(data.get("peel", {})),
        parts=_lists(data.get("parts", {})),
        abbreviations=MappingProxyType(dict(data.get("abbreviations", {}))),
        endings=tuple(data.get("endings", ())),
        head_first=data.get("head") == "first",
        logs=_lists(data.get("logs", {})),
        amounts=_lists(data.get("amounts", {})),
        scales=_lists(data.get("scales", {})),
        totals=tuple(data.get("totals", ())),
        months=tuple(map(tuple, data.get("months", ()))),
        weekdays=tuple(map(tuple, data.get("weekdays", ()))),
        periods=_lists(data.get("periods", {})),
        people=_lists(data.get("people", {})),
        renewal=tuple(data.get("renewal", ())),
        deal_types=_lists(data.get("deal_types", {})),
        samples=tuple(map(_sample, data.get("sample", ()))),
    )


def _lists(data: Mapping[str, Iterable[str]]) -> Lists:
    return MappingProxyType({name: tuple(phrases) for name, phrases in data.items()})


def _sample(data: Mapping[str, Any]) -> Sample:
    return Sample(
        data["table"],
        data.get("sheet", ""),
        tuple(data["header"]),
        tuple(map(tuple, data["rows"])),
        dict(data["fields"]),
        dict(data.get("not_fields", {})),
        dict(data.get("stages", {})),
    )
