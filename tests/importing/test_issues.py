"""Every issue is declared once: a user would read a bare code, or miss what to do, in one of the languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from coaching.importing.issues.catalogue import ISSUES
from coaching.words import Words, languages

ROOT = Path(__file__).parents[2] / "coaching"
SPEAK_OF_ISSUES = [
    file
    for folder in ("importing/build", "importing/link", "importing/history", "sources/files")
    for file in sorted((ROOT / folder).glob("*.py"))
]


@pytest.mark.parametrize("lang", tuple(languages()))
def test_each_issue_says_what_was_found_what_to_do_and_what_is_gained(lang: str) -> None:
    words = Words(lang)
    for code, issue in ISSUES.items():
        for key in (f"issue.{code}.found", f"issue.{code}.mend"):
            assert words.has(key) or words.counts(key), key
        assert words.has(f"unlocks.{issue.unlocks}"), code


def test_no_module_spells_the_code_of_an_issue() -> None:
    spelled = [
        f"{file.name}:{node.lineno} {node.value}"
        for file in SPEAK_OF_ISSUES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in ISSUES
    ]
    assert spelled == []
