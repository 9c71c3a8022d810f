"""The plan on a rep's page: one thing in front, each step down to what to say and which deals to call about.

What would be lost: a coach who leaves the page knowing that something is wrong, and not what to do on Monday.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.report import as_text, money_text, talk_texts
from coaching.tables import Tables, conform
from coaching.words import Words, languages
from pages.kit.escape import text as safe
from pages.session import results
from pages.session.session_state import KEY
from tests.pages.stored import store_dataset

EN = Words("en")
REP = "Yousef Darwish"


@pytest.mark.parametrize("lang", tuple(languages()))
def test_priorities_come_with_tips_and_deals(open_app, shown, lang: str) -> None:
    app = open_app("action_plan", data="sample", rep=REP, lang=lang)
    assert not app.exception
    words, text = Words(lang), shown(app)
    content = results.rep_content(results.hold_sample().token, app.session_state[KEY].choices, REP, words)
    first, *later = content.steps
    assert all(words(f"tip.{part}") in text for part in ("ask", "say", "practise", "tell"))
    labels = [box.label for box in app.expander]
    assert labels.count(words("plan.how")) == 1
    assert [words("rep.later", label=step.label, status=step.status_word) in labels for step in later] == [True] * len(
        later
    )
    assert first.tips
    for tip in (tip for step in content.steps for tip in step.tips):
        assert f"<h4>{safe(tip.title)}</h4>" in text
        assert all(safe(step) in text for step in tip.steps)
    assert content.deals
    assert words("rep.work_on") in [heading.value for heading in app.subheader]
    assert all(safe(deal.name) in text for deal in content.deals)


def test_the_page_opens_on_the_first_of_the_three_names(open_app) -> None:
    """Whoever opens the page without a name in the link wants the rep to coach, not the best of the team."""
    app = open_app("rep", data="sample")
    now = results.assessment(results.hold_sample().token, app.session_state[KEY].choices)
    assert next(box for box in app.selectbox if box.key == "rep").value == talk_texts(now, EN)[0].rep


def test_the_deals_to_work_on_are_open_and_oldest_first(open_app, shown) -> None:
    app = open_app("action_plan", data="sample", rep=REP)
    deals = results.rep_content(results.hold_sample().token, app.session_state[KEY].choices, REP, EN).deals
    ages = [deal.age.value for deal in deals]
    assert ages == sorted(ages, reverse=True)
    assert EN.days(ages[0]) in shown(app)


def test_the_gap_is_told_in_money(open_app, shown) -> None:
    app = open_app("action_plan", data="sample", rep=REP)
    now = results.assessment(results.hold_sample().token, app.session_state[KEY].choices)
    found = money_text(now.card(REP), EN, now.currency)
    assert EN("money.title") in [heading.value for heading in app.subheader]
    text = shown(app)
    assert found.parts
    assert safe(found.sentence) in text
    for part in found.parts:
        assert f"<dt>{safe(part.label)}</dt>" in text
        assert f"<b>{safe(as_text(part.value, EN))}</b>" in text


def test_a_rep_with_little_data_hears_what_to_collect(open_app, shown) -> None:
    rows = [{"rep": "Sara", "outcome": "open", "gate": "first_appointment", "first_appointment_on": "2026-02-01"}]
    scope = store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals")))
    app = open_app("action_plan", data=scope.link)
    assert not app.exception
    content = results.rep_content(scope.token, app.session_state[KEY].choices, "Sara", EN)
    assert content.collect
    assert content.empty_plan in shown(app)
    assert all(line.split(".")[0] in shown(app) for line in content.collect)


def test_what_is_said_of_a_newcomer_is_said_once(open_app, shown) -> None:
    text = shown(open_app("rep", data="sample", rep="Adam Farouk"))
    assert '<p class="sc-rep-verdict">New, in week 7.' in text
    assert '<p class="sc-lead">New, in week 7.' not in text


def test_the_way_to_the_calculator_takes_the_figures_along(open_app, shown) -> None:
    app = open_app("action_plan", data="sample", rep="Omar Nasser")
    app.button(key="to-magic").click().run()
    assert not app.exception
    assert app.title[0].value == EN("calculator.title")
    assert "2.08" in shown(app)
