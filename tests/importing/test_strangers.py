"""Files of strangers: what one odd header, label or currency would cost a user whose figures rest on it."""

from __future__ import annotations

import json

import pytest

from coaching.importing import (
    SURE,
    Given,
    Intake,
    RawTable,
    TableMapping,
    apply_mapping,
    layout_key,
    load_mapping,
    merge,
    override,
    recall,
    remember,
    reshaped,
    suggest_mapping,
)
from coaching.importing.mapping.evidence.profiles import has_title
from tests.importing.made import asked, codes, dates, raw, taken_by_name

DEALS = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date"]


def deals(instead: str = "", by: str = "", won: str = "Closed Won", lost: str = "Closed Lost") -> list[list[str]]:
    """Return six deals of three people, with one header instead of another."""
    owners = ["Ann Lee", "Ann Lee", "Bob Roy", "Bob Roy", "Ann Lee", "Cid Voss"]
    stages = [won, lost, won, lost, won, won]
    rows = [
        [f"O{n}", owner, stage, f"{100 * n}", f"2025-01-0{n}", f"2025-02-0{n}"]
        for n, (owner, stage) in enumerate(zip(owners, stages, strict=True), 1)
    ]
    return [[by if header == instead else header for header in DEALS], *rows]


@pytest.mark.parametrize("header", ["amt_usd", "Quote Total", "Umsatz netto EUR", "quota_value", "Kaufpreissumme"])
def test_the_only_column_of_money_is_the_amount_however_it_is_headed(header: str) -> None:
    found = taken_by_name({"deals.csv": deals("Amount", header)}).tables.deals
    assert found.loc[found["outcome"] == "won", "amount"].sum() == 1500


@pytest.mark.parametrize("header", ["Hunter", "Handler", "RM", "Who sold it"])
def test_the_only_column_of_a_few_names_again_and_again_says_who_sells(header: str) -> None:
    table = raw(deals("Owner", header), "deals.csv")
    mapping = suggest_mapping(table)
    assert mapping.fields["rep"] == header and asked(mapping) & {"column:rep"}


@pytest.mark.parametrize("header", ["vendedor_id", "ID responsable", "Betreuer-Code", "负责人编号"])
def test_an_id_of_who_sells_is_known_by_who_has_it(header: str) -> None:
    head, *rows = deals("Owner", header)
    coded = [[row[0], f"V-{len(row[1])}", *row[2:]] for row in rows]
    mapping = suggest_mapping(raw([head, *coded], "deals.csv"))
    assert mapping.fields["rep_id"] == header and "column:rep_id" not in asked(mapping)


@pytest.mark.parametrize(
    ("contact", "titled", "seller"),
    [
        ("담당자", ("김민수 과장", "이정은 팀장", "박서준 부장"), "담당자(영업)"),
        ("Responsible", ("Mr. Lee", "Dr. Roux", "Mrs. Bell"), "Responsible (sales)"),
        ("Responsable", ("Ing. Pérez", "Lic. Gómez", "Sra. Ruiz"), "Responsable de ventas"),
        ("負責人", ("李总", "王经理", "张先生"), "业务员"),
    ],
)
def test_whom_to_speak_with_owns_no_deal_beside_who_sells(contact: str, titled: tuple[str, ...], seller: str) -> None:
    def beside(other: str, names: tuple[str, ...]) -> TableMapping:
        head = ["Deal ID", "Account", contact, other, "Stage", "Amount"]
        rows = [[f"D-{n}", f"Firm {n}", titled[n % 3], names[n % 2], "Won", "10"] for n in range(12)]
        return suggest_mapping(raw([head, *rows], "deals.csv"))

    mapping = beside(seller, ("Kim Po", "Max Bon"))
    assert mapping.fields["rep"] == seller
    assert mapping.certainty["rep"] >= SURE
    assert beside("City", ("Oslo", "Bern")).fields["rep"] == contact


