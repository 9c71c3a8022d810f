"""The team's own tips: written in the app, used in the plans, hidden and brought back.

What would be lost: a tip half written and gone, a documented one that cannot be had back, or a text run as markup.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.advise import tips_for
from coaching.report import tip_texts
from coaching.store import OwnTip, remove_tip, set_tip, tips
from coaching.tables import Tables, conform
from coaching.words import Words, language_name, languages
from pages.session import datasets
from tests.pages.stored import store_dataset

EN, AR = Words("en"), Words("ar")
KPI = "next_step_ratio"
FIRST, SECOND, THIRD = tips_for(KPI)
SAID = {
    "title": "<b>Ask</b> :red[twice] $1$",
    "text": "**Bold** claim.",
    "when": "Always.",
    "steps": ["One.", "<script>alert(1)</script>"],
    "ask": "Why?",
    "say": "Hello.",
    "practise": "Aloud.",
    "tell": "It works.",
}


@pytest.fixture
def scope():
    lost = {"gate": "first_appointment", "outcome": "lost"}
    late = {"gate": "next_step", "outcome": "lost", "next_step_on": "2026-01-20"}
    won = {"gate": "won", "outcome": "won", "next_step_on": "2026-01-20", "amount": 100.0}
    day = {"first_appointment_on": "2026-01-05", "closed_on": "2026-02-01", "gate_shown": True}
    of_reps = {"Sara": "Scanner <i>X</i>", "Omar": "Printer"}
    rows = [
        {"rep": rep, "product": product, "segment": "Banks", **one, **day}
        for rep, product in of_reps.items()
        for one in [won] * 10 + [lost] * 30 + [late] * 2
    ]
    found = store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals")))
    for tip in tips(datasets.store(), found.dataset.id):
        remove_tip(datasets.store(), tip.id, "")
    return datasets.find(found.link)


def own(scope) -> tuple[OwnTip, ...]:
    return tips(datasets.store(), scope.dataset.id)


def write(app, lang: str, said: dict, round: int = 1) -> None:
    for name, value in said.items():
        kind = app.text_area if name in ("text", "steps", "practise") else app.text_input
        kind(key=f"tip-{lang}-{name}-{round}").set_value("\n".join(value) if name == "steps" else value)


def html(app) -> str:
    return "".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("data", ["", "sample", "gone", "own"])
def test_the_page_opens(open_app, scope, data: str, lang: str) -> None:
    app = open_app("playbook", lang=lang, **({"data": scope.link if data == "own" else data} if data else {}))
    assert not app.exception
    assert app.title[0].value == Words(lang)("playbook.title")
    if data in ("sample", "own"):
        assert app.button(key="tip-new").disabled == (data == "sample")


def test_a_tip_for_one_product_reaches_the_plans_of_its_sellers_letter_by_letter(open_app, scope) -> None:
    app = open_app("playbook", data=scope.link, kpi=KPI)
    app.button(key="tip-new").click().run()
    app.selectbox(key="tip-product-1").select("Scanner <i>X</i>")
    write(app, "en", SAID)
    app.button(key="tip-save").click().run()
    assert not app.exception
    (tip,) = own(scope)
    assert (tip.kpi, tip.product, tip.segment, tip.texts) == (KPI, "Scanner <i>X</i>", None, {"en": SAID})
    assert r"\<b\>Ask\</b\>" in "".join(str(element.value) for element in app.markdown)
    for rep, has in (("Sara", True), ("Omar", False)):
        plan = html(open_app("action_plan", data=scope.link, rep=rep))
        assert ("&lt;b&gt;Ask&lt;/b&gt; :red[twice] $1$" in plan) == has
        assert "<b>Ask" not in plan
        assert "<script>alert" not in plan
    arabic = html(open_app("action_plan", data=scope.link, rep="Sara", lang="ar"))
    assert language_name("en") in arabic
    app.button(key="playbook-undo").click().run()
    assert own(scope) == ()


@pytest.mark.parametrize("lang", list(languages()))
def test_a_tip_half_written_says_what_is_missing_and_keeps_what_is_there(open_app, shown, scope, lang: str) -> None:
    words = Words(lang)
    app = open_app("playbook", data=scope.link, kpi=KPI, lang=lang)
    app.button(key="tip-new").click().run()
    write(app, lang, {"title": "A title", "steps": ["One."] * 5})
    app.button(key="tip-save").click().run()
    assert own(scope) == ()
    assert words("playbook.form.text") in app.error[0].value
    assert words("playbook.wrong.steps") in app.error[0].value
    assert app.text_input(key=f"tip-{lang}-title-1").value == "A title"
    app.button(key="tip-cancel").click().run()
    assert words("playbook.own.none") in shown(app)


def test_a_documented_tip_is_replaced_starting_from_its_own_words(open_app, scope) -> None:
    app = open_app("playbook", data=scope.link, kpi=KPI)
    app.button(key=f"tip-replace-{SECOND}").click().run()
    documented = [tip_texts(Words(lang), [SECOND])[0] for lang in ("en", "ar")]
    assert app.text_area(key="tip-ar-steps-1").value == "\n".join(documented[1].steps)
    app.text_input(key="tip-en-title-1").set_value("Ours")
    app.button(key="tip-save").click().run()
    (tip,) = own(scope)
    assert (tip.replaces, tip.texts["en"]["title"], tip.texts["ar"]["title"]) == (
        SECOND,
        "Ours",
        documented[1].title,
    )
    assert EN("playbook.instead", title=documented[0].title) in html(app)
    plan = html(open_app("action_plan", data=scope.link, rep="Omar"))
    assert "<h4>Ours</h4>" in plan
    assert f"<h4>{documented[0].title}</h4>" not in plan


def test_a_documented_tip_is_hidden_and_shown_again(open_app, scope) -> None:
    app = open_app("playbook", data=scope.link, kpi=KPI)
    title = tip_texts(EN, [THIRD])[0].title
    assert f"<h4>{title}</h4>" in html(open_app("action_plan", data=scope.link, rep="Omar"))
    app.button(key=f"tip-hide-{THIRD}").click().run()
    assert f"<h4>{title}</h4>" not in html(open_app("action_plan", data=scope.link, rep="Omar"))
    (tip,) = own(scope)
    app.button(key=f"tip-show-hidden-{tip.id}").click().run()
    assert own(scope) == ()
    assert f"<h4>{title}</h4>" in html(open_app("action_plan", data=scope.link, rep="Omar"))
    app.button(key=f"tip-hide-{FIRST}").click().run()
    app.button(key="playbook-undo").click().run()
    assert own(scope) == ()


def test_a_tip_is_edited_switched_off_removed_and_had_back(open_app, scope) -> None:
    tip = set_tip(datasets.store(), OwnTip(0, scope.dataset.id, KPI, None, "Banks", {"en": SAID}), "")
    app = open_app("playbook", data=scope.link, kpi=KPI)
    app.button(key=f"tip-edit-own-{tip.id}").click().run()
    write(app, "en", {"title": "Better"})
    app.button(key="tip-save").click().run()
    assert [(one.id, one.segment, one.texts["en"]["title"]) for one in own(scope)] == [(tip.id, "Banks", "Better")]
    app.button(key="playbook-undo").click().run()
    assert own(scope) == (tip,)
    app.button(key=f"tip-turn_off-own-{tip.id}").click().run()
    assert [one.active for one in own(scope)] == [False]
    assert "Always." not in html(open_app("action_plan", data=scope.link, rep="Omar"))
    app.button(key=f"tip-turn_on-own-{tip.id}").click().run()
    app.button(key=f"tip-remove-own-{tip.id}").click().run()
    assert own(scope) == ()
    app.button(key="playbook-undo").click().run()
    assert [(one.texts, one.segment, one.active) for one in own(scope)] == [({"en": SAID}, "Banks", True)]
