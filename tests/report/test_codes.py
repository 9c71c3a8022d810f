"""Every reason, assumption and finding the core can give has its sentence in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import coaching
from coaching.metrics import load_kpis
from coaching.report import sentence
from coaching.words import Words

CORE = [Path(coaching.__file__).parent / room for room in ("metrics", "compare", "advise")]
KINDS = {"Reason": "reason", "Assumption": "assumption", "Finding": "finding"}


def codes() -> set[tuple[str, str]]:
    """Collect the codes from the calls in the source."""
    found = {("reason", kpi.empty) for kpi in load_kpis().values() if kpi.empty}
    for folder in CORE:
        for file in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                    code = node.args[0] if node.args else None
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        found.add((KINDS[node.func.id], code.value))
    return found


def test_the_core_gives_codes_at_all() -> None:
    assert {"reason", "assumption", "finding"} == {kind for kind, _ in codes()}


@pytest.mark.parametrize(("kind", "code"), sorted(codes()))
def test_every_code_has_a_sentence(kind: str, code: str) -> None:
    for lang in ("en", "ar"):
        text = sentence(Words(lang), kind, code, {"count": 3})
        assert len(text) > 10
        assert "{" not in text
