"""Behind a figure, over time, against chance: what a manager asks next on scorecard and leaderboard.

What would be lost: a number that cannot be traced, and a rank that looks more certain than it is.
"""

from __future__ import annotations

import io

import openpyxl
import pytest

from coaching.advise import Options
from coaching.metrics import counted_by_deal, kinds, load_kpis
from coaching.report import deals_xlsx, kpi_label
from coaching.words import Words, languages, plain
from pages.kit import drilldown
from pages.session import results
from pages.session.session_state import KEY

EN = Words("en")
REP = "Omar Nasser"


@pytest.fixture
def sample() -> str:
    scope = results.hold_sample()
    assert scope is not None
    return scope.token


@pytest.mark.parametrize(
    ("page", "kpi"), [*(("scorecard", kpi) for kpi in counted_by_deal()), ("leaderboard", "closing_ratio")]
)
def test_the_deals_behind_a_figure_are_in_the_link(open_app, page: str, kpi: str) -> None:
    app = open_app(page, data="sample", rep=REP, behind=kpi)
    assert not app.exception
    assert app.selectbox(key="behind").value == kpi
    assert app.query_params["behind"] in (kpi, [kpi])
    deals = next(frame.value for frame in app.dataframe if "in_numerator" in frame.value or "deal_id" in frame.value)
    assert len(deals)
    assert ("rep" in deals) is (page == "leaderboard")


def test_without_a_choice_no_deals_are_shown(open_app) -> None:
    app = open_app("scorecard", data="sample", rep=REP)
    assert app.selectbox(key="behind").value == ""
    assert not app.dataframe
    assert "behind" not in app.query_params


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("kpi", counted_by_deal())
@pytest.mark.parametrize("rep", [REP, None])
def test_the_sentence_ties_out(sample: str, kpi: str, rep: str | None, lang: str) -> None:
    words, options = Words(lang), Options()
    now = results.assessment(sample, options)
    mark = (now.card(rep) if rep else now.team).marks[kpi]
    deals = results.drilldown(sample, options, kpi, rep)
    lines = drilldown.tied_out(deals, mark, now.currency, words)
    assert len(lines) == 1, "the deals do not add up to the figure"
    if mark.figure.kpi.endswith("ratio"):
        assert words.number(mark.figure.numerator) in lines[0]
        assert words.count("unit.deals", int(mark.figure.denominator)) in lines[0]


def test_a_figure_that_counts_more_than_deals_says_so(sample: str) -> None:
    now = results.assessment(sample, Options())
    deals = results.drilldown(sample, Options(), "win_rate", REP).iloc[3:]
    assert drilldown.tied_out(deals, now.card(REP).marks["win_rate"], now.currency, EN)[1:] == [EN("drilldown.more")]


def test_the_workbook_sums_to_the_figure(sample: str) -> None:
    now = results.assessment(sample, Options())
    deals = results.drilldown(sample, Options(), "closing_ratio", REP)
    rows = list(openpyxl.load_workbook(io.BytesIO(deals_xlsx(deals, EN, REP))).active.values)
    at = rows[0].index(EN("deals.in_numerator"))
    assert rows[-1][at] == now.card(REP).marks["closing_ratio"].figure.numerator


@pytest.mark.parametrize(("lang", "by"), [("en", "month"), ("ar", "quarter")])
def test_the_course_is_in_the_link(open_app, lang: str, by: str) -> None:
    app = open_app("scorecard", data="sample", rep=REP, lang=lang, by=by, trend="average_sale")
    assert not app.exception
    assert app.selectbox(key="trend").value == "average_sale"
    assert app.session_state["by"] == by
    assert any(Words(lang)("chart.table") == box.label for box in app.expander)


def test_one_team_can_be_shown(open_app) -> None:
    whole = open_app("leaderboard", data="sample").dataframe[0].value
    part = open_app("leaderboard", data="sample", team="Riyadh").dataframe[0].value
    assert 0 < len(part) < len(whole)
    ranks = dict(zip(whole["rep"], whole["rank"], strict=True))
    assert all(ranks[rep] == rank for rep, rank in zip(part["rep"], part["rank"], strict=True))


def test_the_funnel_plot_offers_ratios_only(open_app) -> None:
    app = open_app("team", data="sample", show="certainty", plot="closing_ratio")
    box = app.selectbox(key="plot")
    assert box.value == "closing_ratio"
    offered = {key for key in load_kpis() if kpi_label(Words("en"), key) in box.options}
    assert len(offered) == len(box.options) > 1
    assert {load_kpis()[key].kind for key in offered} == {kinds.RATIO}


@pytest.mark.parametrize("page", ["scorecard", "leaderboard"])
def test_an_empty_period_is_harmless(open_app, page: str) -> None:
    dates = {"from": "1990-01-01", "to": "1990-01-31"}
    app = open_app(page, data="sample", period="custom", behind="closing_ratio", **dates)
    assert not app.exception


def test_a_score_in_the_ranking_is_that_of_the_scorecard(open_app, sample) -> None:
    app = open_app("team", data="sample")
    now = results.assessment(sample, app.session_state[KEY].choices)
    shown = app.dataframe[0].value
    assert dict(zip(map(plain, shown["rep"]), shown["score"], strict=True)) == {
        card.rep: card.score for card in now.reps if card.rank is not None
    }
