"""Codes and figures as sentences."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace

import pytest

from coaching.compare.model import Mark
from coaching.metrics import load_kpis
from coaching.metrics.model import Figure
from coaching.report import as_text, counted_cell, kpi_label, range_cell, sentence, value_cell
from coaching.report.content.figures.units import peers_cell, rule_cell, shown_cell
from coaching.report.content.phrases import score_factors
from coaching.words import Words, plain
from tests.report import made

EN, AR = Words("en"), Words("ar")
KPIS = load_kpis()


def test_raw_values_are_put_into_words() -> None:
    assert sentence(EN, "reason", "missing_inputs", {"kpis": ["win_rate", "average_sale"]}) == (
        "It needs figures that are missing: Win rate and Average sale."
    )
    assert "30 Jun 2026" in sentence(EN, "assumption", "as_of_from_data", {"day": dt.date(2026, 6, 30)})
    typed = sentence(EN, "assumption", "goal_typed", {"amount": 15000.0, "period": "month", "currency": "SAR"})
    assert typed == "The goal was typed in: SAR 15,000 a month."
    assert "34%" in sentence(EN, "finding", "best_practice_cycle", {"rep": "Sara", "gap": -0.34})


def test_a_count_takes_its_plural() -> None:
    assert sentence(EN, "finding", "stale_deals", {"count": 1}).startswith("1 open deal is")
    assert sentence(AR, "finding", "stale_deals", {"count": 2}).startswith("صفقتان")


def test_a_sentence_with_a_count_and_no_plural_still_reads() -> None:
    text = sentence(EN, "finding", "most_miss_kpi", {"kpi": "closing_ratio", "count": 4, "of": 5})
    assert "(4 of 5 reps)" in text


def test_the_team_is_named_where_a_finding_is_of_no_single_rep() -> None:
    assert sentence(EN, "finding", "few_data", {"rep": None}).count("The team") == 1


def test_names_from_a_file_stand_isolated_and_clipped() -> None:
    text = sentence(EN, "finding", "few_data", {"rep": "{0}\u202e" + "x" * 300})
    assert "\u202e" not in text
    assert "\u2068{0}xxx" in text
    assert len(text) < 220


def test_a_missing_value_does_not_show_its_placeholder() -> None:
    assert "{" not in sentence(EN, "reason", "no_decided_trials", {})


def test_an_unknown_code_or_kind_is_a_bug_and_says_so() -> None:
    with pytest.raises(KeyError):
        sentence(EN, "reason", "no_such_code", {})
    with pytest.raises(ValueError, match="kind"):
        sentence(EN, "kind", "no_wins", {})


def test_values_take_the_unit_of_their_kpi() -> None:
    shown = {key: as_text(value_cell(KPIS[key], mark.value, "SAR"), EN) for key, mark in made.marks().items()}
    assert shown["next_step_ratio"] == "57.1%"
    assert shown["average_sale"] == "SAR 2,500"
    assert shown["sales_cycle_days"] == "46 days"
    assert shown["magic_number"] == "5.8"
    assert shown["sales_velocity"] == "SAR 2,326 a day"
    assert as_text(value_cell(KPIS["win_rate"], None), EN) == "–"


def test_m_of_n_stands_beside_every_ratio() -> None:
    for key, mark in made.marks().items():
        if KPIS[key].kind == "ratio":
            expected = f"{mark.figure.numerator:.0f}/{mark.figure.denominator:.0f}"
            assert plain(as_text(counted_cell(KPIS[key], mark), AR)) == expected
    assert as_text(counted_cell(KPIS["average_sale"], made.marks()["average_sale"]), EN) == "60 deals"


def test_a_range_that_is_unknown_or_endless_is_left_out() -> None:
    endless = Mark(Figure("average_sale", 10.0, 10, 1, 1), 1.0, float("inf"))
    assert range_cell(KPIS["average_sale"], endless) == ""
    assert as_text(range_cell(KPIS["next_step_ratio"], made.marks()["next_step_ratio"]), EN) == "51–63%"


def test_rules_say_which_side_is_good() -> None:
    marks = made.marks()
    assert as_text(rule_cell(KPIS["next_step_ratio"], marks["next_step_ratio"]), EN) == "65% or more"
    assert as_text(rule_cell(KPIS["win_rate"], marks["win_rate"]), EN) == "42.25% or more"
    assert as_text(rule_cell(KPIS["sales_cycle_days"], marks["sales_cycle_days"]), EN) == "59 days or less"


def test_peers_carry_the_gap_with_its_sign() -> None:
    peers = peers_cell(KPIS["sales_cycle_days"], made.marks()["sales_cycle_days"])
    assert as_text(peers, EN) == "66 days (-30%)"
    assert "\u2066-30%\u2069" in as_text(peers, AR)


def test_labels_come_from_the_catalogue() -> None:
    assert kpi_label(AR, "win_rate") == "نسبة الكسب"
    assert kpi_label(EN, "made_up") == "made_up"


def test_a_value_below_its_target_is_never_rounded_up_to_it() -> None:
    def shown(key: str, value: float, target: float) -> str:
        return as_text(shown_cell(KPIS[key], Mark(Figure(key, value, 1, 1, 1), target=target)), EN)

    assert shown("goal_attainment", 0.997, 1.0) == "99.7%"
    assert shown("goal_attainment", 0.94, 1.0) == "94%"
    assert shown("activity_gauge", 1.2, 1.0) == "120%"
    assert shown("next_step_ratio", 0.6497, 0.65) == "64.97%"
    assert shown("next_step_ratio", 0.65, 0.65) == "65.0%"


def test_the_factors_of_a_score_multiply_out_as_they_are_written() -> None:
    """A manager with a calculator gets the score that is shown, for ordinary scores and for very large ones."""
    dice = random.Random(3)
    card = made.assessment().reps[0]
    for _ in range(300):
        factors = {
            key: dice.lognormvariate(0.05, 0.3)
            for key in ("activity", "next_step_ratio", "closing_ratio", "average_sale")
        }
        score = 100 * math.prod(factors.values())
        written = score_factors(replace(card, score=score, score_factors=factors), EN)
        shown = [float(text) for text in written.values()]
        assert abs(100 * math.prod(shown) - score) <= 1 and EN.number(100 * math.prod(shown)) == EN.number(score)
        assert all(abs(text - value) < 0.01 for text, value in zip(shown, factors.values(), strict=True))
    assert score_factors(replace(card, score=None), EN) == {}
