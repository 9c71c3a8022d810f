"""The leaderboard beside its table: who has improved, the course of a figure, the wall screen.

What would be lost: the good news of the period, and a screen on the wall that shows a menu.
"""

from __future__ import annotations

from coaching.words import Words

EN = Words("en")


def test_who_improved_most_stands_in_front_with_what_it_rests_on(open_app, shown) -> None:
    app = open_app("leaderboard", data="sample", period="last_quarter")
    assert EN("leaderboard.improved") in shown(app)
    everything = open_app("leaderboard", data="sample")
    assert EN("leaderboard.improved") not in shown(everything)


def test_each_rep_has_a_course_that_follows_the_reader(open_app) -> None:
    courses = {}
    for lang in ("en", "ar"):
        frame = open_app("leaderboard", data="sample", lang=lang).dataframe[0].value
        courses[lang] = dict(zip(frame["rep"], frame["course"], strict=True))
    assert any(len(line) > 3 for line in courses["en"].values())
    assert {rep: list(line)[::-1] for rep, line in courses["en"].items()} == {
        rep: list(line) for rep, line in courses["ar"].items()
    }


def test_the_wall_screen_shows_the_ranks_and_can_be_left(open_app, shown) -> None:
    app = open_app("leaderboard", data="sample", wall="1")
    assert 'class="sc-wall"' in shown(app)
    assert len(app.dataframe) == 0
    app.button(key="wall-close").click().run()
    assert 'class="sc-wall"' not in shown(app)
    assert len(app.dataframe) > 0
