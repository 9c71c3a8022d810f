"""Sheets that run across, and sheets that leave their period to their name: nobody should have to turn them round."""

import pytest

from coaching.importing import Upload, apply_mapping, suggest_mapping
from coaching.importing.shapes import period_in, period_named
from coaching.sources import read
from tests.importing.made import csv_bytes, xlsx_bytes


def taken(name: str, data: bytes):
    reading = read([Upload(name, data)])
    pairs = [(table, suggest_mapping(table)) for table in reading.tables]
    made = apply_mapping(pairs, reading.issues)
    for source in made.sources:
        assert source.rows_read == source.rows_kept + source.rows_set_aside + source.rows_junk
    return made, [mapping for _, mapping in pairs]


def goals_of(made) -> list[tuple[str, str, str, float]]:
    rows = made.tables.goals.astype({"rep": "str"})
    return [
        (rep, f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}", amount)
        for rep, first, last, amount in zip(
            rows["rep"], rows["goal_from"], rows["goal_to"], rows["amount"], strict=True
        )
    ]


def test_targets_a_month_across_become_one_goal_a_month_and_the_account_still_counts_rows() -> None:
    rows = [("Rep", "Jan-26", "Feb-26", "Total"), ("Mona Adel", "100", "", "100"), ("Omar Saad", "50", "60", "110")]
    made, _ = taken("targets.csv", csv_bytes(rows))
    assert goals_of(made) == [
        ("Mona Adel", "2026-01-01", "2026-01-31", 100.0),
        ("Omar Saad", "2026-01-01", "2026-01-31", 50.0),
        ("Omar Saad", "2026-02-01", "2026-02-28", 60.0),
    ]
    assert (made.sources[0].rows_read, made.sources[0].rows_kept) == (2, 2)


def test_quarters_take_their_year_from_the_name_of_the_file() -> None:
    rows = [("Rep", "Q1", "Q2"), ("Mona Adel", "300", "400"), ("Omar Saad", "150", "160")]
    made, mappings = taken("quota 2026.csv", csv_bytes(rows))
    assert goals_of(made)[0] == ("Mona Adel", "2026-01-01", "2026-03-31", 300.0)
    assert not mappings[0].asks("year")


def test_months_without_any_year_are_asked_about() -> None:
    rows = [("Rep", "Jan", "Feb"), ("Mona Adel", "300", "400"), ("Omar Saad", "150", "160")]
    made, mappings = taken("targets.csv", csv_bytes(rows))
    assert mappings[0].asks("year")
    assert made.tables.goals.empty


def test_a_table_across_months_whose_names_do_not_say_what_it_holds_is_asked_about() -> None:
    rows = [("Rep", "Jan 2026", "Feb 2026"), ("Mona Adel", "300", "400"), ("Omar Saad", "150", "160")]
    _, mappings = taken("book.csv", csv_bytes(rows))
    assert (mappings[0].table, mappings[0].asks("table")) == ("", True)


def test_numbered_targets_beside_the_month_of_each_row_are_no_months() -> None:
    rows = [("Colaborador", "Mês", "Meta 1", "Meta 2", "Meta 3"), ("Ana Reis", "set/25", "100", "150", "200")]
    _, (mapping,) = taken("metas.csv", csv_bytes([*rows, ("Rui Melo", "set/25", "60", "90", "120")]))
    assert (mapping.table, mapping.fields["goal_period"]) == ("goals", "Mês")


def test_goals_a_fiscal_year_across_are_those_of_each_year() -> None:
    rows = [("Rep", "FY25", "FY26"), ("Mona Adel", "300", "400"), ("Omar Saad", "150", "160")]
    made, mappings = taken("goals.csv", csv_bytes(rows))
    assert mappings[0].table == "goals"
    assert sorted({goal[1] for goal in goals_of(made)}) == ["2025-01-01", "2026-01-01"]


