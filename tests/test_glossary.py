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
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CODE = ("coaching", "pages", "server")
#: Names that are still to go. Nothing may be added.
STILL_TO_GO: set[str] = set()


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


def names() -> Iterator[tuple[str, str]]:
    """Every module, class and public function with where it is."""
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            where = file.relative_to(ROOT).as_posix()
            yield file.stem, where
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                    yield node.name, where


def test_the_glossary_is_a_table_of_six_columns() -> None:
    assert len(table()) > 35
    assert all(len(row) == 6 for row in table())
    assert all(row[3] for row in table()), "each concept has a name in the code"


def test_no_name_in_the_code_is_a_retired_one() -> None:
    words = [parts(word) for word in retired(5)]
    found = {f"{where}:{name}" for name, where in names() if any(word in parts(name) for word in words)}
    assert found == STILL_TO_GO


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_text_uses_a_retired_word(lang: str) -> None:
    own = re.compile(r"\b(" + "|".join(map(re.escape, retired(4))) + r")\b", re.IGNORECASE)
    for file in sorted((ROOT / "coaching" / "words" / "catalogues" / lang).glob("*.po")):
        with file.open("rb") as source:
            messages = [message for message in read_po(source) if message.id]
        for message in messages:
            for text in [message.string] if isinstance(message.string, str) else message.string:
                found = own.search(re.sub(r"\{\w+\}", "", text))
                assert not found, f"{file.name}: {message.id} says {found and found[0]!r}"
