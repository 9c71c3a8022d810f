"""Did it help, in words. What would be lost: a verdict without the figures that it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from coaching.advise import Conclusion, Impact, Window
from coaching.metrics import Reason
from coaching.report import impact_text
from coaching.tables import FIGURES_EDITION
from coaching.words import Words, languages

EN = Words("en")
BEFORE = Window(dt.date(2025, 9, 1), dt.date(2026, 3, 1), 0.3, 0.16, 0.49, 6, 20, 20)
AFTER = Window(dt.date(2026, 3, 9), dt.date(2026, 9, 6), 14 / 22, 0.46, 0.78, 14, 22, 22)
PEERS = (Window(BEFORE.start, BEFORE.end, 0.58, 0.5, 0.66, 58, 100, 100),
         Window(AFTER.start, AFTER.end, 0.60, 0.5, 0.68, 60, 100, 100))  # fmt: skip


def found(verdict: str = "improved", kpi: str = "next_step_ratio", **more: object) -> Impact:
    whole = {"before": BEFORE, "after": AFTER, "peers_before": PEERS[0], "peers_after": PEERS[1], "peers": ("b", "c")}
    whole |= {"expected": 0.48, "change": 0.12, "change_low": 0.01, "change_high": 0.22, "probability": 0.86}
    whole |= {"windows": 4, "placebos": 9, "beaten": 9} if verdict in ("improved", "worse") else {}
    return Impact(kpi, ("a",), verdict, **(whole | more))


def test_the_verdict_says_what_it_rests_on() -> None:
    said = impact_text(found(), EN)
    assert (said.word, said.tone) == ("Improved, likely real", "on_target")
    assert said.short == "Started at 30% (6 of 20), now 64% (14 of 22)."
    whole = " ".join(said.lines)
    for part in ("30% (6/20, 90% range 16–49%)", "64% (14/22, 90% range 46–78%)", "The 2 colleagues", "58% (58/100)",
                 "60% (60/100)", "48%", "+12 points", "+1 point", "+22 points", "86%", "1 Sep 2025", "6 Sep 2026",
                 "figures alone cannot say"):  # fmt: skip
        assert part in whole, part


def test_a_rebound_is_called_one_and_a_fall_is_not() -> None:
    assert impact_text(found("no_evidence"), EN).lines[-1] == EN("impact.rebound")
    fell = found("no_evidence", before=AFTER, after=BEFORE)
    assert impact_text(fell, EN).lines[-1] == EN("impact.not_none")


def test_what_the_past_says_is_counted() -> None:
    assert "Of 9 like changes" in " ".join(impact_text(found(), EN).lines)
    short = impact_text(found("improved_less_sure", windows=2), EN)
    assert (short.word, short.tone) == (EN("impact.improved_less_sure"), "watch")
    assert EN("impact.short_past") in short.lines
    beaten = impact_text(found("no_evidence", placebos=9, beaten=7), EN)
    assert "it beats 7 of 9 of them" in beaten.lines[-1]
    assert EN("impact.like_months") in impact_text(found(like_months=True), EN).lines


def test_an_old_agreement_on_activity_says_that_it_is_measured_the_new_way() -> None:
    held = Window(BEFORE.start, BEFORE.end, 1.5, 1.2, 1.9, 39, 26, 39)
    one = found(kpi="activity_gauge", before=held, after=held)
    assert EN("impact.new_way") in impact_text(one, EN, edition=None).lines
    assert EN("impact.new_way") not in impact_text(one, EN, edition=FIGURES_EDITION).lines
    assert EN("impact.new_way") not in impact_text(found(), EN, edition=None).lines


def test_what_is_missing_comes_first() -> None:
    early = Impact("next_step_ratio", ("a",), "too_early", Reason("few_yet", {"count": 4, "needed": 10}), BEFORE, AFTER)
    said = impact_text(early, EN)
    assert (said.word, said.tone) == ("Too early to say", "no_data")
    assert "4 of at least 10" in said.lines[0]
    never = Impact("magic_number", ("a",), "not_measurable", Reason("made_of_figures"))
    assert impact_text(never, EN).short == "" and len(impact_text(never, EN).lines) == 1


def test_activity_and_money_have_their_own_units() -> None:
    held = Window(BEFORE.start, BEFORE.end, 1.5, 1.2, 1.9, 39, 26, 39)
    said = impact_text(found(kpi="activity_gauge", before=held, after=held), EN)
    assert said.short == "Started at 1.5 a week (39 appointments), now 1.5 a week (39 appointments)."
    sold = Window(BEFORE.start, BEFORE.end, 43_080.0, 33_000.0, 55_000.0, 646_200, 15, 15)
    lines = impact_text(found(kpi="average_sale", before=sold, after=sold, change=-0.1), EN, "SAR").lines
    assert "SAR 43,080 (15 deals, 90% range 33,000–55,000)" in lines[0]
    assert "-10%" in lines[2]


def test_while_it_is_too_early_it_says_what_is_missing_and_until_when() -> None:
    few = Reason("few_yet", {"count": 4, "needed": 10})
    early = Impact("next_step_ratio", ("a",), "too_early", few, BEFORE, AFTER, missing=6, judge_on=dt.date(2027, 1, 15))
    by = "Started at 30% (6 of 20). Needs 6 more first appointments to judge, about 15 Jan 2027."
    assert impact_text(early, EN).short == by
    undated = replace(early, judge_on=None, missing=1)
    assert impact_text(undated, EN).short == "Started at 30% (6 of 20). Needs 1 more first appointment to judge."
    waiting = replace(early, missing=0)
    assert impact_text(waiting, EN).short == "Started at 30% (6 of 20). Can be judged from 15 Jan 2027."


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("verdict", get_args(Conclusion))
def test_every_verdict_has_its_words(lang: str, verdict: str) -> None:
    said = impact_text(found(verdict), Words(lang))
    assert said.word == Words(lang)(f"impact.{verdict}")
    assert all("{" not in line and len(line) > 20 for line in said.lines)