@pytest.mark.parametrize("name", ["calls", "conversations per day", "Gespräche pro Tag", "calls by rep"])
def test_a_tracker_with_the_reps_across_and_days_down_counts_each_day(name: str) -> None:
    rows = [
        ("Date", "Mona Adel", "Omar Saad"),
        ("2026-03-02", "5", "3"),
        ("2026-03-03", "4", ""),
        ("2026-03-04", "1", "2"),
    ]
    made, mappings = taken(f"{name}.csv", csv_bytes(rows))
    counted = made.tables.rep_periods
    assert mappings[0].table == "rep_periods"
    assert counted.groupby("rep", observed=True)["conversations"].sum().to_dict() == {"Mona Adel": 10, "Omar Saad": 5}
    assert (counted["period_from"] == counted["period_to"]).all()


def test_a_sheet_a_month_is_of_the_month_that_its_name_says() -> None:
    rows = [("Rep", "Target"), ("Mona Adel", "300"), ("Omar Saad", "150")]
    made, _ = taken("targets.xlsx", xlsx_bytes(**{"Jan 2026": rows, "Feb 2026": rows}))
    assert [goal[1] for goal in goals_of(made)] == ["2026-01-01", "2026-01-01", "2026-02-01", "2026-02-01"]


def test_a_plain_list_of_quotas_asks_for_its_period() -> None:
    rows = [("Rep", "Quota"), ("Mona Adel", "300"), ("Omar Saad", "150")]
    _, mappings = taken("quota.csv", csv_bytes(rows))
    assert (mappings[0].table, mappings[0].asks("period")) == ("goals", True)


def test_a_list_of_reps_with_quotas_is_both() -> None:
    rows = [
        ("rep_id", "rep_name", "region", "annual_quota", "manager"),
        ("A1", "Mona Adel", "North", "2400", "Dina Fathi"),
        ("A2", "Omar Saad", "South", "1800", "Dina Fathi"),
    ]
    made, mappings = taken("reps.csv", csv_bytes(rows))
    assert mappings[0].table == "reps"
    assert list(mappings[0].also_tables) == ["goals"]
    assert made.tables.reps["region"].tolist() == ["North", "South"]
    assert made.tables.goals[["goal_period", "amount"]].values.tolist() == [["year", 2400.0], ["year", 1800.0]]
    assert made.sources[0].rows_kept == 2


def test_a_quota_in_a_list_of_reps_whose_period_nothing_says_is_asked_about() -> None:
    rows = [
        ("rep_id", "rep_name", "region", "quota", "manager"),
        ("A1", "Mona Adel", "North", "2400", "Dina Fathi"),
        ("A2", "Omar Saad", "South", "1800", "Dina Fathi"),
    ]
    made, mappings = taken("reps.csv", csv_bytes(rows))
    assert mappings[0].asks("period")
    assert made.tables.goals.empty
    assert len(made.tables.reps) == 2


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Ocak 2026", "2026-01"),
        ("янв 2026", "2026-01"),
        ("2026年3月", "2026-03"),
        ("Q2'26", "2026-04"),
        ("مارس 2026", "2026-03"),
    ],
)
def test_months_and_quarters_are_read_in_any_language(text: str, first: str) -> None:
    found = period_named(text)
    assert found is not None
    assert f"{found.first:%Y-%m}" == first


def test_a_number_in_a_name_is_no_period() -> None:
    assert period_in("Team 7", "export (2)") is None


MARCH = ["2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22"]


def counts_of(made) -> dict[str, dict[str, float]]:
    counted = made.tables.rep_periods
    names = ["first_appointments", "next_steps", "won"]
    return counted.groupby("rep", observed=True)[names].sum().T.to_dict()


def test_counts_under_each_month_are_those_of_a_rep_and_a_month() -> None:
    rows = [
        ("Отчет за 2026", "", "", "", "", "", ""),
        ("Менеджер", "Январь", "", "", "Февраль", "", ""),
        ("", "Встречи", "КП", "Продажи", "Встречи", "КП", "Продажи"),
        ("Соколова Анна", "12", "8", "3", "10", "6", "2"),
        ("Белов Иван", "9", "5", "1", "11", "7", "4"),
    ]
    made, _ = taken("otchet.xlsx", xlsx_bytes(TDSheet=rows))
    assert counts_of(made)["Соколова Анна"] == {"first_appointments": 22, "next_steps": 14, "won": 5}
    months = made.tables.rep_periods["period_from"].dt.strftime("%Y-%m-%d")
    assert sorted(set(months)) == ["2026-01-01", "2026-02-01"]
    assert made.sources[0].rows_kept == 2


