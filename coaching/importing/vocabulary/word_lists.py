"""The word lists and CRM presets, read once from their YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from coaching.importing.values.normalize import fold, key

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


@dataclass(frozen=True)
class StageRule:
    """Phrases that give a stage label its meaning (``""`` for undecided); ``weak`` ones are put to the user.

    With ``of``, one of these must stand in the label too.
    """

    meaning: str
    words: tuple[str, ...]
    weak: bool = False
    of: tuple[str, ...] = field(default=())
    but_next: tuple[str, ...] = field(default=())


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
    return Preset(data["name"], data["title"], tuple(layouts), stages, frozenset(map(key, data["weak"])))


def _layout(preset: str, table: str, data: Mapping[str, Any]) -> Layout:
    formats = dict(data.get("formats", {}))
    if "kind" in data:
        formats["kind"] = data["kind"]
    return Layout(
        preset,
        table,
        signs=frozenset(map(key, data["signs"])),
        need=int(data["need"]),
        without=frozenset(map(key, data.get("without", ()))),
        fields={name: tuple(map(key, headers)) for name, headers in data["fields"].items()},
        never=frozenset(map(key, data.get("never", ()))),
        formats=formats,
    )


@cache
def synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the header keys that are sure, by table and field; what a rep is called for deals will do anywhere."""
    known = {
        table: {name: tuple(map(key, words)) for name, words in fields.items()}
        for table, fields in _load("synonyms.yaml").items()
        if table not in ("weak", "bare")
    }
    return {
        table: {**fields, "rep": tuple(dict.fromkeys((*fields["rep"], *known["deals"]["rep"])))}
        if "rep" in fields
        else fields
        for table, fields in known.items()
    }


@cache
def weak_synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the header keys that are only worth a question, by table and field."""
    return {
        table: {name: tuple(map(key, words)) for name, words in fields.items()}
        for table, fields in _load("synonyms.yaml")["weak"].items()
    }


@cache
def bare_synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the header keys that are sure where the column holds dates through and through, by table and field."""
    return {
        table: {name: tuple(map(key, words)) for name, words in fields.items()}
        for table, fields in _load("synonyms.yaml")["bare"].items()
    }


@cache
def known_headers() -> frozenset[str]:
    """Return every header key that any preset or word list knows."""
    keys: set[str] = set()
    for lists in (synonyms(), weak_synonyms()):
        for fields in lists.values():
            for words in fields.values():
                keys.update(words)
    for preset in presets().values():
        for layout in preset.layouts:
            keys.update(layout.signs, layout.never, *layout.fields.values())
    return frozenset(keys)


@cache
def stage_rules() -> tuple[StageRule, ...]:
    """Return the rules that read stage labels, in the order in which they are tried."""
    return tuple(
        StageRule(
            rule["meaning"],
            tuple(map(fold, rule["words"])),
            rule.get("weak") == "true",
            tuple(map(fold, rule.get("of", ()))),
            tuple(map(fold, rule.get("but_next", ()))),
        )
        for rule in _load("stage_words.yaml")
    )


@cache
def word_lists(name: str) -> Mapping[str, str]:
    """Return folded word -> code for a list of ``outcome_words.yaml`` that has codes; signs stay as they are."""
    return {fold(word) or word: code for code, words in _load("outcome_words.yaml")[name].items() for word in words}


@cache
def words(name: str) -> frozenset[str]:
    """Return the folded words of a plain list of ``outcome_words.yaml``."""
    return frozenset(map(fold, _load("outcome_words.yaml")[name]))


def preset_names() -> tuple[str, ...]:
    """Return the names of the CRM layouts known, in alphabetical order."""
    return tuple(presets())
