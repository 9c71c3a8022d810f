"""Who may see and do what, and that a redacted result holds nothing of anybody else.

What would be lost: a rep could read a colleague's figures, by name or by taking one figure from another.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from coaching import store as kept
from coaching.access import (
    EVERYTHING,
    MATRIX,
    NOT_YOURS,
    ROLES,
    Viewer,
    is_named_period,
    may,
    of_visible,
    redact_assessment,
    redact_intake,
    redact_options,
    redact_tables,
    redact_trainings,
    redact_upload,
    viewer_of,
    visible_reps,
)
from coaching.advise import Assessment, Options, assess
from coaching.importing.model import Intake, Issue, Source
from coaching.store.model import Commitment, Person, Training
from coaching.tables import Tables, conform
from coaching.words import Words
from pages.registry import PAGES
from tests.access.world import COACH, MANAGER, NAMES, RECORDS, REP, TEAMS, UNSEEN, record, team

ROOT = Path(__file__).parents[2]
DAYS = Options(as_of=dt.date(2026, 6, 30), start=dt.date(2026, 1, 1), end=dt.date(2026, 6, 30))

TABLES = team()
WHOLE = assess(TABLES, DAYS)


def texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict) or hasattr(value, "items"):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from texts(item)


def as_sent(tables: Tables) -> bytes:
    """The tables as a browser would get them, with all that is in them."""
    target = io.BytesIO()
    for field in dataclasses.fields(tables):
        frame = getattr(tables, field.name)
        frame.to_feather(target, compression="uncompressed") if len(frame) else None
    return target.getvalue()


def named_in(value: object) -> set[str]:
    words = value.decode("latin-1") if isinstance(value, bytes) else "\n".join(texts(value))
    return {name for name in NAMES if name in words}


def test_the_matrix_is_the_one_in_the_documentation() -> None:
    told = {}
    for line in (ROOT / "docs" / "access.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[1].startswith("`"):
            told[cells[1].strip("`")] = tuple(
                role for role, cell in zip(ROLES, cells[2:], strict=True) if cell.startswith("yes")
            )
    assert told == dict(MATRIX)


def test_the_documentation_calls_every_page_what_the_menu_calls_it() -> None:
    text = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    called = {key: name for name, key in re.findall(r"^\| ([^|]+?) \| `(\w+)` \|", text, re.MULTILINE)}
    words = Words("en")
    assert {page.key: called.get(page.key) for page in PAGES} == {page.key: words(f"nav.{page.key}") for page in PAGES}


def test_the_store_keeps_people_of_exactly_these_roles() -> None:
    assert kept.ROLES == ROLES


@pytest.mark.parametrize("role", ROLES)
def test_what_the_matrix_does_not_know_is_for_admins(role: str) -> None:
    assert may(Viewer(role), "something new") is (role == "admin")


def test_nobody_but_an_admin_changes_people_or_takes_data_away() -> None:
    for what in ("people", "set_people", "erase_rep", "undo_import", "replace_data", "remove_data", "read_log"):
        assert [role for role in ROLES if may(Viewer(role), what)] == ["admin"]


def test_a_person_looks_by_role_and_only_while_active() -> None:
    person = Person(1, "m@example.com", "M", "manager", ("North",), ("Emad",))
    assert viewer_of(person) == Viewer("manager", "m@example.com", frozenset({"North"}), frozenset({"Emad"}))
    for gone in (dataclasses.replace(person, active=False), dataclasses.replace(person, role="owner")):
        with pytest.raises(ValueError, match="may not sign in"):
            viewer_of(gone)


def test_whom_each_role_sees() -> None:
    assert visible_reps(EVERYTHING, TABLES) is None
    assert visible_reps(MANAGER, TABLES) == set(TEAMS["North"])
    assert visible_reps(dataclasses.replace(MANAGER, reps=frozenset({"Emad"})), TABLES) == {*TEAMS["North"], "Emad"}
    assert visible_reps(COACH, TABLES) == {"Dania", "Emad"}
    assert visible_reps(REP, TABLES) == {"Ghada"}
    assert visible_reps(dataclasses.replace(REP, teams=frozenset(TEAMS)), TABLES) == {"Ghada"}
    assert visible_reps(Viewer("rep"), TABLES) == set()


@pytest.mark.parametrize("viewer", UNSEEN, ids=lambda viewer: viewer.role)
def test_redacted_tables_hold_no_byte_of_the_others(viewer: Viewer) -> None:
    assert named_in(as_sent(TABLES)) == set(NAMES)
    assert named_in(as_sent(redact_tables(TABLES, viewer))) == set(NAMES) - set(UNSEEN[viewer])


def test_an_own_row_is_never_lost() -> None:
    for viewer in UNSEEN:
        kept, reps = redact_tables(TABLES, viewer), visible_reps(viewer, TABLES)
        for name in ("deals", "activities", "reps"):
            assert len(getattr(kept, name)) == getattr(TABLES, name)["rep"].isin(reps).sum()
    assert list(redact_tables(TABLES, MANAGER).goals["team"].dropna()) == ["North"]
    assert redact_tables(TABLES, COACH).goals["rep"].notna().all()


def test_a_deal_id_that_two_share_shows_no_history() -> None:
    deals = TABLES.deals.assign(deal_id=TABLES.deals["deal_id"].str.replace("Amal-0", "Ghada-0"))
    shared = dataclasses.replace(TABLES, deals=deals)
    assert redact_tables(shared, REP).stage_history.empty
    assert len(redact_tables(TABLES, REP).stage_history) == 1


@pytest.mark.parametrize("viewer", UNSEEN, ids=lambda viewer: viewer.role)
def test_a_redacted_assessment_names_nobody_else(viewer: Viewer) -> None:
    assert named_in(WHOLE) == set(NAMES)
    redacted = redact_assessment(WHOLE, viewer, TABLES, DAYS)
    assert named_in(redacted) == set(NAMES) - set(UNSEEN[viewer])
    assert {card.rep for card in redacted.reps} == visible_reps(viewer, TABLES) == set(redacted.plans)
    assert (redacted.period, redacted.as_of, redacted.currency) == (WHOLE.period, WHOLE.as_of, WHOLE.currency)


def test_admins_see_the_whole() -> None:
    assert redact_assessment(WHOLE, EVERYTHING, TABLES, DAYS) is WHOLE
    assert redact_tables(TABLES, EVERYTHING) is TABLES


def test_the_team_is_made_of_those_one_sees() -> None:
    for viewer in UNSEEN:
        redacted = redact_assessment(WHOLE, viewer, TABLES, DAYS)
        assert redacted.team.counts.revenue == pytest.approx(sum(card.counts.revenue for card in redacted.reps))


def test_a_mentor_whom_one_may_not_see_is_not_named() -> None:
    def mentors(result: Assessment) -> set[str]:
        return {step.mentor.rep for plan in result.plans.values() for step in plan.steps if step.mentor}

    assert "Dania" in {step.mentor.rep for step in WHOLE.plans["Ghada"].steps if step.mentor}
    assert mentors(redact_assessment(WHOLE, REP, TABLES, DAYS)) == set()
    assert mentors(redact_assessment(WHOLE, MANAGER, TABLES, DAYS)) <= {"Amal", "Chaker"}


def test_a_rep_is_compared_with_the_peers_average_and_keeps_the_rank() -> None:
    mine, whole = redact_assessment(WHOLE, REP, TABLES, DAYS).card("Ghada"), WHOLE.card("Ghada")
    pooled = pytest.approx((75 * 3100 + 20 * 1500 + 25 * 1700) / (75 + 20 + 25))
    assert mine.marks["average_sale"].peer_average == whole.marks["average_sale"].peer_average == pooled
    assert mine.marks["average_sale"].peer_count == 3
    assert (mine.rank, mine.score, mine.marks["win_rate"].rank) == (
        whole.rank,
        whole.score,
        whole.marks["win_rate"].rank,
    )


def test_the_average_of_a_single_unseen_peer_is_not_told() -> None:
    viewer = Viewer("coach", reps=frozenset({"Dania", "Emad", "Faris"}))
    mark = redact_assessment(WHOLE, viewer, TABLES, DAYS).card("Dania").marks["average_sale"]
    assert WHOLE.card("Dania").marks["average_sale"].peer_average == pytest.approx(
        (20 * 1500 + 25 * 1700 + 12 * 800) / (20 + 25 + 12)
    )
    assert mark.peer_average == pytest.approx((20 * 1500 + 25 * 1700) / (20 + 25))
    pair = Viewer("rep", reps=frozenset({"Basma"}))
    two = {rep: RECORDS[rep] for rep in ("Amal", "Basma", "Dania", "Emad")}
    tables = team(two)
    alone = redact_assessment(assess(tables, DAYS), pair, tables, DAYS).card("Basma").marks["average_sale"]
    assert (alone.peer_average, alone.peer_gap, alone.target, alone.attainment) == (None,) * 4


def test_the_only_seller_of_a_product_is_not_told_by_the_mix() -> None:
    """Who sells one product is held against those who sell it: here Dania alone, at 3100 a sale."""
    sold = TABLES.deals["rep"].map({"Dania": "Niche", "Ghada": "Niche"}).fillna("Usual").astype("category")
    tables = dataclasses.replace(TABLES, deals=TABLES.deals.assign(product=sold))
    whole = assess(tables, DAYS)
    assert whole.card("Ghada").marks["average_sale"].expected == pytest.approx(3100)
    mark = redact_assessment(whole, REP, tables, DAYS).card("Ghada").marks["average_sale"]
    pooled = (75 * 3100 + 20 * 1500 + 25 * 1700) / (75 + 20 + 25)
    assert (mark.mix_expected, mark.peer_median, mark.peer_best) == (None, None, None)
    assert mark.target == pytest.approx(pooled * (1 - 0.4))
    assert mark.attainment == pytest.approx(800 / (pooled * (1 - 0.4)))
    assert mark.status == whole.card("Ghada").marks["average_sale"].status


def test_how_many_rules_are_met_counts_only_the_marks_that_are_told() -> None:
    """Of the two unseen only Dania has a cycle: the status by hers must not be counted either."""
    tables = team({rep: RECORDS[rep] for rep in TEAMS["South"]})
    won = (tables.deals["rep"] == "Faris") & (tables.deals["outcome"] == "won")
    undated = {day: tables.deals[day].mask(won) for day in ("first_appointment_on", "created_on")}
    tables = dataclasses.replace(tables, deals=tables.deals.assign(**undated))
    whole = assess(tables, DAYS)
    viewer = Viewer("coach", reps=frozenset({"Emad", "Ghada"}))
    card = redact_assessment(whole, viewer, tables, DAYS).card("Emad")
    assert (whole.card("Emad").marks["sales_cycle_days"].status, whole.card("Emad").rules_met.of) == ("on_target", 7)
    assert (card.marks["sales_cycle_days"].status, card.rules_met.of) == ("no_data", 6)


def test_who_has_left_is_no_peer_that_hides_a_single_one() -> None:
    tables = team({rep: RECORDS[rep] for rep in ("Dania", "Emad", "Faris", "Ghada")})
    gone = tables.reps["rep"].isin(["Emad", "Faris"])
    left_on = pd.Series(pd.NaT, index=tables.reps.index).mask(gone, pd.Timestamp("2026-06-01"))
    tables = dataclasses.replace(tables, reps=tables.reps.assign(left_on=left_on.astype(tables.reps["left_on"].dtype)))
    whole = assess(tables, DAYS)
    assert {card.rep for card in whole.reps if card.standing == "active"} == {"Dania", "Ghada"}
    coach = Viewer("coach", reps=frozenset({"Emad"}))
    assert whole.card("Emad").marks["win_rate"].peer_count == 2
    assert redact_assessment(whole, coach, tables, DAYS).card("Emad").marks["win_rate"].peer_count == 2
    both = Viewer("coach", reps=frozenset({"Emad", "Ghada"}))
    mark = redact_assessment(whole, both, tables, DAYS).card("Emad").marks["win_rate"]
    assert (mark.peer_average, mark.peer_numerator, mark.behind_probability) == (None, None, None)


def test_a_period_cut_to_size_is_not_compared_with_others() -> None:
    mark = redact_assessment(WHOLE, REP, TABLES, DAYS, named=False).card("Ghada").marks["average_sale"]
    assert (mark.value, mark.peer_average, mark.target, mark.status) == (800.0, None, None, "no_data")


def test_which_periods_have_a_name() -> None:
    last = dt.date(2026, 6, 18)
    assert is_named_period(Options(), last)
    assert is_named_period(Options(start=dt.date(2026, 6, 1), end=last), last)
    assert not is_named_period(Options(start=dt.date(2026, 6, 2), end=last), last)
    assert not is_named_period(Options(start=dt.date(2026, 6, 1)), last)


def test_whom_to_be_compared_with_is_for_admins_to_vary() -> None:
    asked = Options(peers_by="region", goal=10.0)
    assert redact_options(asked, EVERYTHING) is asked
    assert redact_options(asked, REP) == Options(goal=10.0)


def unranked(result: Assessment) -> Assessment:
    """Without the ranks, in which everybody has a part."""
    blank = {"rank": None, "rank_low": None, "rank_high": None}
    cards = tuple(
        dataclasses.replace(
            card, **blank, marks={key: dataclasses.replace(mark, **blank) for key, mark in card.marks.items()}
        )
        for card in sorted(result.reps, key=lambda card: card.rep or "")
    )
    return dataclasses.replace(result, reps=cards, findings=tuple(sorted(result.findings, key=repr)))


numbers = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.floats(1.0, 1e6), st.integers(0, 80))


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@example((0, 0, 1, 1.0, 0), ("coach", "Emad"))
@given(numbers, st.sampled_from([("coach", "Emad"), ("rep", "Basma")]))
def test_nothing_shown_depends_on_a_single_unseen_peer(other: tuple, who: tuple[str, str]) -> None:
    """Two worlds that differ only in the one whom the viewer may not see look the same."""
    role, seen = who
    unseen = {"Emad": "Dania", "Basma": "Amal"}[seen]
    rest = {"Emad": ("Emad",), "Basma": ("Basma",)}[seen]
    viewer = Viewer(role, reps=frozenset(rest))
    looks = []
    for numbers_of_other in (RECORDS[unseen], other):
        tables = team({**{rep: RECORDS[rep] for rep in rest}, unseen: numbers_of_other})
        whole = assess(tables, DAYS)
        looks.append(unranked(redact_assessment(whole, viewer, tables, DAYS)))
        assert named_in(looks[-1]) == set(rest)
    assert repr(looks[0]) == repr(looks[1])


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(numbers)
def test_of_many_unseen_only_averages_and_what_is_weighed_by_them_is_told(other: tuple) -> None:
    """Counts, sums, own values and ranges do not depend on anybody else."""
    looks = []
    for numbers_of_other in (RECORDS["Faris"], other):
        tables = team({**RECORDS, "Faris": numbers_of_other})
        redacted = redact_assessment(assess(tables, DAYS), REP, tables, DAYS)
        card = redacted.card("Ghada")
        looks.append(
            (redacted.team, card.counts, card.funnel, card.goal, [mark.figure for mark in card.marks.values()])
        )
    kept = [
        [repr(part) for part in (*look[:4], [figure for figure in look[4] if not figure.rests_on])] for look in looks
    ]
    assert kept[0] == kept[1]


def intake() -> Intake:
    aside = pd.DataFrame(
        [
            {"file": "team.xlsx", "sheet": "", "row": 3, "table": "deals", "reason": "bad_date", "Owner": "Amal"},
            {"file": "team.xlsx", "sheet": "", "row": 4, "table": "deals", "reason": "bad_date", "Owner": "Dania"},
            {"file": "team.xlsx", "sheet": "", "row": 5, "table": "deals", "reason": "bad_date", "Owner": "amal ",
             "Note": "with EMAD"},
            {"file": "team.xlsx", "sheet": "", "row": 6, "table": "deals", "reason": "bad_date", "Owner": "Nobody"},
            {"file": "team.xlsx", "sheet": "", "row": 7, "table": "deals", "reason": "bad_date", "Owner": " BASMA"},
        ]
    ).fillna("")  # fmt: skip
    found = Issue("bad_date", "set_aside", "team.xlsx", None, "Owner", 5, (3, 4), ("Dania", "Amal"))
    count = len(TABLES.deals)
    sources = (
        Source("team.xlsx", None, None, "deals", count + 5, count, 5, 0, {}, {}, (), (found,)),
        Source("Dania only.xlsx", None, None, "activities", 4, 4, 0, 0, {}, {}),
    )
    return Intake(TABLES, sources, aside, (found,))


@pytest.mark.parametrize("viewer", UNSEEN, ids=lambda viewer: viewer.role)
def test_the_account_of_the_rows_is_of_the_own_rows(viewer: Viewer) -> None:
    kept = redact_intake(intake(), viewer)
    told = [*texts((kept.sources, kept.issues)), kept.set_aside.to_csv()]
    assert named_in("\n".join(told)) <= set(NAMES) - set(UNSEEN[viewer])
    (source,) = kept.sources
    assert source.rows_read == source.rows_kept + source.rows_set_aside + source.rows_junk
    assert source.rows_kept == len(kept.tables.deals) < len(TABLES.deals)
    assert list(kept.set_aside["row"]) == ([3, 7] if viewer is MANAGER else [])


def test_the_account_of_everything_is_the_admins() -> None:
    whole = intake()
    assert redact_intake(whole, EVERYTHING) is whole


def test_a_manager_cannot_bring_in_rows_of_others() -> None:
    """Else an upload could move a rep into the own team, and so be a way to read the rep's deals."""
    scope = Intake(TABLES, (), pd.DataFrame())
    deals = [
        *record("Amal", 1, 0, 0),
        {"rep": "Faris", "deal_id": "x1", "team": "North", "file": "mine.csv"},
        {"rep": "Amal", "deal_id": "Emad-0", "file": "mine.csv"},
        {"rep": "Newcomer", "deal_id": "x2", "team": "North", "file": "mine.csv"},
    ]
    people = [{"rep": rep, "team": "North", "file": "mine.csv"} for rep in ("Dania", "Newcomer")]
    goals = [{"team": name, "amount": 1.0, "file": "mine.csv"} for name in TEAMS]
    tables = Tables(
        deals=conform(pd.DataFrame(deals), "deals"),
        reps=conform(pd.DataFrame(people), "reps"),
        goals=conform(pd.DataFrame(goals), "goals"),
    )
    sources = (Source("mine.csv", None, None, "deals", 3, 3, 0, 0, {}, {}),)
    columns = pd.DataFrame(columns=["file", "sheet", "row", "table", "reason"])
    brought = redact_upload(Intake(tables, sources, columns), scope, MANAGER)
    assert list(brought.tables.deals["deal_id"]) == ["Amal-0", "x2"]
    assert list(brought.tables.reps["rep"]) == ["Newcomer"]
    assert list(brought.tables.goals["team"]) == ["North"]
    assert set(brought.set_aside["reason"]) == {NOT_YOURS}
    assert len(brought.set_aside) == 4
    (source,) = brought.sources
    assert (source.rows_kept, source.rows_set_aside) == (1, 2)
    made = Intake(tables, sources, columns)
    assert redact_upload(made, scope, EVERYTHING) is redact_upload(made, None, MANAGER) is made


def test_what_is_written_about_reps_is_for_those_who_see_them() -> None:
    day = dt.date(2026, 6, 1)
    moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    agreed = [
        Commitment(at, 1, rep, "win_rate", None, "Call", None, rep, "open", day, day, None, moment, "x")
        for at, rep in enumerate(NAMES)
    ]
    assert named_in(of_visible(agreed, visible_reps(COACH, TABLES))) == {"Dania", "Emad"}
    assert of_visible(agreed, None) == tuple(agreed)
    scope = [
        Training(1, 1, "Closing", "win_rate", day, "T", ("Ghada", "Amal"), ""),
        Training(2, 1, "x", "win_rate", day, "T", ("Amal",), ""),
    ]
    assert [one.reps for one in redact_trainings(scope, visible_reps(REP, TABLES))] == [("Ghada",)]
    assert redact_trainings(scope, None) == tuple(scope)


def test_the_walk_finds_what_it_looks_for() -> None:
    assert named_in(json.dumps({"a": ["Amal"]})) == {"Amal"}
    assert named_in({"a": ({"b": "x Emad y"},)}) == {"Emad"}
    assert not re.search("|".join(NAMES), "nobody")