def test_counts_under_each_rep_are_those_of_the_month_in_front_of_the_row() -> None:
    rows = [
        ("Kitchen studio", *[""] * 9),
        ("2026", "Ana", "", "", "Bruno", "", "", "Total", "", ""),
        ("Month", *("Appts", "Offers", "Sold") * 3),
        ("January", "26", "16", "6", "21", "13", "4", "47", "29", "10"),
        ("February", "20", "12", "5", "19", "11", "3", "39", "23", "8"),
    ]
    made, _ = taken("numbers.xlsx", xlsx_bytes(**{"KPI 2026": rows}))
    assert counts_of(made) == {
        "Ana": {"first_appointments": 46, "next_steps": 28, "won": 11},
        "Bruno": {"first_appointments": 40, "next_steps": 24, "won": 7},
    }
    months = made.tables.rep_periods["period_from"].dt.strftime("%Y-%m-%d")
    assert sorted(set(months)) == ["2026-01-01", "2026-02-01"]


def test_columns_of_one_name_are_no_counts_of_numbered_months() -> None:
    rows = [("Month", "Appts", "Sold", "Appts", "Sold", "Appts", "Sold"), ("January 2026", *"263154")]
    made, _ = taken("numbers.xlsx", xlsx_bytes(Sheet1=[*rows, ("February 2026", *"374123")]))
    assert made.sources[0].rows_read == 2
    assert "Appts (2)" in read([Upload("n.csv", csv_bytes(rows))]).tables[0].header


def test_counts_below_each_other_with_the_reps_across_are_those_of_the_month_in_the_corner() -> None:
    rows = [
        ("March 2026", "Nadia", "Omar", "Team"),
        ("Calls", "90", "80", "170"),
        ("Appointments held", "12", "10", "22"),
        ("Proposals", "8", "5", "13"),
        ("Deals won", "3", "1", "4"),
    ]
    made, _ = taken("scorecard.xlsx", xlsx_bytes(Sheet1=rows))
    assert counts_of(made) == {
        "Nadia": {"first_appointments": 12, "next_steps": 8, "won": 3},
        "Omar": {"first_appointments": 10, "next_steps": 5, "won": 1},
    }


def test_single_steps_below_each_other_with_the_weeks_of_a_month_across_are_counts_and_no_deals() -> None:
    head = ("Temsilci", "Gösterge", *(f"Hafta {n}" for n in range(1, 5)), "Toplam")
    rows = [
        (rep, step, *(str(n) for n in numbers), str(sum(numbers)))
        for rep, steps in {
            "Selin Aksoy": {"Randevu": (8, 9, 7, 8), "Teklif": (5, 4, 6, 5), "Satış": (2, 1, 3, 2)},
            "Burak Şahin": {"Randevu": (6, 6, 7, 5), "Teklif": (3, 4, 2, 3), "Satış": (1, 1, 0, 1)},
        }.items()
        for step, numbers in steps.items()
    ]
    made, mappings = taken("rapor.xlsx", xlsx_bytes(**{"Mart 2026": [head, *rows]}))
    assert mappings[0].table == "rep_periods"
    assert counts_of(made)["Selin Aksoy"] == {"first_appointments": 32, "next_steps": 20, "won": 8}
    assert sorted(set(made.tables.rep_periods["period_from"].dt.strftime("%Y-%m-%d"))) == MARCH


def test_revenue_by_month_beside_the_stage_of_each_deal_is_no_sheet_of_counts() -> None:
    rows = [("Deal", "Owner", "Stage", "Jan 2026", "Feb 2026")]
    rows += [(f"D-{n}", "Dana Fox", stage, "10", "20") for n, stage in enumerate(("Won", "Proposal", "Meeting"))]
    _, mappings = taken("deals.csv", csv_bytes(rows))
    assert mappings[0].table != "rep_periods"
