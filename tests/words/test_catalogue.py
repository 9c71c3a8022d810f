"""Messages by key; the catalogues themselves are checked in tests/test_catalogues.py.

What would be lost: a text that is stale, missing or in the wrong language after an update or in a read-only folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.words import Words, catalogue, language, language_name, languages, matching
from coaching.words.catalogue import COMPILED, compile_catalogues


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalogues, with nothing compiled, that the words are read from."""
    copy = tmp_path / "catalogues"
    shutil.copytree(str(language.CATALOGUES), copy, ignore=shutil.ignore_patterns(COMPILED))
    monkeypatch.setattr(language, "CATALOGUES", copy)
    _forget()
    yield copy
    _forget()


def _forget() -> None:
    languages.cache_clear()
    catalogue.translations.cache_clear()


def change(folder: Path, key: str, text: str, lang: str = "en", room: str = "core") -> None:
    file = folder / lang / f"{room}.po"
    before = file.read_text(encoding="utf-8")
    start = before.index(f'msgid "{key}"\n')
    end = before.index("\n\n", start)
    file.write_text(f'{before[:start]}msgid "{key}"\nmsgstr "{text}"{before[end:]}', encoding="utf-8")
    _forget()


def test_arabic_has_six_plural_forms() -> None:
    shown = [Words("ar").count("unit.deals", n) for n in (0, 1, 2, 3, 11, 100)]
    assert shown == ["لا صفقات", "صفقة واحدة", "صفقتان", "3 صفقات", "11 صفقة", "100 صفقة"]


def test_the_plural_form_is_that_of_the_number_as_it_is_shown() -> None:
    """Parts take the form of a hundred: 0.69 of an appointment, and 2.97 is shown as 3."""
    shown = [Words("ar").count("report.a_week", n) for n in (0.69, 1, 2.5, 2.97, 11, 11.5)]
    nouns = ["0.69 موعد أول", "موعد أول واحد", "2.5 موعد أول", "3 مواعيد أولى", "11 موعدًا أول", "11.5 موعد أول"]
    assert shown == [f"{noun} في الأسبوع" for noun in nouns]
    assert Words("en").count("report.a_week", 1) == "1 first appointment a week"


def test_an_unknown_message_is_an_error_in_development() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.message")
    with pytest.raises(KeyError):
        Words("en").count("no.such.message", 1)


def test_a_compiled_catalogue_is_used_until_its_sources_change(folder: Path) -> None:
    assert Words("en")("team") == "The team"
    written = compile_catalogues(folder)
    assert [file.parent.name for file in written] == ["ar", "en"]
    assert compile_catalogues(folder) == []
    _forget()
    assert Words("ar")("team") == "الفريق"
    assert Words("ar").count("unit.deals", 2) == "صفقتان"
    change(folder, "team", "Crew")
    assert Words("en")("team") == "Crew"
    assert compile_catalogues(folder) == [folder / "en" / COMPILED]


def test_what_a_language_lacks_comes_in_english(folder: Path) -> None:
    (folder / "fr").mkdir()
    (folder / "fr" / "language.yaml").write_text("name: Français\nlocale: fr\n", encoding="utf-8")
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
    (folder / "fr" / "core.po").write_text(f'{head}msgid "team"\nmsgstr "L\u2019équipe"\n', encoding="utf-8")
    _forget()
    words = Words("fr")
    assert (words("team"), words("status.below")) == ("L\u2019équipe", Words("en")("status.below"))
    assert words.count("unit.deals", 3) == Words("en").count("unit.deals", 3)
    assert words.texts("tip.next_step.fix_the_step.step") == Words("en").texts("tip.next_step.fix_the_step.step")
    assert (list(languages()), matching("fr-CA"), language_name("fr")) == (["en", "ar", "fr"], "fr", "Français")


def test_a_declarations_own_texts_stand_in_for_the_catalogue() -> None:
    both = {"en": "Early losses", "ar": "خسائر مبكرة"}
    assert [Words(lang).text("kpi.no_such.label", both) for lang in ("en", "ar")] == list(both.values())
    assert Words("ar").text("kpi.no_such.label", {"en": "Early losses"}) == "Early losses"
    assert Words("en").text("team", both) == "The team"
    assert Words("en").text("kpi.no_such.label") == ""


@pytest.mark.parametrize(
    ("code", "lang"), [("ar-SA", "ar"), ("AR", "ar"), ("en_GB", "en"), ("fr-FR", "en"), ("", "en"), (None, "en")]
)
def test_a_browsers_language_finds_the_apps(code: str | None, lang: str) -> None:
    assert matching(code) == lang


def test_the_languages_say_themselves_how_they_are_written() -> None:
    assert [(words.rtl, words.digits) for words in map(Words, ("en", "ar"))] == [(False, "latn"), (True, "latn")]
    assert languages()["ar"].digits == ("latn", "arab")
    assert language_name("xx") == "xx"
