"""The catalogues of all languages say the same things, and everything on the pages comes out of them.

What would be lost: an Arabic reader would meet English, a missing name in a sentence, or a crash on a key.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from coaching.importing import FIELDS, QUESTIONS
from coaching.words import languages
from pages.registry import PAGES

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "coaching" / "words" / "catalogues"
ROOMS = sorted(file.name for file in (CATALOGUES / "en").glob("*.po"))
SPEAKERS = [
    ROOT / "app.py",
    *(
        file
        for folder in ("pages", "coaching/report", "coaching/cli")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "__pycache__" not in file.parts
    ),
]
translated = pytest.mark.parametrize("lang", [code for code in languages() if code != "en"])
#: Streamlit's functions that show their text, and the arguments that are shown.
SHOWN_BY = re.compile(
    "title|(sub)?header|write|markdown|caption|text|info|warning|error|success|(download_|link_|form_submit_)?button"
    "|file_uploader|(multi)?select(box|_slider)?|radio|checkbox|toggle|slider|(number|text|date)_input|text_area"
    "|metric|expander|tabs|toast|popover|segmented_control|pills|dialog|badge|status|spinner"
)
SHOWN_ARGUMENTS = {"label", "body", "help", "placeholder", "text", "title", "caption"}


@cache
def catalogue(lang: str, room: str) -> Catalog:
    with (CATALOGUES / lang / room).open("rb") as source:
        return read_po(source, locale=lang)


@cache
def messages(lang: str, room: str) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue(lang, room) if message.id}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def all_keys() -> set[str]:
    return {key for room in ROOMS for key in messages("en", room)}


@translated
def test_every_language_has_the_same_rooms(lang: str) -> None:
    assert sorted(file.name for file in (CATALOGUES / lang).glob("*.po")) == ROOMS
    assert ROOMS


@translated
@pytest.mark.parametrize("room", ROOMS)
def test_every_language_has_the_same_keys(room: str, lang: str) -> None:
    assert messages("en", room).keys() == messages(lang, room).keys()


def test_no_key_is_said_twice() -> None:
    counted = [key for room in ROOMS for key in messages("en", room)]
    assert sorted(counted) == sorted(set(counted))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("lang", languages())
def test_every_message_is_there_in_all_its_forms(lang: str, room: str) -> None:
    plurals = get_plural(languages()[lang].locale).num_plurals
    assert catalogue(lang, room).num_plurals == plurals
    for key, message in messages(lang, room).items():
        told = forms(message)[1:] if key.endswith(".more") else forms(message)  # there is no "and zero more"
        assert all(text.strip() for text in told), f"{key} is empty"
        assert len(forms(message)) == (1 if isinstance(message.id, str) else plurals), f"{key} misses a form"
        assert "fuzzy" not in message.flags, key


@translated
@pytest.mark.parametrize("room", ROOMS)
def test_every_language_names_the_same_things(room: str, lang: str) -> None:
    for key, english in messages("en", room).items():
        other = messages(lang, room).get(key)
        if other is None:
            continue
        assert isinstance(other.id, str) == isinstance(english.id, str), f"{key} counts in one language only"
        named = [set().union(*map(placeholders, forms(message))) for message in (english, other)]
        assert named[0] == named[1], key


@pytest.mark.parametrize("room", ROOMS)
def test_arabic_is_written_in_arabic(room: str) -> None:
    plain_names = re.compile(r"[\W\d_]*|.*(?:{\w+}|https?:|CSV|PDF|Excel|SQL).*", re.DOTALL)
    for key, message in messages("ar", room).items():
        for text in forms(message):
            assert re.search("[\u0600-\u06ff]", text) or plain_names.fullmatch(text), f"{key}: {text}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_arabic_noun_is_counted_without_its_plural_forms(room: str) -> None:
    """A plural after any number ("0.69 مواعيد", "11 صفقات") is wrong: it takes six forms, or another sentence."""
    counted = re.compile(r"\{\w+\} (مواعيد|صفقات|مندوبين|قواعد|أيام|أسابيع|أشهر|صفوف|ملفات|نقاط|أضعاف|خطوات|مبيعات)\b")
    for key, message in messages("ar", room).items():
        assert not isinstance(message.string, str) or not counted.search(message.string), key


def keys_asked_for(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line, key and whether it is whole (or only how a made-up key begins) of ``words("…")``, ``.count``, ``.has``.

    So of ``say(words, "…")`` and ``Phrase("…")``.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        func, first = node.func, node.args[0]
        if isinstance(func, ast.Attribute) and func.attr in ("count", "counts"):
            func = func.value
        speaks = (isinstance(func, ast.Name) and func.id in ("words", "w")) or (
            isinstance(func, ast.Attribute) and func.attr in ("words", "w")
        )
        if isinstance(func, ast.Name) and func.id in ("say", "Phrase"):
            speaks, first = True, node.args[1 if func.id == "say" else 0]
        if speaks and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield node.lineno, first.value, True
        elif speaks and isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
            yield node.lineno, str(first.values[0].value), False


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def test_every_key_asked_for_exists() -> None:
    known, asked = all_keys(), [(file, *found) for file in SPEAKERS for found in keys_asked_for(tree(file))]
    missing = [
        f"{file.relative_to(ROOT)}:{line} asks for {key!r}"
        for file, line, key, whole in asked
        if not (key in known if whole else any(other.startswith(key) for other in known))
    ]
    assert missing == []
    assert len(asked) > 50


def own_texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts that a page would show without asking the catalogue."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and SHOWN_BY.fullmatch(node.func.attr):
            shown = node.args[:1] + [word.value for word in node.keywords if word.arg in SHOWN_ARGUMENTS]
            for argument in shown:
                parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
                for part in parts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield node.lineno, part.value


def test_pages_have_no_words_of_their_own() -> None:
    pages = [file for file in SPEAKERS if "coaching" not in file.parts[len(ROOT.parts) :]]
    shown = [
        f"{file.relative_to(ROOT)}:{line} shows {text!r}"
        for file in pages
        for line, text in own_texts(tree(file))
        if re.search("[A-Za-z\u0600-\u06ff]{2}", re.sub(r"<[^>]*>|:material/\w+:|:\w+\[|&\w+;", "", text))
    ]
    assert shown == []


def test_a_page_with_words_of_its_own_would_be_noticed() -> None:
    assert list(own_texts(ast.parse("st.title('Hello')\ncol.metric(label=f'Won {n}', value=1)"))) == [
        (1, "Hello"),
        (2, "Won "),
    ]


#: Where a key begins with what is only known at run time: everything that it may begin with.
BEGINNINGS = {
    "{}.{}": {
        "reason",  # report.sentence
        "assumption",
        "finding",
        "aside",  # import_report.named
        "field",
        "table",
        "preset",
        *("meaning", "outcome", "kind", "result", "goal_every"),
        *(question.reading for question in QUESTIONS.values() if question.choices),
    },
    "{}.title": {"docs.definitions", "docs.plans", *(page.key for page in PAGES)},
    "{}.lead": {"docs.definitions", "docs.plans", *(page.key for page in PAGES)},
    "{}.label": {"digits", "calendar"},
    "{}.by": {"report.step.target", "report.step.target.rule"},
}
OURS = [ROOT / "app.py", *(file for room in ("coaching", "pages", "server") for file in (ROOT / room).rglob("*.py"))]
DECLARED = [file.read_text(encoding="utf-8") for file in (ROOT / "coaching").rglob("*.yaml")]


def constants(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that is not a part of a longer one: keys, and the codes that keys are made of."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id  # the fields of a dataclass are codes as well


def made_at_run_time(tree: ast.AST) -> Iterator[str]:
    """Every text with places to fill that may be a key, or a part of one: ``report.col.{}``, ``mapping_{}``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if re.fullmatch(r"[a-z_.{}]*[a-z][a-z_.{}]*|\{\}\.\{\}", text):
                yield text


