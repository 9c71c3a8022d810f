"""How many reps are on target by month. What would be lost: a team that looks better because somebody fell silent."""

import datetime as dt

from coaching.advise import Share, assess, kpi_trends, on_target_by_month
from coaching.metrics import load_kpis
from tests.build import deals, lost, tables, won


def rows(rep: str, month: int, wins: int, losses: int):
    first, on = f"2026-{month:02d}-02", f"2026-{month:02d}-20"
    return [won(rep=rep, first=first, on=on)] * wins + [lost("next_step", rep=rep, first=first, on=on)] * losses


def shares(*parts, months: int = 3):
    data = tables(deals(*(row for part in parts for row in part)))
    now = assess(data)
    return on_target_by_month(kpi_trends(data, now), now.reps, load_kpis(), months)


def test_each_month_counts_who_keeps_the_rule() -> None:
    found = shares(rows("a", 1, 8, 2), rows("b", 1, 2, 8), rows("a", 2, 8, 2), rows("b", 2, 9, 1), months=1)
    assert found["closing_ratio"] == (Share(dt.date(2026, 1, 1), 1, 2), Share(dt.date(2026, 2, 1), 2, 2))


def test_months_are_added_up_so_that_a_few_deals_are_enough() -> None:
    """Four deals a month are too few to judge; three months of them are twelve."""
    found = shares(*(rows(rep, month, 3, 1) for rep in "ab" for month in (1, 2, 3)))["closing_ratio"]
    assert [(share.judged, share.value) for share in found] == [(0, None), (0, None), (2, 1.0)]


def test_a_rule_against_peers_takes_each_months_own_peers() -> None:
    def sold(rep: str, month: int, amount: float):
        return [{**row, "amount": amount} for row in rows(rep, month, 10, 0)]

    found = shares(
        *(sold(rep, 1, amount) for rep, amount in (("a", 500.0), ("b", 1000.0), ("c", 1000.0))),
        *(sold(rep, 2, amount) for rep, amount in (("a", 500.0), ("b", 500.0), ("c", 500.0))),
        months=1,
    )
    assert [(share.on_target, share.judged) for share in found["average_sale"]] == [(2, 3), (3, 3)]


def test_figures_without_a_rule_or_data_are_left_out() -> None:
    found = shares(rows("a", 1, 8, 2), rows("b", 1, 2, 8))
    assert "conversation_ratio" not in found and "magic_number" not in found
