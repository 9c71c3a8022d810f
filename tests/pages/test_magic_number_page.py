"""The calculator needs no data and shows the published example.

What would be lost: the number on the page is not the one of the method.
"""

from __future__ import annotations


def test_the_published_example_is_what_the_page_opens_with(open_app, shown) -> None:
    # 15,000 a month at 2,500 a sale, 60 % and 40 %: 6 sales, 15 next steps, 25 first appointments; 5.77 a week, 6
    text = shown(open_app("tools/magic_number"))
    assert ">6</p>" in text
    assert "5.77" in text
    assert all(f'class="sc-figure">{count}</td>' in text for count in ("25", "15", "6"))


def test_levers_are_taken_to_their_rule_and_no_further(open_app, shown) -> None:
    # published beside it: next step to 65 % 23.1, closing to 65 % 15.4, both 14.2, average sale +20 % 20.8 a month
    text = shown(open_app("tools/magic_number"))
    assert all(f'class="sc-figure">{count}</td>' in text for count in ("23.1", "15.4", "14.2", "20.8"))


def test_inputs_travel_in_the_link(open_app, shown) -> None:
    # 240,000 a year at 12,000, 25 % from first appointment to sale, 44 selling weeks: 80 appointments, 1.82 a week
    address = {"m_goal": "240000", "m_period": "year", "m_average": "12000", "m_next_step": "50", "m_closing": "50"}
    text = shown(open_app("tools/magic_number", m_weeks="44", **address))
    assert "1.82" in text
    assert 'class="sc-figure">80</td>' in text
