"""The word lists and CRM presets, read once from their YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from coaching.importing.values.normalize import key, visible
from coaching.importing.values.normalize import words as split
from coaching.importing.vocabulary.by_language import languages

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Layout:
    """One table of a CRM as it is exported: the headers that give it away, and what each one means."""

    preset: str
    table: str
    signs: frozenset[str]
    need: int
    without: frozenset[str]
    fields: Mapping[str, tuple[str, ...]]
    never: frozenset[str]
    formats: Mapping[str, str]


@dataclass(frozen=True)
class Preset:
    """A CRM: its title, its layouts, and what the stages of its default pipelines mean."""

    name: str
    title: str
    layouts: tuple[Layout, ...]
    stages: Mapping[str, str]
    weak: frozenset[str]


def _load(name: str) -> Any:
    source = resources.files("coaching.importing.vocabulary").joinpath(name).read_text("utf-8")
    return yaml.load(source, _Loader)


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by name."""
    folder = resources.files("coaching.importing.vocabulary") / "presets"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return {preset.name: preset for preset in map(_preset, names)}


def _preset(name: str) -> Preset:
    data = _load(f"presets/{name}")
    layouts = [_layout(data["name"], table, layout) for table, layouts in data["tables"].items() for layout in layouts]
    stages = {key(label): meaning for label, meaning in data["stages"].items()}
    return Preset(data["name"], data["title"], tuple(layouts), stages, frozenset(map(key, data.get("weak", ()))))


def spelled(header: str) -> str:
    """Return a header as a CRM spells it, its capitals and blanks aside: ``CloseDate`` is not ``close_date``."""
    return visible(header).casefold()


def _layout(preset: str, table: str, data: Mapping[str, Any]) -> Layout:
    formats = dict(data.get("formats", {}))
    if "kind" in data:
        formats["kind"] = data["kind"]
    return Layout(
        preset,
        table,
        signs=frozenset(map(spelled, data["signs"])),
        need=int(data["need"]),
        without=frozenset(map(spelled, data.get("without", ()))),
        fields={name: tuple(map(key, headers)) for name, headers in data["fields"].items()},
        never=frozenset(map(key, data.get("never", ()))),
        formats=formats,
    )


@cache
def word_lists(name: str) -> Mapping[str, str]:
    """Return what the words of all languages say: normalized words -> code; signs stay as they are.

    ``name`` is ``kind`` or ``result`` (of meetings: ``held``, ``not_held`` or ``set``), ``reached`` (of calls:
    ``reached`` or ``not_reached``), ``direction`` (of calls: all ``call``) or ``yes_no``. A call that reached nobody
    was not held either.
    """
    found: dict[str, str] = {}
    for language in languages().values():
        results = language.activities.results
        unreached = (*results.get("not_held", ()), *results.get("not_reached", ()))
        lists = {
            "kind": language.activities.kinds,
            "direction": {"call": language.activities.directions},
            "result": {"held": results.get("held", ()), "not_held": unreached, "set": results.get("set", ())},
            "reached": {code: results.get(code, ()) for code in ("reached", "not_reached")},
            "yes_no": language.flags,
        }
        for code, phrases in lists[name].items():
            for phrase in phrases:
                found.setdefault(in_words(phrase) or phrase, code)
    return found


@cache
def deal_types() -> Mapping[str, str]:
    """Return what words of all languages say of the type of a deal: ``new``, ``renewal`` or ``more``."""
    found = {in_words(phrase): "renewal" for language in languages().values() for phrase in language.renewal}
    for language in languages().values():
        for code, phrases in language.deal_types.items():
            for phrase in phrases:
                found.setdefault(in_words(phrase), code)
    return found


@cache
def words(name: str) -> frozenset[str]:
    """Return the normalized words of all languages for one of the lists below."""
    lists = {
        "renewal": [language.renewal for language in languages().values()],
        "unassigned": [
            phrases
            for language in languages().values()
            for kind, phrases in language.people.items()
            if kind in ("nobody", "bot", "inactive")
        ],
        "negation": [language.negation.words for language in languages().values()],
        "pending": [language.negation.pending for language in languages().values()],
        "titles": [language.people.get("titles", ()) for language in languages().values()],
        "titles_behind": [language.people.get("titles_behind", ()) for language in languages().values()],
        "alone": [language.activities.alone for language in languages().values()],
    }
    return frozenset(in_words(phrase) for phrases in lists[name] for phrase in phrases)


def in_words(text: str) -> str:
    """Return the words of a text with one blank between them."""
    return " ".join(split(text))


def preset_names() -> tuple[str, ...]:
    """Return the names of the CRM layouts known, in alphabetical order."""
    return tuple(presets())