@pytest.mark.parametrize(
    ("owner", "names", "support"),
    [
        ("Responsible", ("Ann Roe", "Bob Lee"), "Responsible (after sales)"),
        ("Verantwortlicher", ("Ann Roe", "Bob Lee"), "Verantwortlicher Vertriebsinnendienst"),
        ("담당자", ("김민수", "이정은"), "담당자(영업지원)"),
        ("担当者", ("田中 太郎", "高橋 次郎"), "前営業担当者"),
        ("Owner", ("Ann Roe", "Bob Lee"), "Inside sales owner"),
        ("Verantwortlicher", ("Herr Müller", "Frau Schmidt"), "Vertriebsassistenz"),
        ("Responsable", ("Dupont M.", "Don Draper"), "Sales support"),
    ],
)
def test_who_supports_those_who_sell_owns_no_deal_beside_them(owner: str, names: tuple[str, ...], support: str) -> None:
    head = ["Deal ID", "Account", owner, support, "Stage", "Amount"]
    rows = [[f"D-{n}", f"Firm {n}", names[n % 2], ("Kim Po", "Max Bon")[n % 2], "Won", "10"] for n in range(12)]
    assert suggest_mapping(raw([head, *rows], "deals.csv")).fields["rep"] == owner


@pytest.mark.parametrize(
    ("name", "is_titled"),
    [
        *(("Dr. Lee", True), ("Ahmet Bey", True), ("김민수 과장", True), ("王经理", True)),
        *(("Dupont M.", False), ("John M", False), ("M. Dupont", False), ("Don Draper", False)),
    ],
)
def test_an_initial_or_a_first_name_is_no_title(name: str, is_titled: bool) -> None:
    assert has_title(name) == is_titled


def test_of_two_owners_alike_the_one_of_every_deal_is_the_owner() -> None:
    head = ["Deal", "Client", "Rep 1", "Rep 1 %", "Rep 2", "Rep 2 %", "Status", "Amount", "Created", "Closed"]
    shared = [["60%", "Lee Park", "40%"] if n % 3 else ["100%", "", ""] for n in range(6)]
    rows = [
        [name, "Nash", owner, *shares, *rest]
        for shares, (name, owner, *rest) in zip(shared, deals("Owner")[1:], strict=True)
    ]
    assert suggest_mapping(raw([head, *rows], "deals.csv")).fields["rep"] == "Rep 1"


@pytest.mark.parametrize("header", ["Benutzer-E-Mail", "E-mail opiekuna", "consultant email address"])
def test_a_mailbox_of_who_sells_is_known_by_who_has_it(header: str) -> None:
    head, *rows = deals("Owner", header)
    mailed = [[row[0], f"{row[1].split()[0].lower()}@sand.example", *row[2:]] for row in rows]
    assert suggest_mapping(raw([head, *mailed], "deals.csv")).fields["rep_email"] == header


def test_a_name_in_a_column_that_may_hold_the_first_one_is_the_whole_name_that_its_cells_hold() -> None:
    people = ["Lucía Fernández", "Carlos Ortega", "Marta Jiménez"]
    rows = [["Nombre", "Cargo", "Fecha de ingreso"], *([name, "Ventas", "2024-01-10"] for name in people)]
    found = taken_by_name({"vendedores.csv": rows})
    assert list(found.tables.reps.rep) == people
    assert "rep_first" not in suggest_mapping(raw(rows, "vendedores.csv")).fields


def test_the_one_date_that_comes_before_all_others_is_the_first_day_of_a_deal() -> None:
    rows = deals("Created Date", "Tarih")
    more = [[f"P{row[0]}", *row[1:]] for row in rows[1:]]
    mapping = suggest_mapping(raw([*rows, *more], "deals.csv"))
    assert mapping.fields["created_on"] == "Tarih" and "column:created_on" not in asked(mapping)


@pytest.mark.parametrize("header", ["Customer", "Contact", "Primary contact name"])
def test_names_of_customers_are_not_those_who_sell(header: str) -> None:
    assert "rep" not in suggest_mapping(raw(deals("Owner", header), "deals.csv")).fields


