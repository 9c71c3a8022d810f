"""The playbook is complete in both languages; a tip that cannot be used is named, not shown half empty."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from coaching.advise import load_playbook, tips_for
from coaching.advise.tips import Problem, problems, read_tip
from coaching.metrics import load_kpis

TIPS = tuple(load_playbook().values())
TEXTS = ("title", "text", "when", "ask", "say", "practise", "tell")


def test_the_playbook_has_no_problem() -> None:
    assert problems(TIPS) == ()


def test_the_documented_tips_are_all_there() -> None:
    assert [len(tips_for(kpi)) for kpi in ("activity_gauge", "next_step_ratio", "closing_ratio")] == [5, 3, 4]


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.id)
def test_each_language_is_written_in_its_own_letters(tip) -> None:
    for name in TEXTS:
        assert re.search("[A-Za-z]", getattr(tip, name)["en"])
        assert not re.search("[\u0600-\u06ff]", getattr(tip, name)["en"])
        assert re.search("[\u0600-\u06ff]", getattr(tip, name)["ar"])
        assert not re.search("[A-Za-z]", getattr(tip, name)["ar"])
    assert all(step.endswith((".", "?", "؟")) for steps in tip.steps.values() for step in steps)
    assert tip.ask["en"].endswith(("?", "."))


def test_no_two_tips_say_the_same() -> None:
    for name in TEXTS:
        for lang in ("en", "ar"):
            said = [getattr(tip, name)[lang] for tip in TIPS]
            assert len(said) == len(set(said)), (name, lang)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"say": {"en": "Hello.", "ar": " "}}, "missing_text"),
        ({"tell": {"en": "It works."}}, "missing_text"),
        ({"steps": {"en": ("One.",), "ar": ("واحدة.",)}}, "miscounted_steps"),
        ({"steps": {"en": ("One.", "Two."), "ar": ("واحدة.",)}}, "miscounted_steps"),
        ({"steps": {"en": ("One.", " "), "ar": ("واحدة.", "اثنتان.")}}, "miscounted_steps"),
        ({"steps": {}}, "miscounted_steps"),
        ({"id": TIPS[1].id}, "repeated_id"),
        ({"kpi": "no_such_kpi"}, "unreachable"),
    ],
)
def test_a_tip_that_cannot_be_used_is_named(changed: dict, rule: str) -> None:
    found = problems((replace(TIPS[0], **changed), *TIPS[1:]))
    assert [problem.rule for problem in found] == [rule]


def test_a_kpi_whose_tips_are_gone_is_named() -> None:
    left = tuple(tip for tip in TIPS if tip.kpi != "win_rate")
    assert problems(left, load_kpis()) == (Problem("", "no_tips", "win_rate"),)


def test_an_empty_entry_is_read_and_then_found_wanting() -> None:
    rules = {problem.rule for problem in problems((*TIPS, read_tip({})))}
    assert rules == {"missing_text", "miscounted_steps", "repeated_id", "unreachable"}
