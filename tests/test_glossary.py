"""One word for one thing: docs/glossary.md, read and enforced.

What would be lost: readers who wonder whether peers and colleagues are two groups, and a stranger who looks for
the funnel plot under another name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CODE = ("coaching", "pages", "server")
#: Codes that are stored in people's databases and saved mappings, and so keep their names.
STORED = ("traces_removed", "amounts_far_apart")


def table() -> list[list[str]]:
    """Rows of the glossary as cells."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def retired(column: int) -> list[str]:
    return [word.strip() for row in table() for word in row[column].split(",") if word.strip()]


def parts(name: str) -> str:
    """A name as words between blanks: ``StageDuration`` and ``stage_duration`` are the same."""
    return f" {' '.join(re.findall('[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])', name)).lower()} "


def public_names(file: Path) -> Iterator[str]:
    """Every public name of a module: classes with their fields, functions with their parameters, constants."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node.name
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = node.args
            yield from (one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
        if isinstance(node, ast.ClassDef):
            fields = (one.target for one in node.body if isinstance(one, ast.AnnAssign))
            yield from (field.id for field in fields if isinstance(field, ast.Name))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        yield from (one.id for one in targets if isinstance(one, ast.Name) and not one.id.startswith("_"))


def messages(lang: str) -> Iterator[tuple[Path, Message]]:
    """Every message of a language with its file."""
    for file in sorted((ROOT / "coaching" / "words" / "catalogues" / lang).glob("*.po")):
        with file.open("rb") as source:
            yield from ((file, message) for message in read_po(source) if message.id)


def names() -> Iterator[tuple[str, str]]:
    """Every name that a stranger meets, with where it is: in the code, of files, and of messages."""
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            where = file.relative_to(ROOT).as_posix()
            yield file.stem, where
            yield from ((name, where) for name in public_names(file))
    for file in (*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "docs").rglob("*.md")):
        yield file.stem, file.relative_to(ROOT).as_posix()
    for file, message in messages("en"):
        yield file.stem, file.name
        yield str(message.id if isinstance(message.id, str) else message.id[0]), file.name


def test_the_glossary_is_a_table_of_six_columns() -> None:
    assert len(table()) > 35
    assert all(len(row) == 6 for row in table())
    assert all(row[3] for row in table()), "each concept has a name in the code"


def test_no_name_in_the_code_is_a_retired_one() -> None:
    words = [parts(word) for word in retired(5)]
    found = {f"{where}:{name}" for name, where in names() if any(word in parts(name) for word in words)}
    assert not {name for name in found if not any(code in name.lower() for code in STORED)}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_text_uses_a_retired_word(lang: str) -> None:
    own = re.compile(r"\b(" + "|".join(map(re.escape, retired(4))) + r")\b", re.IGNORECASE)
    for file, message in messages(lang):
        for text in [message.string] if isinstance(message.string, str) else message.string:
            found = own.search(re.sub(r"\{\w+\}", "", text))
            assert not found, f"{file.name}: {message.id} says {found and found[0]!r}"
