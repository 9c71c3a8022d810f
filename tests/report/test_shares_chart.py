"""The chart of reps on target: lines told apart without colour, gaps that stay gaps, and the same as a table."""

import datetime as dt

from coaching.advise import Share
from coaching.report import shares_chart, shares_table
from coaching.words import Words, plain

MONTHS = [dt.date(2026, month, 1) for month in (1, 2, 3)]
SHARES = {
    "next_step_ratio": tuple(Share(day, on, of) for day, on, of in zip(MONTHS, (1, 0, 3), (4, 0, 4), strict=True)),
    "closing_ratio": tuple(Share(day, 2, 4) for day in MONTHS),
}


def test_each_figure_has_a_line_of_its_own_shape(words: Words) -> None:
    figure = shares_chart(SHARES, words)
    assert [list(line.y) for line in figure.data] == [[0.25, None, 0.75], [0.5, 0.5, 0.5]]
    assert not any(line.connectgaps for line in figure.data)
    assert len({line.marker.symbol for line in figure.data}) == len({line.line.dash for line in figure.data}) == 2


def test_time_runs_from_where_reading_starts(words: Words) -> None:
    low, high = shares_chart(SHARES, words).layout.xaxis.range
    assert (low > high) == words.rtl


def test_the_table_says_of_how_many(words: Words) -> None:
    table = shares_table(SHARES, words)
    assert len(table.rows) == 3 and {len(row) for row in table.rows} == {len(table.header)} == {3}
    assert [plain(row[1]) for row in table.rows] == ["25% (1/4)", "–", "75% (3/4)"]


def test_nothing_to_draw_draws_nothing(words: Words) -> None:
    assert not shares_chart({}, words).data
    assert shares_table({}, words).rows == ()
