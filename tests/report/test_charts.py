"""Charts say what they draw, in both directions, and never run what stands in a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from coaching.advise import Split
from coaching.compare import Mark, Scorecard
from coaching.metrics import Figure, Point, Reason, load_kpis
from coaching.report import (
    as_text,
    funnel_chart,
    funnel_plot_chart,
    funnel_plot_table,
    funnel_plot_text,
    funnel_table,
    gap_chart,
    gap_table,
    rep_content,
    trend_chart,
    trend_table,
)
from coaching.report.charts.labels import Spot, place_labels
from coaching.report.charts.style import nice_ticks
from coaching.words import Words, plain
from tests.report import made

EN, AR = Words("en"), Words("ar")


def rows(words: Words, rep: str = made.NAMES[0]):
    return rep_content(made.assessment(), rep, words).funnel


def test_the_funnel_draws_every_known_gate_with_its_count(words: Words) -> None:
    figure = funnel_chart(rows(words), words)
    assert list(figure.data[0].x) == [1240, 210, 120, 60]
    assert all(as_text(row.count, words) in text for row, text in zip(rows(words), figure.data[0].text, strict=True))


def test_an_unknown_gate_is_left_out_not_drawn_as_zero() -> None:
    figure = funnel_chart(rows(EN, made.NAMES[-1]), EN)
    assert list(figure.data[0].y) == [EN("funnel.first_appointment"), EN("funnel.won")]


def test_bars_grow_from_the_right_in_arabic() -> None:
    arabic, english = funnel_chart(rows(AR), AR), funnel_chart(rows(EN), EN)
    assert arabic.layout.xaxis.range[0] > arabic.layout.xaxis.range[1]
    assert arabic.layout.yaxis.side == "right"
    assert english.layout.xaxis.range[0] == 0
    assert arabic.data[0].hovertext[0].startswith("\u202b")


def test_rep_and_team_are_compared_by_share_not_by_size(words: Words) -> None:
    figure = funnel_chart(rows(words), words, against=rows(words), name="Lina")
    assert [list(trace.x) for trace in figure.data] == [[1.0, 120 / 210, 60 / 210]] * 2
    assert figure.layout.barmode == "group"


def test_a_name_is_never_read_as_markup() -> None:
    figure = funnel_chart(rows(EN), EN, against=rows(EN), name="<script>x</script>\u202e")
    assert "<" not in figure.data[0].name
    assert "\u202e" not in figure.data[0].name


def test_a_rep_without_first_appointments_still_has_a_chart() -> None:
    empty = rows(EN, made.NAMES[-1])
    assert len(funnel_chart(empty, EN, against=rows(EN)).data) == 2
    assert funnel_chart((), EN) is not None


def point(month: int, m: int, n: int, year: int = 2026) -> Point:
    ratio = m / n if n else None
    reason = None if n else Reason("no_decided_trials", {"pending": 0})
    return Point(dt.date(year, month, 1), Figure("closing_ratio", ratio, m, n, n, reason))


CLOSING = load_kpis()["closing_ratio"]
COURSE = (point(1, 8, 12), point(2, 0, 0), point(3, 1, 4), point(4, 15, 20))


def test_a_course_shows_gaps_as_gaps_and_few_trials_hollow(words: Words) -> None:
    line = trend_chart(COURSE, CLOSING, words).data[0]
    assert list(line.y) == [8 / 12, None, 0.25, 0.75]
    assert line.connectgaps is False
    assert list(line.marker.symbol) == ["circle", "circle-open", "circle-open", "circle"]
    assert "1/4" in plain(line.hovertext[2])
    assert words("certainty.low") in line.hovertext[2]


def test_a_course_has_its_target_and_the_team_behind_it(words: Words) -> None:
    figure = trend_chart(COURSE, CLOSING, words, 0.65, COURSE[1:], name="Lina")
    assert [trace.mode for trace in figure.data] == ["lines+markers", "lines+markers", "lines"]
    assert list(figure.data[0].x) == [1, 2, 3]
    assert set(figure.data[2].y) == {0.65}
    table = trend_table(COURSE, CLOSING, words, 0.65, COURSE[1:])
    assert len(table.header) == 5
    assert all(len(row) == 5 for row in table.rows)
    assert plain(table.rows[2][2]) == "1/4"


def test_quarters_are_named_as_quarters() -> None:
    kpi_trends = (point(1, 8, 12), point(4, 9, 12), point(7, 9, 12))
    assert [row[0] for row in trend_table(kpi_trends, CLOSING, EN).rows] == ["Q1 2026", "Q2 2026", "Q3 2026"]
    assert list(trend_chart(kpi_trends, CLOSING, EN).layout.xaxis.ticktext) == ["Q1 2026", "Q2 2026", "Q3 2026"]


def test_time_runs_from_where_reading_starts() -> None:
    ranges = [trend_chart(COURSE, CLOSING, words).layout.xaxis.range for words in (EN, AR)]
    assert ranges[0][0] < ranges[0][1]
    assert ranges[1][0] > ranges[1][1]


def test_an_empty_course_still_draws(words: Words) -> None:
    assert trend_chart((), CLOSING, words, 0.65)
    assert trend_table((), CLOSING, words).rows == ()


def cards(*counts: tuple[int, int]) -> list[Scorecard]:
    return [
        replace(
            made.card(f"<b>Rep {place}</b>", place),
            marks={**made.marks(), "closing_ratio": Mark(Figure("closing_ratio", m / n if n else None, m, n, n))},
        )
        for place, (m, n) in enumerate(counts)
    ]


def test_the_funnel_plot_stands_around_the_ratio_of_all_deals_together(words: Words) -> None:
    figure = funnel_plot_chart(cards((60, 100), (10, 100), (1, 2), (0, 0)), "closing_ratio", words, "<b>Rep 1</b>")
    centre = next(trace for trace in figure.data if trace.name and words.percent(71 / 202, 1) in trace.name)
    assert list(centre.y) == [71 / 202] * 2
    dots = {rep: trace for trace in figure.data if trace.customdata is not None for rep in trace.customdata}
    assert set(dots) == {"<b>Rep 0</b>", "<b>Rep 1</b>", "<b>Rep 2</b>"}
    assert dots["<b>Rep 1</b>"].marker.size > dots["<b>Rep 0</b>"].marker.size
    assert any("Rep 1" in note.text for note in figure.layout.annotations)
    assert not any("<b>Rep" in note.text for note in figure.layout.annotations)


def test_who_lies_outside_the_limits_is_told_in_words_and_by_shape(words: Words) -> None:
    team = cards((60, 100), (10, 100), (1, 2))
    figure = funnel_plot_chart(team, "closing_ratio", words)
    dots = next(trace for trace in figure.data if trace.customdata is not None)
    assert list(dots.marker.symbol) == ["triangle-up", "triangle-down", "circle"]
    told = {row[2]: row[3] for row in funnel_plot_table(team, "closing_ratio", words).rows}
    assert {plain(key): value for key, value in told.items()}["10/100"] == words("chart.limits.below")
    said = plain(funnel_plot_text(team, "closing_ratio", words))
    assert said.index("Rep 1") < said.index("Rep 0"), "whoever is lower comes first"
    assert "Rep 2" not in said
    assert "Rep" not in plain(funnel_plot_text(cards((1, 2), (2, 4)), "closing_ratio", words))


def test_a_figure_that_is_no_ratio_has_no_funnel_plot() -> None:
    with pytest.raises(ValueError, match="average_sale"):
        funnel_plot_chart(cards((1, 2)), "average_sale", EN)
    assert funnel_plot_chart(cards((0, 0)), "closing_ratio", EN)
    assert funnel_plot_table([], "closing_ratio", EN).rows == ()


def test_names_never_write_over_one_another() -> None:
    crowd = [Spot(0.5, 0.5, "Somebody Longname")] * 9
    sides = place_labels(crowd)
    assert sides[0] == (1, 0)
    assert len([side for side in sides if side]) <= 4


def test_the_way_to_the_peers_adds_up(words: Words) -> None:
    split = Split(1000.0, 1300.0, {"activity": 50.0, "closing_ratio": -350.0})
    figure = gap_chart(split, words, "SAR")
    bar = figure.data[0]
    assert list(bar.base) == [0.0, 1000.0, 950.0, 0.0]
    assert list(bar.x) == [1000.0, -50.0, 350.0, 1300.0]
    rows = gap_table(split, words, "SAR").rows
    assert plain(rows[2][1]) == plain(words.signed_money(350, "SAR"))
    assert words.money(350, "SAR", 0) in rows[2][2]


def test_the_funnel_has_its_table(words: Words) -> None:
    table = funnel_table(rows(words), words, rows(words))
    assert [row[2] for row in table.rows] == [row[3] for row in table.rows]
    assert all(len(row) == len(table.header) for row in table.rows)
    assert len(funnel_table(rows(words), words).header) == 4


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0, 100_000), (-3, 7), (0, 0), (0.2, 0.21), (0, 1e-6)])
def test_ticks_cover_the_values_in_few_round_steps(low: float, high: float) -> None:
    ticks = nice_ticks(low, high, 5)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 8


def test_names_of_bars_stand_above_them_where_a_phone_has_room(words: Words) -> None:
    figure = funnel_chart(rows(words), words)
    heads = [plain(note.text) for note in figure.layout.annotations]
    assert heads == [words(f"funnel.{row.gate}") for row in rows(words)]
    assert figure.layout.yaxis.showticklabels is False
