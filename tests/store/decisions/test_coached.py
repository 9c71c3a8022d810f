"""Who was coached when. What would be lost: a rep who counts as forgotten the day after a talk."""

from __future__ import annotations

import datetime as dt

from coaching.store import Coached, Commitment, Note, Training, coached


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def commitment(rep: str, kpi: str, agreed_on: str, due_on: str, state: str = "open") -> Commitment:
    made_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Commitment(1, 1, rep, kpi, None, "", None, rep, state, day(agreed_on), day(due_on), None, made_at, "")


def test_every_kind_of_coaching_counts_and_the_latest_figure_comes_first() -> None:
    commitments = [
        commitment("Sara", "closing_ratio", "2026-03-01", "2026-04-01"),
        commitment("Sara", "win_rate", "2026-01-01", "2026-02-01", state="done"),
        commitment("Omar", "win_rate", "2026-01-05", "2026-02-05", state="missed"),
    ]
    trainings = [Training(1, 1, "Questions", "average_sale", day("2026-03-10"), "", ("Sara", "Lina"), "")]
    notes = [Note(1, 1, "Omar", None, "", False, "", dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC))]
    assert coached(["Omar", "Sara", "Lina", "Huda"], commitments, trainings, notes) == (
        Coached("Omar", day("2026-03-20"), ("win_rate",)),
        Coached("Sara", day("2026-03-10"), ("average_sale", "closing_ratio", "win_rate"), day("2026-04-01")),
        Coached("Lina", day("2026-03-10"), ("average_sale",)),
        Coached("Huda"),
    )


def test_days_are_counted_from_the_last_one() -> None:
    assert Coached("Sara", day("2026-03-10")).days_ago(day("2026-03-24")) == 14
    assert Coached("Huda").days_ago(day("2026-03-24")) is None
