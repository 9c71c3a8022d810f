"""The playbook is complete in both languages; a tip that cannot be used is named, not shown half empty."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from coaching.advise import load_playbook, own_tip, tips_for
from coaching.advise.tips import FEWEST_STEPS, MOST_STEPS, TEXTS, Problem, problems
from coaching.metrics import load_kpis
from coaching.report import tip_texts
from coaching.words import Words

TIPS = tuple(load_playbook().values())


def test_the_playbook_has_no_problem() -> None:
    assert problems(TIPS) == ()


def test_the_documented_tips_are_all_there() -> None:
    assert [len(tips_for(kpi)) for kpi in ("activity_gauge", "next_step_ratio", "closing_ratio")] == [5, 3, 4]


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.id)
def test_each_tip_is_whole_in_each_language_and_in_its_own_letters(tip) -> None:
    texts = {lang: tip_texts(Words(lang), [tip.id])[0] for lang in ("en", "ar")}
    for name in TEXTS:
        assert re.search("[A-Za-z]", getattr(texts["en"], name)), name
        assert not re.search("[\u0600-\u06ff]", getattr(texts["en"], name))
        assert re.search("[\u0600-\u06ff]", getattr(texts["ar"], name)), name
        assert not re.search("[A-Za-z]", getattr(texts["ar"], name))
    assert len(texts["en"].steps) == len(texts["ar"].steps) in range(FEWEST_STEPS, MOST_STEPS + 1)
    assert all(step.endswith((".", "?", "؟")) for text in texts.values() for step in text.steps)
    assert texts["en"].ask.endswith(("?", "."))


def test_no_two_tips_say_the_same() -> None:
    for lang in ("en", "ar"):
        texts = tip_texts(Words(lang), [tip.id for tip in TIPS])
        for name in TEXTS:
            said = [getattr(text, name) for text in texts]
            assert len(said) == len(set(said)), (name, lang)


WRITTEN = {name: f"The {name}." for name in TEXTS} | {"steps": ("One.", "Two.")}


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        ({"en": WRITTEN, "ar": WRITTEN | {"text": " "}}, "missing_text"),
        ({"en": WRITTEN, "ar": {name: text for name, text in WRITTEN.items() if name != "title"}}, "missing_text"),
        ({"en": WRITTEN, "ar": WRITTEN | {"steps": ("One.", "Two.", "Three.")}}, "miscounted_steps"),
        ({"en": WRITTEN | {"steps": ("One.", " ")}}, "miscounted_steps"),
        ({"en": WRITTEN | {"steps": ("One.",) * 5}}, "miscounted_steps"),
    ],
)
def test_a_tip_of_the_teams_own_that_is_not_whole_is_named(texts: dict, rule: str) -> None:
    found = problems((*TIPS, own_tip("own.1", "win_rate", texts)))
    assert [problem.rule for problem in found] == [rule]


@pytest.mark.parametrize(
    ("changed", "rule"), [({"id": TIPS[1].id}, "repeated_id"), ({"kpi": "no_such_kpi"}, "unreachable")]
)
def test_a_tip_that_cannot_be_used_is_named(changed: dict, rule: str) -> None:
    found = problems((replace(TIPS[0], **changed), *TIPS[1:]))
    assert [problem.rule for problem in found] == [rule]


def test_a_kpi_whose_tips_are_gone_is_named() -> None:
    left = tuple(tip for tip in TIPS if tip.kpi != "win_rate")
    assert problems(left, load_kpis()) == (Problem("", "no_tips", "win_rate"),)
