"""What docs/security.md promises is tested where it says, and pages keep to the ways that are guarded.

What would be lost: a promise that nothing keeps; a download that works for nobody, or a script the browser refuses.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.server.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
OF_PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def calls(file: Path) -> list[tuple[str, ast.Call]]:
    """Return the calls in a module, each with the last part of the name that is called."""
    found = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [(node.func.attr if isinstance(node.func, ast.Attribute) else "", node) for node in found]


def test_the_tests_that_are_named_exist() -> None:
    missing = []
    for file in {file for file, _ in NAMED}:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        missing += [f"{file}::{test}" for of, test in NAMED if of == file and test not in there]
    assert missing == []


def test_every_attack_has_a_test() -> None:
    lines = PAGE.partition("## The attack list")[2].splitlines()
    attacks = [line for line in lines if line.startswith("|")][2:]
    assert len(attacks) >= 20
    assert all("::test_" in line for line in attacks)


def test_files_are_offered_and_scripts_are_run_in_one_way() -> None:
    for file in OF_PAGES:
        name = file.relative_to(ROOT).as_posix()
        for called, node in calls(file):
            if name != "pages/kit/downloads.py":
                assert called != "download_button", f"{name}:{node.lineno}: use pages.kit.downloads.button"
            if name != "pages/kit/scripts.py":
                said = {word.arg for word in node.keywords}
                assert "unsafe_allow_javascript" not in said, f"{name}:{node.lineno}: use pages.kit.scripts"
        assert "<script" not in file.read_text(encoding="utf-8") or name == "pages/kit/scripts.py"
