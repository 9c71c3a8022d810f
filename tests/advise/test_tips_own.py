"""A team's own tips: where they stand, whom they are for, and what is wrong with one that cannot be used.

What would be lost: a team that wrote down what works for it, and plans that go on as if it had not.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from coaching.advise import Options, assess, load_playbook, own_tip, problems, tips_for
from coaching.advise.tips import TEXTS, with_own
from coaching.report import rep_content, tip_texts
from coaching.tables import Tables, conform
from coaching.words import Words

SAID = {name: f"The {name}." for name in TEXTS} | {"steps": ["One.", "Two."]}
SAID_AR = {name: f"النص {name}" for name in TEXTS} | {"steps": ["واحدة.", "اثنتان."]}
PLAYBOOK = load_playbook()
DOCUMENTED = tips_for("next_step_ratio")


def tip(id: str = "own.1", kpi: str = "next_step_ratio", **given):
    return own_tip(id, kpi, given.pop("texts", {"en": SAID, "ar": SAID_AR}), **given)


def test_own_tips_come_before_the_documented_ones() -> None:
    assert tips_for("next_step_ratio", with_own(PLAYBOOK, (tip(),))) == ("own.1", *DOCUMENTED)


def test_a_tip_takes_the_place_of_the_one_it_replaces() -> None:
    found = tips_for("next_step_ratio", with_own(PLAYBOOK, (tip(replaces=DOCUMENTED[1]),)))
    assert found == ("own.1", DOCUMENTED[0], DOCUMENTED[2])


def test_a_tip_switched_off_only_hides() -> None:
    hides = own_tip("own.1", "next_step_ratio", {}, replaces=DOCUMENTED[0], active=False)
    off = tip("own.2", active=False)
    assert tips_for("next_step_ratio", with_own(PLAYBOOK, (hides, off))) == DOCUMENTED[1:]


@pytest.mark.parametrize("written", ["en", "ar"])
def test_one_language_stands_in_for_the_other_and_says_so(written: str) -> None:
    made = tip(texts={written: {"en": SAID, "ar": SAID_AR}[written], "xx": {}})
    assert problems((*PLAYBOOK.values(), made)) == ()
    assert made.languages == (written,)
    shown = [tip_texts(Words(lang), ["own.1"], {"own.1": made})[0] for lang in ("en", "ar")]
    assert shown[0].text == shown[1].text != ""
    assert shown[0].steps == shown[1].steps != ()
    assert sum("(" in text.title for text in shown) == 1


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"en": SAID, "ar": {"title": "عنوان"}}, {"missing_text", "miscounted_steps"}),
        ({"en": {**SAID, "text": "  "}}, {"missing_text"}),
        ({"en": {**SAID, "steps": ["One."] * 5}}, {"miscounted_steps"}),
        ({"en": {"title": "Ask twice", "text": "Ask, then ask again."}}, set()),
        ({}, {"missing_text"}),
    ],
)
def test_a_tip_half_written_is_named(texts: dict, found: set[str]) -> None:
    assert {problem.rule for problem in problems((*PLAYBOOK.values(), tip(texts=texts)))} == found


def deals(rep: str, product: str, won: int, lost: int) -> list[dict]:
    day = {"first_appointment_on": "2026-01-05", "created_on": "2026-01-01", "closed_on": "2026-02-01"}
    row = {"rep": rep, "product": product, "segment": "Banks", "gate_shown": True, "amount": 100.0, **day}
    passed = {"gate": "won", "outcome": "won", "next_step_on": "2026-01-20"}
    later = {"gate": "next_step", "outcome": "lost", "next_step_on": "2026-01-20"}
    early = {"gate": "first_appointment", "outcome": "lost"}
    return [{**row, **passed}] * won + [{**row, **later}] * 5 + [{**row, **early}] * lost


@pytest.fixture(scope="module")
def tables() -> Tables:
    rows = deals("Sara", "Scanner", 10, 40) + deals("Omar", "Printer", 10, 40)
    return Tables(deals=conform(pd.DataFrame(rows), "deals"))


@pytest.mark.parametrize(("scope", "sellers"), [
    ({"product": "Scanner"}, {"Sara"}),
    ({"segment": "Banks"}, {"Sara", "Omar"}),
    ({"product": "Scanner", "segment": "Schools"}, set()),
    ({}, {"Sara", "Omar"}),
])  # fmt: skip
def test_a_tip_for_one_product_is_in_the_plans_of_those_who_sell_it(tables, scope, sellers) -> None:
    now = assess(tables, Options(tips=(tip(**scope),)))
    has = {rep for rep, plan in now.plans.items() if any("own.1" in step.tips for step in plan.steps)}
    assert has == sellers


def test_own_texts_reach_the_plan_literally_and_marked(tables) -> None:
    hostile = {**SAID, "title": "<b>=1+1</b>\u202e", "text": "{rep}"}
    now = assess(tables, Options(tips=(tip(texts={"en": hostile}, product="Scanner"),), next_step="site_visit"))
    first = rep_content(now, "Sara", Words("ar")).steps[0].tips[0]
    assert first.title.startswith("<b>=1+1</b> (")
    assert "Scanner" in first.title
    assert "English" in first.title
    assert first.text == "{rep}"


@pytest.mark.parametrize(("next_step", "said"), [("site_visit", "site visit"), ("Lab test <1>", "Lab test <1>")])
def test_the_next_step_has_the_teams_own_name(tables, next_step: str, said: str) -> None:
    content = rep_content(assess(tables, Options(next_step=next_step)), "Sara", Words("en"))
    rows = {row.gate: row.label for row in content.funnel}
    notes = {row.key: row.note for row in content.kpis}
    assert said in rows["next_step"]
    assert said in notes["next_step_ratio"]
    assert any(said in step.seen for step in content.steps)
    assert any(said in line for line in content.assumptions)


def test_without_a_name_nothing_is_added(tables) -> None:
    now = assess(tables, Options())
    content = rep_content(replace(now, next_step="  "), "Sara", Words("en"))
    assert content == rep_content(now, "Sara", Words("en"))
