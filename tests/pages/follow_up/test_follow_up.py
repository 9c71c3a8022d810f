"""Following up: what was agreed is kept, stands out when it is overdue, and is judged honestly.

What would be lost: an agreement that vanishes with the tab, a rep nobody talks to, luck sold as coaching.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coaching import store
from coaching.access import Viewer
from coaching.words import Words, languages
from pages.session import access, clock, datasets, records, results, state

EN = Words("en")
SCOPE = datasets.Scope
REP, OTHER = "Adam Farouk", "Omar Nasser"
HOSTILE = "<script>alert(1)</script> :red[x] $a$ =1+1"


@pytest.fixture(autouse=True)
def own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a memory of its own, with the sample in it."""
    monkeypatch.setenv("SALES_COACH_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "is_private", lambda: True)
    st.cache_resource.clear()
    yield
    datasets.store().close()
    st.cache_resource.clear()


@pytest.fixture
def team() -> store.Dataset:
    scope = results.hold_sample()
    assert scope is not None
    return scope.dataset


@pytest.fixture
def agree(team: store.Dataset) -> Callable[..., store.Commitment]:
    """Return a function that agrees on something as if long ago, in the sample's own time."""

    def make(rep: str = REP, **fields: object) -> store.Commitment:
        usual = {"kpi": "closing_ratio", "action": "Call five", "agreed_on": dt.date(2026, 1, 7),
                 "due_on": dt.date(2026, 2, 20)}  # fmt: skip
        return store.add_commitment(datasets.store(), team.id, "", rep=rep, **(usual | fields))

    return make


def kept(team: store.Dataset) -> tuple[store.Commitment, ...]:
    return store.commitments(datasets.store(), team.id)


def chips(app: AppTest, word: str) -> int:
    """How often a page shows a state or verdict as shape and word."""
    return sum(element.proto.body.count(f"</i>{word}</span>") for element in app.get("html"))


def button(app: AppTest, key: str):
    return next(one for one in app.button if one.label == EN(key))


@pytest.mark.parametrize("lang", tuple(languages()))
def test_before_anything_is_agreed_the_page_says_how_to_begin_and_alarms_nobody(open_app, shown, lang: str) -> None:
    app, words = open_app("follow_up", data="sample", lang=lang), Words(lang)
    assert not app.exception
    for key in ("commitments.none", "follow_up.waiting.all", "trainings.none"):
        assert words(key) in shown(app)
    assert not app.error and not app.warning
    assert len(app.selectbox(key="waiting-rep").options) == 3, "the first to talk to, and no list of everybody"


def test_a_step_of_the_plan_becomes_a_commitment(open_app, shown, team) -> None:
    app = open_app("action_plan", data="sample", rep=OTHER)
    key = next(box.key for box in app.text_area if box.key.startswith("agree-action-")).removeprefix("agree-action-")
    kpi = key.split("-")[0]
    app.text_area(key=f"agree-action-{key}").input(HOSTILE)
    target = app.number_input(key=f"agree-target-{key}").value
    button(app, "agree.button").click().run()
    assert not app.exception
    (one,) = kept(team)
    assert (one.rep, one.kpi, one.action, one.owner) == (OTHER, kpi, HOSTILE, OTHER)
    assert one.target == pytest.approx(target / 100)
    assert one.agreed_on == clock.today() < one.due_on
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown(app)
    assert "<script>alert" not in shown(app)
    assert kept(team) == store.commitments(datasets.store(), team.id, OTHER)
    running = EN("agree.running", agreed=EN.date(one.agreed_on), due=EN.date(one.due_on))
    assert running in shown(app), "the plan says that its first step is agreed on, and does not ask for it again"
    assert [box.label for box in app.expander].count(EN("agree.more")) == 1

    names = [one for one in open_app("team", data="sample").button if (one.key or "").startswith("talk-")]
    assert [one.key for one in names].index(f"talk-{OTHER}") == len(names) - 1, "the others come first"


def test_the_tip_stands_for_an_action_left_empty(open_app, team) -> None:
    app = open_app("action_plan", data="sample", rep=OTHER)
    button(app, "agree.button").click().run()
    (one,) = kept(team)
    assert one.tip and len(one.action) > 10


def test_what_is_due_comes_first_overdue_in_words_and_what_is_closed_last(open_app, shown, agree) -> None:
    agree(action="Overdue one")
    agree(OTHER, action="Future one", due_on=clock.today() + dt.timedelta(days=9))
    agree(OTHER, action="Done one", state="done")
    app = open_app("commitments", data="sample")
    days = (clock.today() - dt.date(2026, 2, 20)).days
    assert chips(app, EN.count("follow.overdue_by", days)) == 1
    text = shown(app)
    assert text.index("Overdue one") < text.index("Future one") < text.index("Done one")


def test_the_week_says_when_the_next_review_is_where_none_is_due(open_app, shown, agree) -> None:
    agree(due_on=clock.today() + dt.timedelta(days=30))
    text = shown(open_app("follow_up", data="sample"))
    assert EN("follow_up.due", n="0") in text
    assert EN("follow_up.running", n="1") in text
    assert "Nothing is due this week. Next:" in text


def test_a_few_agreements_need_no_filter(open_app, agree) -> None:
    agree()
    assert "board-rep" not in [box.key for box in open_app("follow_up", data="sample").selectbox]


def test_many_agreements_can_be_narrowed(open_app, shown, agree) -> None:
    agree(action="For Adam")
    for day in range(1, 9):
        agree(OTHER, action="Also Omar", kpi="next_step_ratio", owner="Coach Lina", agreed_on=dt.date(2026, 1, day))
    agree(OTHER, action="For Omar", kpi="next_step_ratio", owner="Coach Lina")
    app = open_app("commitments", data="sample")
    app.selectbox(key="board-rep").select(OTHER).run()
    assert "For Omar" in shown(app) and "For Adam" not in shown(app)
    app.selectbox(key="board-rep").select("").run()
    app.selectbox(key="board-owner").select(REP).run()
    assert "For Adam" in shown(app) and "For Omar" not in shown(app)
    app.selectbox(key="board-kpi").select("next_step_ratio").run()
    assert EN("commitments.no_match") in shown(app)


def test_a_state_is_changed_where_it_stands(open_app, team, agree) -> None:
    one = agree()
    app = open_app("commitments", data="sample")
    app.selectbox(key=f"state-{one.id}-open").select("done").run()
    assert not app.exception
    assert [(now.state, now.closed_on) for now in kept(team)] == [("done", clock.today())]


def test_what_was_removed_can_be_put_back(open_app, team, agree) -> None:
    one = agree(target=0.55, tip="closing.bring_references")
    app = open_app("commitments", data="sample")
    app.button(key=f"remove-{one.id}").click().run()
    assert kept(team) == ()
    app.button(key="follow-undo").click().run()
    assert not app.exception
    (again,) = kept(team)
    assert {**vars(again), "id": 0, "created_at": 0} == {**vars(one), "id": 0, "created_at": 0}
    assert not [button for button in app.button if button.key == "follow-undo"]


def test_a_verdict_says_what_it_rests_on(open_app, shown, agree) -> None:
    agree(OTHER, kpi="next_step_ratio", agreed_on=dt.date(2026, 2, 4))
    app = open_app("commitments", data="sample")
    assert chips(app, EN("impact.no_evidence")) == 1
    text = shown(app)
    assert "19/42" in text and "22/44" in text
    assert all(
        part in text for part in ("Before (", "Since (", "colleagues over the same time", "To be expected anyway")
    )


def test_a_verdict_waits_for_the_data(open_app, agree) -> None:
    agree(OTHER, agreed_on=dt.date(2026, 10, 20))
    assert chips(open_app("commitments", data="sample"), EN("impact.too_early")) == 1


def test_a_note_is_kept_and_shown_letter_by_letter(open_app, shown, team, agree) -> None:
    one = agree()
    app = open_app("action_plan", data="sample", rep=REP)
    app.text_area(key=f"note-text-{one.id}").input(HOSTILE)
    button(app, "follow.note.add").click().run()
    (note,) = store.notes(datasets.store(), team.id, REP, "")
    assert (note.text, note.commitment_id, note.private) == (HOSTILE, one.id, False)
    assert "&lt;script&gt;" in shown(app) and "<script>alert" not in shown(app)


def test_a_private_note_is_nobody_elses(open_app, shown, team, agree) -> None:
    one = agree()
    store.add_note(datasets.store(), team.id, REP, "Between us", "lina@x.example", commitment_id=one.id, private=True)
    assert "Between us" not in shown(open_app("action_plan", data="sample", rep=REP))


def test_a_training_is_recorded_and_judged(open_app, shown, team) -> None:
    app = open_app("trainings", data="sample")
    label = EN("trainings.title_of")
    assert label not in [field.label for field in app.text_input]
    app.button(key="train").click().run()
    next(field for field in app.text_input if field.label == label).input("Closing with references")
    app.multiselect[0].select(REP).select(OTHER)
    app.date_input[0].set_value(dt.date(2026, 1, 7))
    button(app, "trainings.keep").click().run()
    assert not app.exception
    (one,) = store.trainings(datasets.store(), team.id)
    assert (one.title, set(one.reps), one.held_on) == ("Closing with references", {REP, OTHER}, dt.date(2026, 1, 7))
    assert "Closing with references" in shown(app)
    assert (
        sum(
            chips(app, EN(f"impact.{code}"))
            for code in ("improved", "worse", "no_evidence", "too_early", "not_measurable")
        )
        == 1
    )


def test_the_week_shows_who_was_just_coached_and_whom_nobody_has_talked_to(open_app, shown, team, agree) -> None:
    agree()
    store.add_note(datasets.store(), team.id, OTHER, "Talked about leads", "")
    app = open_app("follow_up", data="sample")
    assert not app.exception
    just, waiting = [element.proto.body for element in app.get("html") if 'class="sc-table' in element.proto.body][:2]
    assert OTHER in just and REP not in just
    assert OTHER not in waiting and REP in waiting
    assert OTHER not in app.selectbox(key="waiting-rep").options
    app.selectbox(key="waiting-rep").select(REP).run()
    app.button(key="waiting-open").click().run()
    assert (app.title[0].value, app.selectbox(key="rep").value) == (EN.name(REP), REP)


def test_the_page_draws_who_is_on_target(open_app) -> None:
    app = open_app("follow_up", data="sample")
    assert len(app.get("plotly_chart")) == 1


@pytest.fixture
def as_rep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one rep look."""
    viewer = Viewer("rep", "omar@x.example", reps=frozenset([OTHER]))
    monkeypatch.setattr(access, "viewer", lambda: viewer)
    monkeypatch.setattr(datasets, "Scope", lambda dataset, viewer=viewer: SCOPE(dataset, viewer))


def test_a_rep_sees_the_own_commitments_and_no_colleagues_name(open_app, shown, as_rep, agree) -> None:
    agree(REP, action="For Adam")
    agree(OTHER, action="For Omar", kpi="next_step_ratio", agreed_on=dt.date(2026, 2, 4))
    app = open_app("commitments", data="sample")
    assert not app.exception
    text = shown(app)
    assert "For Omar" in text and "For Adam" not in text
    assert "colleagues over the same time" in text
    everybody = {
        str(rep) for rep in datasets.intake(datasets.whole(datasets.find("sample").token)).tables.deals["rep"].unique()
    }
    assert [rep for rep in everybody - {OTHER} if rep in text] == []


def test_what_is_out_of_sight_cannot_be_changed(team, agree, as_rep, monkeypatch: pytest.MonkeyPatch) -> None:
    one = agree(REP)
    monkeypatch.setattr(state, "scope", lambda: datasets.find("sample"))
    assert not records.change(one, state="done")
    assert not records.agree(REP, kpi="win_rate", action="x", agreed_on=one.agreed_on, due_on=one.due_on)
    assert not records.note(REP, "x", None, False)
    assert not records.train([OTHER], title="x", kpi="win_rate", held_on=one.agreed_on)
    assert [(now.rep, now.state) for now in kept(team)] == [(REP, "open")]
    assert records.agree(OTHER, kpi="win_rate", action="x", agreed_on=one.agreed_on, due_on=one.due_on)


def test_a_review_can_be_put_off(open_app, team, agree) -> None:
    one = agree()
    app = open_app("commitments", data="sample")
    app.date_input(key=f"due-{one.id}-2026-02-20").set_value(dt.date(2026, 12, 24)).run()
    assert not app.exception
    assert [now.due_on for now in kept(team)] == [dt.date(2026, 12, 24)]


def test_from_the_board_one_step_leads_to_the_plan(open_app, agree) -> None:
    one = agree(OTHER)
    app = open_app("commitments", data="sample")
    app.button(key=f"plan-{one.id}").click().run()
    assert not app.exception
    assert (app.title[0].value, app.selectbox(key="rep").value) == (EN.name(OTHER), OTHER)


def test_notes_outlive_what_they_were_about(open_app, shown, team, agree) -> None:
    one = agree()
    store.add_note(datasets.store(), team.id, REP, "He asked for leads", "", commitment_id=one.id)
    store.remove_commitment(datasets.store(), one.id, "")
    app = open_app("action_plan", data="sample", rep=REP)
    assert "He asked for leads" in shown(app)
    app.text_area(key=f"note-text-{REP}").input("Again")
    button(app, "follow.note.add").click().run()
    assert {note.text for note in store.notes(datasets.store(), team.id, REP, "")} == {"He asked for leads", "Again"}


def test_a_training_with_people_out_of_sight_stays(team, as_rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "may", lambda what: True)
    monkeypatch.setattr(state, "scope", lambda: datasets.find("sample"))
    store.add_training(
        datasets.store(), team.id, "", title="x", kpi="win_rate", held_on=dt.date(2026, 1, 7), reps=(REP, OTHER)
    )
    (seen,) = records.trainings()
    assert seen.reps == (OTHER,)
    records.remove(seen)
    assert [one.reps for one in store.trainings(datasets.store(), team.id)] == [(REP, OTHER)]
