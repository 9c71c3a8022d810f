"""Charts say what they draw, in both directions, and never run what stands in a name."""

from __future__ import annotations

import made

from coaching.report import funnel_chart, rep_content
from coaching.words import Words

EN, AR = Words("en"), Words("ar")


def rows(words: Words, rep: str = made.NAMES[0]):
    return rep_content(made.assessment(), rep, words).funnel


def test_the_funnel_draws_every_known_gate_with_its_count(words: Words) -> None:
    figure = funnel_chart(rows(words), words)
    assert list(figure.data[0].x) == [1240, 210, 120, 60]
    assert all(row.count_text in text for row, text in zip(rows(words), figure.data[0].text, strict=True))


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
