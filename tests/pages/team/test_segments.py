"""Offerings: what falls behind whoever sells it, and at which level to act.

What would be lost: a rep is coached for a product that nobody can sell.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.tables import Tables, conform
from coaching.words import Words, languages
from tests.pages.stored import store_dataset

EN = Words("en")


def link(rows: list[dict]) -> str:
    return store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals"))).link


def deals(weak: float) -> list[dict]:
    """Four reps with two products; of the second, ``weak`` of the closings are won."""
    return [
        {
            "rep": rep,
            "product": product,
            "outcome": "won" if at < 60 * (0.8 if product == "Good" else weak) else "lost",
            "gate": "won" if at < 60 * (0.8 if product == "Good" else weak) else "next_step",
            "gate_shown": True,
            "amount": 1000.0,
            "first_appointment_on": "2026-02-01",
            "next_step_on": "2026-02-11",
            "closed_on": "2026-03-01",
            "lost_reason": "Price",
        }
        for rep in ("Sara", "Omar", "Lina", "Adam")
        for product in ("Good", "Bad")
        for at in range(60)
    ]


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("cut", ["product", "source", "team"])
def test_what_to_cut_by_is_in_the_link(open_app, lang: str, cut: str) -> None:
    app = open_app("offerings", data="sample", cut=cut, lang=lang)
    assert not app.exception
    assert app.session_state["cut"] == cut


def test_a_product_that_nobody_sells_is_a_matter_of_strategy(open_app, shown) -> None:
    app = open_app("offerings", data=link(deals(0.3)))
    text = shown(app)
    assert not app.exception
    assert EN("level.strategic") in text
    assert "Tell product development" in text
    assert EN("segments.behind") in text


def test_equal_products_are_not_called_alike(open_app, shown) -> None:
    app = open_app("offerings", data=link(deals(0.8)))
    assert [EN("segments.even")] == [info.value for info in app.info]
    assert EN("segments.behind") not in shown(app)


def test_a_figure_that_most_miss_asks_for_a_training(open_app, shown) -> None:
    sells_well = [row for row in deals(0.8) if row["rep"] == "Adam"]
    rows = [row for row in deals(0.1) if row["rep"] != "Adam"] + sells_well
    text = shown(open_app("offerings", data=link(rows)))
    assert "3 of 4" in text
    assert "train the team" in text
    assert "Exercise for all" in text
    assert EN("segments.personal") not in text


@pytest.mark.parametrize("lang", tuple(languages()))
def test_a_target_that_everybody_misses_is_not_called_personal(open_app, shown, lang: str) -> None:
    words = Words(lang)
    app = open_app("offerings", data=link(deals(0.1)), lang=lang)
    assert not app.exception
    text = shown(app)
    assert words("segments.personal") not in text
    assert words.percent(0.45) in text


def test_why_deals_were_lost_stands_by_how_far_they_came(open_app, shown) -> None:
    text = shown(open_app("funnel", data=link(deals(0.3))))
    assert "Price" in text
    assert EN("lost.after_next_step") in text


def test_without_anything_to_cut_by_it_says_so(open_app, shown) -> None:
    rows = [{**row, "product": None, "lost_reason": None} for row in deals(0.5)]
    app = open_app("offerings", data=link(rows))
    assert not app.exception
    assert EN("segments.none") in [info.value for info in app.info]
    assert EN("segments.lost.none") in shown(open_app("funnel", data=link(rows)))