@pytest.mark.parametrize(
    ("won", "lost"), [("6. Won", "7. Lost"), ("5 Won", "6 Lost"), ("100% - Closed Won", "0% - Closed Lost")]
)
def test_a_number_before_a_label_makes_no_column_of_numbers(won: str, lost: str) -> None:
    found = taken_by_name({"deals.csv": deals(won=won, lost=lost)}).tables.deals
    assert found["outcome"].value_counts().to_dict() == {"won": 4, "lost": 2}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *(("British Pound", "GBP"), ("Saudi Riyal", "SAR"), ("ريال سعودي", "SAR"), ("Kuwaiti Dinar", "KWD")),
        *(("dólar estadounidense", "USD"), ("USD - US Dollar", "USD"), ("Canadian Dollar", "CAD"), ("дол. США", "USD")),
    ],
)
def test_a_currency_is_spelled_out_in_its_column(words: str, code: str) -> None:
    rows = deals()
    spelled = [[*rows[0], "Currency"], *([*row, words] for row in rows[1:])]
    assert set(taken_by_name({"deals.csv": spelled}).tables.deals["currency"]) == {code}


@pytest.mark.parametrize("words", ["HK Dollar", "Moon Dollar", "All", "Billed"])
def test_the_dollar_of_a_place_that_nobody_knows_is_no_us_dollar(words: str) -> None:
    rows = deals()
    spelled = [[*rows[0], "Currency"], *([*row, words] for row in rows[1:])]
    intake = taken_by_name({"deals.csv": spelled})
    known = set(intake.tables.deals["currency"].dropna())
    assert known == ({"HKD"} if words == "HK Dollar" else set())
    assert ("unknown_currency" in codes(intake)) == (words != "HK Dollar")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("customers.csv", [["id", "name", "email", "city"], ["1", "Joe Poe", "j@x.com", "Rome"]]),
        ("leads.csv", [["Lead ID", "Owner", "Created"], ["L1", "Ann Lee", "2025-01-01"]]),
        ("leads.csv", [["ID do lead", "Proprietário"], *([f"L{n}", "Ana Lima"] for n in range(4))]),
        ("regions.csv", [["id", "name"], ["1", "North"], ["2", "South"]]),
    ],
)
def test_customers_leads_and_regions_are_no_reps(name: str, rows: list[list[str]]) -> None:
    assert suggest_mapping(raw(rows, name)).table == ""


OWNED = [
    ["Deal ID", "Deal Name", "Owner", "Stage", "Amount", "Created Date", "Close Date"],
    ["1", "Al", "Ann Lee; Bob Roy", "Closed Won", "1000", "2026-01-02", "2026-02-02"],
    ["2", "Be", "Ann Lee", "Closed Lost", "500", "2026-01-03", "2026-02-03"],
    ["3", "Ce", "Bob Roy", "Closed Won", "500", "2026-01-03", "2026-02-03"],
]


def answered(rows: list[list[str]], **formats: str) -> Intake:
    """Return what becomes of a file once questions about all its rows are answered."""
    table = raw(rows, "deals.csv")
    return apply_mapping([(table, override(suggest_mapping(table), Given(formats=formats)))])


def revenue(intake: Intake) -> dict[str, float]:
    """Return what each rep won, by their share."""
    won = intake.tables.deals.query("outcome == 'won'")
    return (won["amount"] * won["share"].fillna(1)).groupby(won["rep"].astype(str)).sum().to_dict()


def test_a_cell_with_two_owners_is_split_until_the_user_says_otherwise() -> None:
    intake = taken_by_name({"deals.csv": OWNED})
    assert revenue(intake) == {"Ann Lee": 500, "Bob Roy": 1000}
    assert "several_owners:rep" in asked(suggest_mapping(raw(OWNED, "deals.csv")))
    assert (intake.sources[0].rows_read, intake.sources[0].rows_kept) == (3, 3)
    again = merge(intake, taken_by_name({"deals.csv": [OWNED[0], [*OWNED[1][:4], "2000", *OWNED[1][5:]], *OWNED[2:]]}))
    assert revenue(again) == {"Ann Lee": 1000, "Bob Roy": 1500}
    assert [(one.rows_kept, one.rows_set_aside) for one in again.sources] == [(0, 3), (3, 0)]
    assert len(again.set_aside) == 3
    assert "several_owners" in codes(answered(OWNED, owners="first"))