def test_no_message_is_asked_for_by_nobody() -> None:
    """What nobody reads is translated for nothing, and hides what is said elsewhere."""
    known = {text for file in OURS for text in constants(tree(file))}
    codes = known | {file.stem for file in (ROOT / "coaching").rglob("*.yaml")}
    codes |= {f"{table}.{field}" for table, fields in FIELDS.items() for field in fields}
    for text in DECLARED:
        codes |= set(re.findall(r"[a-z0-9_.]+", text))
        codes |= {re.sub("[^a-z]+", "_", value.lower()) for value in re.findall(r"header: (.+?),", text)}
    patterns = {pattern for file in OURS for pattern in made_at_run_time(tree(file))}
    whole = {pattern for pattern in patterns if "." in pattern and not pattern.startswith("{}")}
    whole |= {start + pattern[2:] for pattern, starts in BEGINNINGS.items() for start in starts}
    assert BEGINNINGS.keys() <= patterns
    parts = {pattern for pattern in patterns if "." not in pattern}

    def is_made(key: str, of: set[str]) -> bool:
        found = (re.fullmatch(re.escape(pattern).replace(r"\{\}", "(.+)"), key) for pattern in of)
        return any(match and all(code in codes or is_made(code, parts) for code in match.groups()) for match in found)

    numbered = re.compile(r"\.\d+$")  # ``words.texts`` asks for key.1, key.2 and so on
    unused = [key for key in sorted(all_keys()) if key not in known and not is_made(numbered.sub("", key), whole)]
    assert not unused
