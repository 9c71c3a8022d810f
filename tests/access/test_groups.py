"""Groups of the identity provider decide who may look, where they are mapped to roles.

What would be lost: the door, to whoever left the company; or the whole morning, to typing two hundred people.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from coaching.access import Grant, read_groups, viewer_of_groups
from coaching.store import Person
from tests.access.world import MANAGER

GRANTS = read_groups("bosses=admin; riyadh leads = manager: Riyadh, الرياض ;jeddah=manager:Jeddah;sellers=rep")


def _person(role: str = "rep", active: bool = True) -> Person:
    return Person(0, "m@example.com", "M", role, ("Dammam",), ("Sara",), active=active)


def test_the_setting_is_read() -> None:
    assert GRANTS["riyadh leads"] == Grant("manager", frozenset({"Riyadh", "الرياض"}))
    assert read_groups("") == read_groups(" ; ") == {}


@pytest.mark.parametrize("wrong", ["bosses", "bosses=king", "=admin", "a=admin,b=rep", "bosses=", "bosses=Admin"])
def test_a_setting_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="group=role"):
        read_groups(wrong)


@pytest.mark.parametrize(
    ("groups", "role", "teams"),
    [
        (["bosses", "sellers"], "admin", set()),
        (["jeddah", "riyadh leads", "sellers"], "manager", {"Riyadh", "الرياض", "Jeddah"}),
        (["sellers"], "rep", set()),
    ],
)
def test_the_strongest_role_counts_with_all_its_teams(groups: list[str], role: str, teams: set[str]) -> None:
    viewer = viewer_of_groups(GRANTS, groups, "m@example.com", None)
    assert viewer is not None
    assert (viewer.role, viewer.teams, viewer.reps) == (role, frozenset(teams), frozenset())


@pytest.mark.parametrize("groups", [[], ["others"], ["Bosses"], [None, 7, {"bosses": 1}, ["bosses"]]])
def test_who_is_in_no_mapped_group_may_not_look_whatever_the_list_of_people_says(groups: list[object]) -> None:
    assert viewer_of_groups(GRANTS, groups, "m@example.com", _person("admin")) is None


def test_the_list_of_people_adds_teams_and_reps_but_no_role() -> None:
    viewer = viewer_of_groups(GRANTS, ["jeddah"], "m@example.com", _person("admin"))
    assert viewer is not None
    assert (viewer.role, viewer.teams, viewer.reps) == ("manager", {"Jeddah", "Dammam"}, {"Sara"})


def test_who_is_switched_off_here_stays_so() -> None:
    assert viewer_of_groups(GRANTS, ["bosses"], "m@example.com", _person(active=False)) is None


SignIn = Callable[..., AppTest]


def test_a_stranger_of_a_mapped_group_gets_in_and_one_without_does_not(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALES_COACH_GROUPS", "coach-admins=admin")
    app = sign_in("new@example.com", "leaderboard", claims={"groups": ["coach-admins", "all"]})
    assert not app.exception
    assert app.title[0].value != "Not yet known here"
    refused = sign_in(MANAGER.email, "leaderboard", claims={"groups": ["all"]})
    assert not refused.exception
    assert any(button.key == "sign-out" for button in refused.button)
    assert MANAGER.email in "".join(html.body for html in refused.get("html")) or refused.title


def test_a_broken_setting_lets_nobody_in(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_COACH_GROUPS", "coach-admins=king")
    app = sign_in("new@example.com", "leaderboard", claims={"groups": ["coach-admins"]})
    assert not app.exception
    assert not app.button or all(button.key != "sign-out" for button in app.button)


def test_the_claim_may_have_another_name(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_COACH_GROUPS", "coach-admins=admin")
    monkeypatch.setenv("SALES_COACH_GROUPS_CLAIM", "roles")
    app = sign_in("new@example.com", "people", claims={"roles": ["coach-admins"]})
    assert not app.exception
    assert app.title[0].value == "People"