def test_a_cell_with_two_owners_is_split_beside_shares_that_the_file_gives() -> None:
    rows = [[*OWNED[0], "Split %"], [*OWNED[1], ""], [*OWNED[2], "100"], [*OWNED[3], "40"]]
    intake = taken_by_name({"deals.csv": rows})
    assert "several_owners:rep" in asked(suggest_mapping(raw(rows, "deals.csv")))
    assert revenue(intake) == {"Ann Lee": 500, "Bob Roy": 700}
    assert revenue(taken_by_name({"deals.csv": [rows[0], [*OWNED[1], "50"], *rows[2:]]})) == {
        "Ann Lee": 250,
        "Bob Roy": 450,
    }
    assert "several_owners" in codes(answered(rows, owners="first"))


def test_a_second_owner_gets_a_share_once_the_user_says_so() -> None:
    rows = [[*OWNED[0], "Co-Owner"], ["1", "Al", "Ann Lee", *OWNED[1][3:], "Bob Roy"], [*OWNED[2], ""], [*OWNED[3], ""]]
    assert revenue(taken_by_name({"deals.csv": rows})) == {"Ann Lee": 1000, "Bob Roy": 500}
    assert "several_owners" in codes(taken_by_name({"deals.csv": rows}))
    intake = answered(rows, owners="split")
    assert revenue(intake) == {"Ann Lee": 500, "Bob Roy": 1000}
    assert intake.sources[0].rows_kept == 3


def test_shares_that_are_written_beside_the_owners_split_their_deals() -> None:
    joined = [[*OWNED[0], "Split"], *([*row, "60% / 40%" if row[2] == OWNED[1][2] else ""] for row in OWNED[1:])]
    head = [*OWNED[0][:2], "Rep 1", *OWNED[0][3:], "Rep 1 %", "Rep 2", "Rep 2 %"]
    apart = [["1", "Al", "Ann Lee", *OWNED[1][3:], "60%", "Bob Roy", "40%"]]
    apart += [[*row, "100%", "", ""] for row in OWNED[2:]]
    for rows in (joined, [head, *apart]):
        assert revenue(taken_by_name({"deals.csv": rows})) == {"Ann Lee": 600, "Bob Roy": 900}
        assert "several_owners:rep" not in asked(suggest_mapping(raw(rows, "deals.csv")))
    joined[1][-1] = "60 units"
    assert revenue(taken_by_name({"deals.csv": joined})) == {"Ann Lee": 500, "Bob Roy": 1000}


def test_times_in_utc_are_the_day_where_the_team_works_once_it_has_said_where() -> None:
    rows = deals()
    stamped = [rows[0], *([*row[:4], f"{row[4]}T22:30:00.000+0000", row[5]] for row in rows[1:])]
    intake = taken_by_name({"deals.csv": stamped})
    assert "dates_in_utc" in codes(intake) and "time_zone:created_on" in asked(suggest_mapping(raw(stamped, "d.csv")))
    for zone, first in (("+3", "2025-01-02"), ("Asia/Riyadh", "2025-01-02"), ("-5", "2025-01-01"), ("x/../y", None)):
        days = dates(answered(stamped, time_zone=zone).tables.deals["created_on"])
        assert days[0] == (first or "2025-01-01")


def test_a_label_of_a_sale_taken_back_is_no_win_and_asked_about() -> None:
    rows = deals()
    at = rows[0].index("Status") if "Status" in rows[0] else 2
    label = next(row[at] for row in rows[1:] if row[at] in ("Won", "Closed Won"))
    back = [[*row[:at], f"{label} - returned", *row[at + 1 :]] if row[0] == "O1" else row for row in rows]
    mapping = suggest_mapping(raw(back, "d.csv"))
    assert [one.label for one in mapping.questions if one.about == "stage"][-1:] == [f"{label} - returned"]
    assert (answered(back).tables.deals["outcome"] == "won").sum() == 3


