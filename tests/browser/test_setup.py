"""Goals typed into the grid by keyboard, and a person erased, in a real browser.

What would be lost: a grid whose cells do not give what the page reads from them, or a question that closes unasked.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coaching.importing import Intake
from coaching.store import add_import, create_dataset, load, open_store
from coaching.store import goals as stored_goals
from coaching.tables import Tables, conform

pytestmark = pytest.mark.browser


@pytest.fixture
def team(data_folder):
    """A team of one's own, in the store that the server reads."""
    day = {"first_appointment_on": "2026-01-05", "closed_on": "2026-02-01", "gate_shown": True}
    won = {"gate": "won", "outcome": "won", "next_step_on": "2026-01-20", "amount": 100.0, "currency": "SAR", **day}
    deals = conform(pd.DataFrame([{"rep": rep, **won} for rep in ("Huda", "Omar") for _ in range(12)]), "deals")
    goal = {"goal_period": "month", "goal_from": "2026-01-01", "goal_to": "2026-01-31", "amount": 100.0}
    goals = conform(pd.DataFrame([{"rep": rep, "file": "goals.csv", **goal} for rep in ("Huda", "Omar")]), "goals")
    memo = open_store(folder=data_folder)
    made = create_dataset(memo, "Browser", "")
    add_import(memo, made.id, Intake(Tables(deals=deals, goals=goals)), seen_on=dt.date(2026, 3, 1), by="")
    yield memo, made
    memo.close()


def test_a_goal_is_typed_by_keyboard_and_kept(server: str, open_site, team) -> None:
    memo, made = team
    site = open_site(server)
    site.go("targets", lang="en", data=made.token)
    canvas = site.page.locator(".st-key-goals-table canvas").first
    box = canvas.bounding_box()
    save = site.page.locator(".st-key-goals-save button")
    assert save.is_disabled()  # a press before the edit arrives must not save nothing and say that it did
    site.page.mouse.click(box["x"] + 60, box["y"] + 55)
    site.page.locator("#glide-cell-0-0[aria-selected=true]").wait_for(state="attached")
    for column in (1, 2):  # over the total to January
        site.page.keyboard.press("ArrowRight")
        site.page.locator(f"#glide-cell-{column}-0[aria-selected=true]").wait_for(state="attached")
    site.page.keyboard.press("Enter")
    field = site.page.locator("#portal textarea")
    field.wait_for()
    field.press("Control+a")
    field.press_sequentially("250", delay=80)  # as fast as people type: the grid takes a typed text over when it draws
    site.page.wait_for_timeout(400)
    field.press("Enter")
    site.page.locator(".st-key-goals-save button:enabled").press("Enter", timeout=30_000)
    site.page.locator(".st-key-targets-undo button").wait_for(timeout=30_000)
    (goal,) = stored_goals(memo, made.id)
    assert (goal.rep, goal.goal_from, goal.goal_to, goal.goal_period, goal.amount) == (
        "Huda",
        dt.date(2026, 1, 1),
        dt.date(2026, 1, 31),
        "month",
        250.0,
    )


def test_a_person_is_erased_once_the_name_is_typed(server: str, open_site, team) -> None:
    memo, made = team
    site = open_site(server)
    site.go("privacy", lang="ar", data=made.token)
    site.page.get_by_role("tab").nth(1).click()
    site.page.locator(".st-key-erase button").click()
    sure = site.page.locator(".st-key-erase-yes button")
    sure.wait_for(timeout=30_000)
    assert sure.is_disabled()
    site.page.locator(".st-key-erase-name input").fill("Huda")
    site.page.locator(".st-key-erase-name input").press("Enter")
    site.page.locator(".st-key-erase-yes button:enabled").click(timeout=30_000)
    site.page.locator("[role=dialog]").wait_for(state="detached", timeout=60_000)
    site.settle()
    state = load(memo, made.id)
    assert state is not None
    assert "Huda" not in set(state.tables.deals["rep"])
    assert len(state.tables.deals) == 24
    assert "Huda" not in site.page.content()
