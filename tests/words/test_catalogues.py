"""Every message in both languages, with the same names to fill in; a gap here is an error page for someone."""

from __future__ import annotations

from importlib import resources
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from coaching.words import LANGUAGES, Words

ROOMS = ("core", "intake", "report", "pages", "cli")


def catalogue(lang: str, room: str) -> Catalog:
    file = resources.files("coaching.words") / "catalogues" / lang / f"{room}.po"
    with file.open("rb") as source:
        return read_po(source, locale=lang)


def keys(lang: str, room: str) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue(lang, room)
        if message.id
    }


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_know_the_same_messages(room: str) -> None:
    assert set(keys("en", room)) == set(keys("ar", room))


@pytest.mark.parametrize("room", ROOMS)
def test_no_message_is_empty(room: str) -> None:
    empty = [
        (lang, key)
        for lang in LANGUAGES
        for key, texts in keys(lang, room).items()
        if not any(t.strip() for t in texts)
    ]
    assert empty == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_fill_in_the_same_names(room: str) -> None:
    english, arabic = keys("en", room), keys("ar", room)
    different = {
        key: (texts, arabic.get(key, ()))
        for key, texts in english.items()
        if set.union(*map(names, texts)) != set.union(set(), *map(names, arabic.get(key, ())))
    }
    assert different == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_stands_in_two_rooms(lang: str) -> None:
    seen: dict[str, str] = {}
    twice = []
    for room in ROOMS:
        for key in keys(lang, room):
            if key in seen:
                twice.append((key, seen[key], room))
            seen[key] = room
    assert twice == []


@pytest.mark.parametrize("room", ROOMS)
def test_plural_messages_have_every_form(room: str) -> None:
    for lang, forms in (("en", 2), ("ar", 6)):
        for key, texts in keys(lang, room).items():
            assert len(texts) in (1, forms), (lang, key)


def test_arabic_has_six_plural_forms() -> None:
    shown = [Words("ar").count("unit.deals", n) for n in (0, 1, 2, 3, 11, 100)]
    assert shown == ["لا صفقات", "صفقة واحدة", "صفقتان", "3 صفقات", "11 صفقة", "100 صفقة"]


def test_an_unknown_message_is_an_error_in_development() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.message")
    with pytest.raises(KeyError):
        Words("en").count("no.such.message", 1)