@pytest.mark.parametrize(
    ("column", "cell", "reading"), [("Refunded", "yes", "refunds"), ("Note", "", "negative_amounts")]
)
def test_what_sales_taken_back_count_as_is_asked_and_done(column: str, cell: str, reading: str) -> None:
    rows = deals()
    back = [[*rows[0], column], *([*row, ""] for row in rows[1:])]
    back[1][-1] = cell
    back[1][3] = "100" if cell else "-100"
    assert any(question.startswith(reading) for question in asked(suggest_mapping(raw(back, "d.csv"))))
    for said, won in (("won", 4), ("lost", 3), ("discarded", 3)):
        assert (answered(back, **{reading: said}).tables.deals["outcome"] == "won").sum() == won


def test_an_activity_without_an_owner_is_that_of_who_owns_its_deal() -> None:
    calls = [
        ["Activity Type", "Date", "Deal ID", "Owner", "Outcome"],
        ["Call", "2025-01-05", "O1", "", "Connected"],
        ["Call", "2025-01-06", "O6", "Bob Roy", "Connected"],
        ["Call", "2025-01-07", "O6", "System", "Connected"],
        ["Call", "2025-01-08", "77", "", "Connected"],
    ]
    intake = taken_by_name({"deals.csv": deals(), "calls.csv": calls})
    assert intake.tables.activities["rep"].tolist() == ["Ann Lee", "Bob Roy"]
    assert intake.set_aside["reason"].tolist() == ["not_a_person", "no_rep"]
    without = [[cell for at, cell in enumerate(row) if at != 3] for row in calls[:3]]
    assert taken_by_name({"deals.csv": deals(), "calls.csv": without}).tables.activities["rep"].tolist() == [
        "Ann Lee",
        "Cid Voss",
    ]


def test_a_call_that_its_kind_says_was_missed_reached_nobody() -> None:
    calls = [["Call Owner", "Call Start Time", "Call Type"], *(["Ann Lee", f"2025-01-0{n} 10:00", kind] for n, kind in
             enumerate(("Outbound", "Missed", "Inbound"), 1))]  # fmt: skip
    assert len(taken_by_name({"calls.csv": calls}).tables.activities) == 2


def test_na_and_null_written_as_names_are_people() -> None:
    rows = deals()
    for at, name in ((1, "Na"), (2, "Null"), (3, "NULL"), (4, "n/a")):
        rows[at][1] = name
    assert set(taken_by_name({"deals.csv": rows}).tables.deals["rep"]) == {"Na", "Null", "Ann Lee", "Cid Voss"}


def test_none_is_the_first_name_of_somebody_with_a_last_one() -> None:
    rows = deals()
    names = [("None", "Okafor"), ("None", "None"), ("Nil", "None"), ("Ann", "Lee")]
    two = [["First name", "Last name", *rows[0][2:]]]
    two += [[*name, *row[2:]] for name, row in zip(names * 2, rows[1:], strict=False)]
    two[0][:2] = ["Rep first name", "Rep last name"]
    assert set(taken_by_name({"deals.csv": two}).tables.deals["rep"]) == {"None Okafor", "Nil None", "Ann Lee"}


def test_of_two_dates_of_the_end_one_fills_the_gaps_of_the_other() -> None:
    rows = deals()
    two = [[*rows[0], "Actual Close Date"], *([*row, "2025-03-01" if row[0] == "O2" else ""] for row in rows[1:])]
    found = dates(taken_by_name({"deals.csv": two}).tables.deals["closed_on"])
    assert found[:3] == ["2025-02-01", "2025-03-01", "2025-02-03"]


