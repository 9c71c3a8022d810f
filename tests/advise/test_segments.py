"""One person or the whole team: an offering that fails across reps is not one rep's problem."""

import datetime as dt

import pandas as pd
import pytest

from benchmarks.made import made_deals
from coaching.advise import Options, assess, known_attributes, lost_reasons, segment_figures
from coaching.metrics import drilldown
from coaching.tables import conform
from tests.build import deals, lost, tables, won


def hard_and_easy(hard: dict[str, tuple[int, int]]):
    """Each rep wins 40 of 50 easy deals, and (won, lost) of the hard ones; all are lost after the next step."""
    rows = []
    for rep, (wins, losses) in hard.items():
        rows += [won(rep=rep, product="Easy")] * 40 + [
            lost("next_step", rep=rep, product="Easy", lost_reason="Price")
        ] * 10
        rows += [won(rep=rep, product="Hard")] * wins
        rows += [lost("next_step", rep=rep, product="Hard", lost_reason="No budget")] * losses
    return tables(deals(*rows))


def found(data, attribute="product"):
    return {one.label: one for one in segment_figures(data, assess(data), attribute)}


def test_an_offering_that_fails_for_everyone_is_a_matter_of_strategy() -> None:
    data = hard_and_easy({"a": (3, 20), "b": (2, 20), "c": (3, 20)})
    hard = found(data)["Hard"]
    assert hard.weak["closing_ratio"] == (3, 3)
    assert hard.level == "strategic"
    assert found(data)["Easy"].level is None


def test_an_offering_that_fails_for_one_rep_is_not() -> None:
    data = hard_and_easy({"a": (0, 40), "b": (20, 5), "c": (20, 5), "d": (20, 5)})
    hard = found(data)["Hard"]
    assert hard.level == "tactical"
    assert hard.weak["win_rate"][0] < hard.weak["win_rate"][1]


def test_the_offerings_add_up_to_the_team() -> None:
    data = hard_and_easy({"a": (3, 20), "b": (2, 20)})
    cards = found(data)
    team = assess(data).team
    assert sum(one.card.counts.won for one in cards.values()) == team.counts.won
    assert sum(one.card.counts.lost for one in cards.values()) == team.counts.lost


def test_only_attributes_with_something_to_compare_are_offered() -> None:
    data = hard_and_easy({"a": (1, 1)})
    assert known_attributes(data) == ("product",)
    with pytest.raises(KeyError):
        segment_figures(data, assess(data), "colour")


def test_lost_reasons_are_told_by_how_far_the_deal_came() -> None:
    rows = [won()] * 2 + [lost(lost_reason="Price")] * 3 + [lost("next_step", lost_reason="No budget")] * 2
    data = tables(deals(*rows, lost(rep="b", lost_reason="Price")))
    table = lost_reasons(data, assess(data)).set_index("reason")
    assert table.loc["Price"].to_dict() == {"before_next_step": 4, "after_next_step": 0, "lost": 4, "unknown": 0}
    assert table.loc["No budget"].to_dict() == {"before_next_step": 0, "after_next_step": 2, "lost": 2, "unknown": 0}
    assert lost_reasons(data, assess(data), "b")["lost"].sum() == 1


def test_a_loss_without_a_reason_is_counted_too() -> None:
    data = tables(deals(won(), lost(), lost(None, gate_shown=False)))
    table = lost_reasons(data, assess(data))
    assert table["reason"].isna().all()
    assert (table["lost"].sum(), table["unknown"].sum()) == (2, 1)


def test_deals_can_be_cut_by_the_region_of_their_rep() -> None:
    regions = conform(pd.DataFrame({"rep": ["a", "b", "c"], "region": ["East", "West", "West"]}), "reps")
    rows = [won(rep="a")] * 3 + [lost("next_step", rep="b")] * 2 + [won(rep="c"), won(rep="new")]
    data = tables(deals(*rows), reps=regions)
    assert "region" in known_attributes(data)
    cut = found(data, "region")
    assert {label: (one.card.counts.won, one.card.counts.lost) for label, one in cut.items()} == {
        "East": (3, 0),
        "West": (1, 2),
    }
    assert "region" not in known_attributes(tables(deals(*rows)))


def test_lost_reasons_of_a_large_team_come_at_once_and_tie_out() -> None:
    """A page over 100,000 deals hung: every lost deal was looked up in a set made anew for it."""
    data = tables(made_deals(100_000, 50, messy=0.1))
    now = assess(data, Options(as_of=dt.date(2026, 9, 30)))
    table = lost_reasons(data, now)
    assert table["lost"].sum() == (~drilldown(data.deals, "win_rate", now.period, now.as_of)["in_numerator"]).sum()
    assert (table[["before_next_step", "after_next_step", "unknown"]].sum(axis=1) == table["lost"]).all()
    per_rep = pd.concat([lost_reasons(data, now, card.rep) for card in now.reps])
    assert per_rep.groupby("reason", dropna=False).sum().to_dict() == table.set_index("reason").to_dict()
