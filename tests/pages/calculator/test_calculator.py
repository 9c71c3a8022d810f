"""The calculator needs no data and shows the published example.

What would be lost: the number on the page is not the one of the method.
"""

from __future__ import annotations

import pandas as pd

from coaching.tables import Tables, conform
from tests.pages.stored import store_dataset


def test_the_published_example_is_what_the_page_opens_with(open_app, shown) -> None:
    # 15,000 a month at 2,500 a sale, 60 % and 40 %: 6 sales, 15 next steps, 25 first appointments; 5.77 a week, 6
    text = shown(open_app("magic_number"))
    assert "To sell 15,000 a month you need 6 new first appointments a week." in text
    assert "25 first appointments lead to 15 next steps and 6 sales. Exactly 5.77 a week" in text


def test_levers_are_taken_to_their_rule_and_no_further(open_app, shown) -> None:
    # published beside it: next step to 65 % 23.1, closing to 65 % 15.4, both 14.2, average sale +20 % 20.8 a month
    text = shown(open_app("magic_number"))
    assert all(f'class="sc-figure">{count}</td>' in text for count in ("23.1", "15.4", "14.2", "20.8"))


def test_inputs_travel_in_the_link(open_app, shown) -> None:
    # 240,000 a year at 12,000, 25 % from first appointment to sale, 44 selling weeks: 80 appointments, 1.82 a week
    address = {"m_goal": "240000", "m_period": "year", "m_average": "12000", "m_next_step": "50", "m_closing": "50"}
    text = shown(open_app("magic_number", m_weeks="44", **address))
    assert "1.82" in text
    assert "80 first appointments lead to" in text


def test_it_can_start_from_a_rep_and_says_what_a_change_does(open_app, shown) -> None:
    app = open_app("magic_number", data="sample")
    app.selectbox(key="m_from").select("Omar Nasser").run()
    assert not app.exception
    measured = shown(app)
    assert "2.08" in measured
    assert "probably" in measured
    app.slider(key="m_closing").set_value(80.0).run()
    assert "with these changes" in shown(app)
    app.button(key="m-back").click().run()
    assert "2.08" in shown(app)
    assert "with these changes" not in shown(app)


def test_a_link_that_names_a_rep_starts_from_its_figures(open_app, shown) -> None:
    assert "2.08" in shown(open_app("magic_number", data="sample", m_from="Omar Nasser"))


def test_with_data_it_starts_from_the_team(open_app, shown) -> None:
    app = open_app("magic_number", data="sample")
    assert app.selectbox(key="m_from").value == "*"
    assert "As measured (The team)" in shown(app)


def test_figures_of_the_link_win_over_the_team(open_app, shown) -> None:
    assert "To sell 9,000 a month" in shown(open_app("calculator", data="sample", m_goal="9000", m_average="2500"))


def test_the_question_the_other_way_round(open_app, shown) -> None:
    # 6 a week are 26 a month: 26 x 60 % x 40 % = 6.24 sales of 2,500, 15,600 or 104 % of the goal
    app = open_app("magic_number", m_have="6")
    assert "15,600" in shown(app)
    assert ">104%</td>" in shown(app)


def test_ratio_against_ratio_holds_the_figure_itself(open_app, shown) -> None:
    text = shown(open_app("magic_number"))
    assert "<mark>5.8</mark>" in text


def test_a_goal_nearer_than_a_sale_takes_is_pointed_out(open_app) -> None:
    assert open_app("magic_number", m_cycle="46").warning
    assert not open_app("magic_number", m_cycle="46", m_period="quarter").warning
    assert open_app("magic_number", m_cycle="46", m_period="quarter", m_due="2020-01-01").warning


def test_only_a_win_rate_stands_in_the_first_ratio(open_app, shown) -> None:
    app = open_app("magic_number", data=only_win_rate(), m_from="Sara")
    assert not app.exception
    assert app.slider(key="m_next_step").value == 50
    assert app.slider(key="m_closing").value == 100


def test_without_a_goal_it_starts_from_what_is_sold_now(open_app, shown) -> None:
    # 60 deals of 1,000 in the 29 days from the first event to the last: 62,759 a month
    assert "To sell 63,000 a month" in shown(open_app("calculator", data=only_win_rate()))


def test_refunds_that_outweigh_the_sales_are_no_figures_to_start_from(open_app) -> None:
    app = open_app("magic_number", data=only_win_rate(amount=-5.0))
    assert not app.exception
    assert app.slider(key="m_average").value > 0


def only_win_rate(amount: float = 1000.0) -> str:
    rows = [
        {
            "rep": rep,
            "outcome": "won" if at % 2 else "lost",
            "gate": "won" if at % 2 else None,
            "gate_shown": False,
            "amount": amount,
            "first_appointment_on": "2026-02-01",
            "closed_on": "2026-03-01",
        }
        for at in range(40)
        for rep in ("Sara", "Omar", "Lina")
    ]
    return store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals"))).link