@pytest.mark.parametrize(
    "header",
    [
        *(["Rep", "2025-01", "2025-02", "2025-03"], ["Rep", "01/2025", "02/2025", "03/2025"]),
        *(
            ["Rep", "2025-01-01", "2025-02-01", "2025-03-01"],
            ["Rep", "Jan 2025 Target", "Feb 2025 Target", "Mar 2025 Target"],
        ),
    ],
)
def test_goals_run_across_months_however_they_are_written(header: list[str]) -> None:
    intake = taken_by_name({"goals.csv": [header, ["Ann Lee", "100", "100", "200"], ["Bob Roy", "50", "60", "70"]]})
    goals = intake.tables.goals
    assert goals.loc[goals["rep"] == "Ann Lee", "amount"].tolist() == [100, 100, 200]
    assert dates(goals["goal_from"])[:3] == ["2025-01-01", "2025-02-01", "2025-03-01"]


@pytest.mark.parametrize(
    ("header", "length"),
    [*(("FY2025 Quota", "year"), ("Quota 2025", "year"), ("target_per_year", "year"), ("Jahresziel", "year")),
     *(("الهدف السنوي", "year"), ("Monatsziel", "month"))],
)  # fmt: skip
def test_a_quota_in_a_list_of_reps_says_its_period_in_its_header(header: str, length: str) -> None:
    rows = [
        ["rep_id", "rep_name", "region", header],
        ["R1", "Ann Lee", "West", "1200"],
        ["R2", "Bob Roy", "East", "900"],
    ]
    assert set(taken_by_name({"reps.csv": rows}).tables.goals["goal_period"]) == {length}


def test_a_sheet_whose_dates_alone_tell_the_end_is_asked_about() -> None:
    rows = [
        ["Client", "Rep", "Inquiry Date", "First Meeting", "Contract Signed", "Value"],
        ["A", "Ann Lee", "2025-01-02", "2025-01-10", "2025-02-02", "100"],
        ["B", "Ann Lee", "2025-01-03", "2025-01-11", "", "50"],
    ]
    assert "column:won_on" in asked(suggest_mapping(raw(rows, "tracker.csv")))


def across(*months: str) -> RawTable:
    """Return goals of two reps over these months, with the team that they are in."""
    return reshaped(
        raw([["Rep", "Team", *months], *([rep, "North", *["10"] * len(months)] for rep in ("Ann", "Bob"))], "goals.csv")
    )


def test_goals_of_other_months_are_the_same_layout_and_are_understood_as_before() -> None:
    first, later = across("Jan 2025", "Feb 2025"), across("Mar 2025", "Apr 2025", "May 2025")
    assert layout_key(first) == layout_key(later)
    mapping = recall(later, remember(suggest_mapping(first)))
    assert mapping.fields["goal_period"] == later.across.label and mapping.fields["amount"] == later.across.value
    assert len(apply_mapping([(later, mapping)]).tables.goals) == 6


def test_what_else_the_rows_hold_is_remembered_and_may_be_changed() -> None:
    roster = raw(
        [["rep_id", "rep_name", "annual_quota"], ["R1", "Ann Lee", "1200"], ["R2", "Bob Roy", "900"]], "reps.csv"
    )
    mapping = suggest_mapping(roster)
    assert mapping.also_tables == {"goals": {"amount": "annual_quota"}}
    without = override(mapping, Given(also_tables={}))
    assert not without.also_tables and not recall(roster, remember(without)).also_tables
    assert recall(roster, remember(mapping)).also_tables == mapping.also_tables
    (given,) = load_mapping('{"also_tables": {"goals": {"amount": "annual_quota"}}}')
    assert override(without, given).also_tables == mapping.also_tables
    account = {"table": "reps", "mapping": {"rep": "rep_name", "amount": "annual_quota"}, "also_tables": ["goals"]}
    (old,) = load_mapping(json.dumps({"sources": [account]}))
    assert dict(old.fields) == {"rep": "rep_name"}
    (new,) = load_mapping(json.dumps({"sources": [{**account, "also_mapping": {"goals": {"amount": "annual_quota"}}}]}))
    assert override(without, new).also_tables == mapping.also_tables
