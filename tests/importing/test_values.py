"""Dates, numbers and money as exports write them.

What would be lost: a date read in the wrong order moves deals between months; a decimal comma read as thousands
makes a rep's sales a hundredfold.
"""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importing import Upload, apply_mapping, suggest_mapping
from coaching.importing.values.amounts import currencies, currency_in, in_full, look_at_numbers, parse_numbers
from coaching.importing.values.dates import look_at_dates, parse_dates
from coaching.sources import read
from tests.importing.made import raw, taken

DATES = {
    "2026. 2. 3.": "2026-02-03",
    "R8.2.3": "2026-02-03",
    "115/02/03": "2026-02-03",
    "03/02/2569": "2026-02-03",
    "2026-W06-2": "2026-02-03",
    "2026-01-02": "2026-01-02",
    "2026/1/2": "2026-01-02",
    "2024-07-11T21:22:07.000+0000": "2024-07-11",
    "2024-07-11T21:22:07Z": "2024-07-11",
    "2026-01-02 00:00:00": "2026-01-02",
    "15 Apr, 2021 00:02:00": "2021-04-15",
    "Apr 15, 2021": "2021-04-15",
    "15-Apr-21": "2021-04-15",
    "15Apr2021": "2021-04-15",
    "Thursday, 15 April 2021": "2021-04-15",
    "5. März 2026": "2026-03-05",
    "3 févr. 2026": "2026-02-03",
    "3 de febrero de 2026": "2026-02-03",
    "١٥ يناير ٢٠٢٦": "2026-01-15",
    "٢٠٢٦-٠١-٠٥": "2026-01-05",
    "03.07.2023 17:03": "2023-07-03",
    "13-02-2026": "2026-02-13",
    "20260105": "2026-01-05",
    "45631": "2024-12-05",
    "45631.75": "2024-12-05",
    "1721000000000": "2024-07-14",
    "1447/10/15": "2026-04-03",
    "٢٣‏/٥‏/١٤٤٧ هـ": "2025-11-14",
    "15 رمضان 1447": "2026-03-04",
    "9 ذي الحجة 1447": "2026-05-26",
    "9 ذي القعدة 1447": "2026-04-26",
    "3 ربيع الثاني 1447": "2025-09-25",
    "5 كانون الثاني 2025": "2025-01-05",
    "5 شباط 2025": "2025-02-05",
    "5 آذار 2025": "2025-03-05",
    "5 نيسان 2025": "2025-04-05",
    "5 أيار 2025": "2025-05-05",
    "5 حزيران 2025": "2025-06-05",
    "5 تموز 2025": "2025-07-05",
    "5 آب 2025": "2025-08-05",
    "5 أيلول 2025": "2025-09-05",
    "5 تشرين الأول 2025": "2025-10-05",
    "٥ تشرين الثاني ٢٠٢٥": "2025-11-05",
    "9 كانون الأول 2025": "2025-12-09",
    "5 جانفي 2025": "2025-01-05",
    "5 فيفري 2025": "2025-02-05",
    "5 أفريل 2025": "2025-04-05",
    "5 ماي 2025": "2025-05-05",
    "5 جوان 2025": "2025-06-05",
    "5 جويلية 2025": "2025-07-05",
    "5 أوت 2025": "2025-08-05",
    "1767571200": "2026-01-05",
    "1767571200000": "2026-01-05",
    "1767571200000000": "2026-01-05",
    "1767571200000000000": "2026-01-05",
    "1.7675712e+18": "2026-01-05",
    "4456048313": None,
    "": None,
    "-": None,
    "(No value)": None,
    "31/02/2026": None,
    "Q1 2026": None,
    "call back": None,
    "12": None,
}


@pytest.mark.parametrize(("cell", "day"), DATES.items())
def test_a_date_is_read_as_its_writer_meant_it(cell: str, day: str | None) -> None:
    found = parse_dates(pd.Series([cell]), "dmy").iloc[0]
    assert (None if pd.isna(found) else f"{found:%Y-%m-%d}") == day


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (["1/2/2026", "13/2/2026"], "dmy", True),
        (["1/2/2026", "2/13/2026"], "mdy", True),
        (["1/2/2026", "3/4/2026"], "dmy", False),
        (["2026-01-02", "2026-01-03"], "ymd", True),
        (["45631", "45632"], "serial", True),
        (["1447/05/23"], "hijri", True),
        (["5/20/2024 7:42", "5/21/2024"], "mdy", True),
        (["05.01.2026", "03.02.2026 17:03"], "dmy", True),
        (["05.01.2026", "03/02/2026"], "dmy", False),
        (["05-01-2026", "03-02-2026"], "dmy", False),
        (["01.25.2026", "03.02.2026"], "mdy", True),
    ],
)
def test_day_and_month_are_told_apart_once_for_a_column(cells: list[str], order: str, sure: bool) -> None:
    found = look_at_dates(cells)
    assert (found.order, found.sure, found.share) == (order, sure, 1.0)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2026-05-01 00:00:00", "17/01/2026", "2026-03-02"], ["2026-01-05", "2026-01-17", "2026-02-03"]),
        (["2026-05-01", "01/17/2026"], ["2026-01-05", "2026-01-17"]),
    ],
)
def test_dates_of_which_a_spreadsheet_swapped_half_are_asked_about_and_can_be_put_right(
    cells: list[str], days: list[str]
) -> None:
    assert look_at_dates(cells).half_converted
    assert not look_at_dates(cells).sure
    assert parse_dates(pd.Series(cells), "swapped").dt.strftime("%Y-%m-%d").tolist() == days


@pytest.mark.parametrize(
    "cells", [["2026-05-13", "17/01/2026"], ["2026-05-01", "17/01/2026", "03/02/2026"], ["2026-05-01", "17.01.2026"]]
)
def test_two_ways_to_write_dates_are_no_sign_of_swapped_ones(cells: list[str]) -> None:
    assert look_at_dates(cells).sure


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(["dmy", "mdy"]))
def test_a_written_date_comes_back_in_either_order(day: dt.date, order: str) -> None:
    text = f"{day.day}/{day.month}/{day.year}" if order == "dmy" else f"{day.month}/{day.day}/{day.year}"
    assert parse_dates(pd.Series([text, day.isoformat()]), order).dt.date.tolist() == [day, day]


NUMBERS = {
    ("$3.972.451", "$-", "€ 3.500,00", "€ 11398,00", "1.234,56 €"): (",", [3972451, 0, 3500, 11398, 1234.56]),
    ("45k", "SAR 1,200.00", "(1,200)", "$7,450,000.00 "): (".", [45000, 1200, -1200, 7450000]),
    ("٤٥٬٠٠٠٫٥٠", "٣٬٠٠٠"): (".", [45000.5, 3000]),
    ("1200,5", "1.200,25"): (",", [1200.5, 1200.25]),
    ("1 200,50", "10 000"): (",", [1200.5, 10000]),
    ("1'200.50", "3'000.00"): (".", [1200.5, 3000]),
    ("1,234,567", "2,000"): (".", [1234567, 2000]),
    ("1200 ر.س", "900 ريال"): (".", [1200, 900]),
    ("1.5M", "2 مليون"): (".", [1_500_000, 2_000_000]),
    ("-5", "5-", "−5"): (".", [-5, -5, -5]),
    ("0.125", "1.5"): (".", [0.125, 1.5]),
    ("1e3", "2"): (".", [1000, 2]),
    ("12.000,-", "1.500,--", "(3.000,-)", "- 5,–"): (",", [12000, 1500, -3000, -5]),
    ("CHF 12'000.-", "12.-", "1,250.50"): (".", [12000, 12, 1250.5]),
    ("12.000,- €", "1.200 TL", "kr. 1.500,-"): (",", [12000, 1200, 1500]),
    ("١٢٬٣٤٥٫٠٠ ر.س.", "١٬٢٠٠ د.إ.\u200f"): (".", [12345, 1200]),
    ("12,345.00 ر.س.", "ر.س. 5,000", "د.إ. 5,000", "ج.م.\u200f 12,000", "ر. س. 7"): (
        ".",
        [12345, 5000, 5000, 12000, 7],
    ),
    ("12 000 kr", "A$ 1,200", "NZ$5", "C$ 2,000.50", "5 دولار أمريكي"): (".", [12000, 1200, 5, 2000.5, 5]),
    ("￥4,640,000", "１，２００円"): (".", [4640000, 1200]),
    ("R$ 1.234,56", "1.000,00 zł"): (",", [1234.56, 1000]),
}


@pytest.mark.parametrize(("cells", "wanted"), NUMBERS.items(), ids=lambda value: str(value)[:30])
def test_amounts_are_read_with_one_decimal_sign_a_column(
    cells: tuple[str, ...], wanted: tuple[str, list[float]]
) -> None:
    decimal, numbers = wanted
    assert look_at_numbers(cells).decimal == decimal
    assert parse_numbers(pd.Series(cells), decimal).tolist() == numbers


@pytest.mark.parametrize("cell", ["", "-", "n/a", "twelve", "12 apples", "1/2/2026", "#REF!", "12-13"])
def test_what_is_no_number_is_missing_and_never_zero(cell: str) -> None:
    assert math.isnan(parse_numbers(pd.Series([cell, "x"]), ".").iloc[0])


def test_thousands_that_could_be_decimals_are_asked_about() -> None:
    assert not look_at_numbers(["1.200", "3.400"]).sure
    assert look_at_numbers(["1.200", "3.400", "12.50"]).decimal == "."


@given(st.integers(-(10**9), 10**9), st.sampled_from([".", ","]))
def test_a_written_amount_comes_back_under_either_sign(cents: int, decimal: str) -> None:
    text = f"{cents / 100:,.2f}"
    if decimal == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_numbers(pd.Series([f"SAR {text}"]), decimal).iloc[0] == pytest.approx(cents / 100)


def test_the_currency_beside_an_amount_is_kept() -> None:
    cells = ["$5", "5 €", "SAR 5", "5 ر.س", "5 ريال", "£5", "د.إ 5", "5", "Acme"]
    assert currencies(pd.Series(cells)).tolist() == ["USD", "EUR", "SAR", "SAR", "SAR", "GBP", "AED", None, None]


def test_a_sign_that_several_currencies_share_is_told_apart_by_its_letters_or_left_unknown() -> None:
    cells = ["R$ 5", "A$ 5", "C$ 5", "NZ$5", "HK$5", "S$ 5", "US$5", "5 TL", "ريال قطري 5", "د.م. 5", "5 kr", "5 kr."]
    codes = ["BRL", "AUD", "CAD", "NZD", "HKD", "SGD", "USD", "TRY", "QAR", "MAD", None, None]
    assert currencies(pd.Series(cells)).tolist() == codes
    assert currencies(pd.Series(["DHL", "Akron", "SRP"])).tolist() == [None] * 3


@pytest.mark.parametrize(
    ("header", "scale", "currency"),
    [
        ("Amount (k€)", 1e3, "EUR"), ("Revenue (SAR 000)", 1e3, "SAR"), ("Revenue (SAR '000s)", 1e3, "SAR"),
        ("Umsatz (TEUR)", 1e3, "EUR"), ("Umsatz in Tsd. €", 1e3, "EUR"), ("Value (in thousands)", 1e3, None),
        ("Montant (milliers d'euros)", 1e3, "EUR"), ("المبلغ (بالآلاف)", 1e3, None),
        ("المبلغ (ألف ريال)", 1e3, "SAR"), ("المبلغ (بآلاف الريالات)", 1e3, "SAR"), ("Amount (M SAR)", 1e6, "SAR"),
        ("Amount ($MM)", 1e6, "USD"), ("Umsatz (Mio. €)", 1e6, "EUR"), ("Amount in 1,000 USD", 1e3, "USD"),
        ("Amount", 1, None), ("Amount (SAR)", 1, "SAR"), ("Amount (M)", 1, None), ("Betrag in EUR", 1, "EUR"),
        ("Amount (2026)", 1, None), ("Amount (incl. VAT)", 1, None), ("Amount (over 1000)", 1, None),
        ("Amount in company currency", 1, None), ("Amount (t)", 1, None),
    ],
)  # fmt: skip
def test_a_header_that_counts_in_thousands_or_millions_gives_amounts_in_full(
    header: str, scale: float, currency: str | None
) -> None:
    full, assumed = in_full(pd.Series([12.0, 0.5]), pd.Series(["12", "0.5"]), header)
    assert full.tolist() == [12 * scale, 0.5 * scale]
    assert (assumed is None) == (scale == 1)
    assert currency_in(header) == currency


@pytest.mark.parametrize("header", ["Revenue (SAR 000)", "Amount (k€)", "Umsatz (Tsd. €)", "المبلغ (بالآلاف)"])
@pytest.mark.parametrize("cells", [["450000", "1200000"], ["12k", "45k"]])
def test_amounts_that_stand_in_full_under_such_a_header_are_not_made_a_thousandfold(
    header: str, cells: list[str]
) -> None:
    numbers = parse_numbers(pd.Series(cells), ".")
    full, assumed = in_full(numbers, pd.Series(cells), header)
    assert full.tolist() == numbers.tolist()
    assert assumed == "header_unit_left_out"


@pytest.mark.parametrize("header", ["Nilai (juta Rp)", "Amount (₩ million)", "金額(百万円)"])
def test_hundreds_of_millions_are_meant_where_a_currency_has_small_units(header: str) -> None:
    full, assumed = in_full(pd.Series([250.0, 900.0]), pd.Series(["250", "900"]), header)
    assert full.tolist() == [250e6, 900e6]
    assert assumed == "amounts_in_millions"


@pytest.mark.parametrize(("header", "cells"), [("Montant (TND)", "40,{n}00"), ("Amount KWD", "40.{n}00")])
def test_three_digits_behind_a_sign_are_asked_about_where_a_dinar_has_a_thousand_parts(header: str, cells: str) -> None:
    rows = [["Deal ID", "Rep", "Stage", header, "Created date"]]
    rows += [[f"{n}", "Dana", "Won", cells.format(n=n), "2026-01-05"] for n in range(1, 6)]
    (question,) = [one for one in suggest_mapping(raw(rows)).questions if one.about == "decimal"]
    assert question.guess == cells[2]
    assert taken(rows).tables.deals["amount"].tolist() == [40.1, 40.2, 40.3, 40.4, 40.5]


@pytest.mark.parametrize(
    ("title", "times"),
    [
        *(
            ("Alle Beträge in TEUR", 1e3),
            ("案件一覧（単位：千円）", 1e3),
            ("المبالغ بالألف ريال", 1e3),
            ("单位：万元", 1e4),
        ),
        *(("Pipeline report - amounts in USD thousands", 1e3), ("Top 1000 deals of 2026", 1), ("Team: Mil", 1)),
    ],
)
def test_a_title_above_the_table_says_by_what_its_amounts_count(title: str, times: float) -> None:
    text = f"{title},,,,\n,,,,\nDeal ID,Rep,Stage,Amount,Created date\n"
    text += "".join(f"{n},Dana,Won,{n + 10},2026-01-0{n}\n" for n in range(1, 6))
    (table,) = read([Upload("deals.csv", text.encode())]).tables
    assert table.titles[0] == title
    amounts = apply_mapping([(table, suggest_mapping(table))]).tables.deals["amount"]
    assert amounts.tolist() == [times * (n + 10) for n in range(1, 6)]


def test_the_figures_say_that_a_header_counted_in_thousands() -> None:
    rows = [["Deal ID", "Rep", "Stage", "Amount (k€)", "Created date"], ["1", "Dana", "Won", "12", "2026-01-05"]]
    intake = taken(rows)
    assert intake.tables.deals.amount.tolist() == [12_000]
    assert list(intake.tables.deals.currency) == ["EUR"]
    assert "amounts_in_thousands" in intake.sources[0].assumptions


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *(("400万円", 4e6), ("400만원", 4e6), ("4 млн", 4e6), ("4 тыс. р.", 4e3), ("4 tys. zł", 4e3), ("Rp 4 jt", 4e6)),
        *(("Rs. 4,00,000/-", 4e5), ("£4,000 + VAT", 4e3), ("~4,500", 4500), ("approx. 4,000", 4e3), ("2 crore", 2e7)),
        *(("5 units", math.nan), ("12 months", math.nan)),
    ],
)
def test_words_beside_an_amount_say_by_what_it_counts_and_no_others_do(cell: str, number: float) -> None:
    read = parse_numbers(pd.Series([cell]), look_at_numbers([cell]).decimal)[0]
    assert read == number or (math.isnan(read) and math.isnan(number))


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        *(
            ("金額(千円)", 1e3),
            ("金额（万元）", 1e4),
            ("금액(백만원)", 1e6),
            ("Сумма, тыс. руб.", 1e3),
            ("Tutar (bin TL)", 1e3),
        ),
        *(("Kwota tys. zł", 1e3), ("Nilai (juta)", 1e6), ("Amount (Lakhs)", 1e5), ("Amount (cents)", 0.01)),
        *(("Amount", 1), ("Storage bin", 1), ("Amount (net)", 1)),
    ],
)
def test_a_header_says_in_any_language_by_what_its_numbers_count(header: str, factor: float) -> None:
    numbers = pd.Series([12.0, 34.0, 56.0])
    assert in_full(numbers, pd.Series(["12", "34", "56"]), header)[0].tolist() == pytest.approx(
        (numbers * factor).tolist()
    )


def test_years_of_two_digits_stand_first_where_only_the_last_number_varies() -> None:
    assert look_at_dates(("26/02/03", "26/03/17", "25/12/28", "26/01/11")).order == "yymmdd"
    assert parse_dates(pd.Series(["26/02/03"]), "yymmdd")[0] == pd.Timestamp("2026-02-03")
    assert look_at_dates(("26/02/03", "12/03/17", "05/12/18", "11/01/19")).order == "dmy"


def test_an_amount_that_cannot_be_read_is_asked_about_and_not_dropped() -> None:
    head = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date"]
    rows = [[f"D{n}", "Lea Sand", "Closed Won", f"{n + 3} - {n + 4} k?", "2026-01-02", "2026-02-02"] for n in range(4)]
    intake = taken([head, *rows])
    assert intake.sources[0].mapping["amount"] == "Amount"
    assert "bad_amount" in {issue.code for issue in intake.issues}


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (("25/03/14", "25/04/22"), "yymmdd", False),
        (("25.03.14.", "26.04.02."), "yymmdd", False),
        (("25/03/26", "26/04/25"), "dmy", False),
        (("25/12/24",), "dmy", False),
        (tuple(f"{19 + n}/0{n + 1}/{3 * n + 2:02d}" for n in range(8)), "yymmdd", True),
        (("25/12/24", "03/01/25", "14/02/25"), "dmy", True),
    ],
)
def test_where_either_end_may_be_the_year_it_is_asked(cells: tuple[str, ...], order: str, sure: bool) -> None:
    found = look_at_dates(cells)
    assert (found.order, found.sure) == (order, sure)


@pytest.mark.parametrize(
    "cell", ["Di, 03.02.2026", "mar. 03/02/2026", "'03/02/2026", "26年2月3日", "民國115年2月3日", "(화) 2026. 2. 3."]
)
def test_a_weekday_an_era_or_an_apostrophe_takes_nothing_from_a_date(cell: str) -> None:
    assert parse_dates(pd.Series([cell]), "dmy")[0] == pd.Timestamp("2026-02-03")


@pytest.mark.parametrize(
    "cell",
    [
        *("mars 2026", "Mar-2026", "março de 2026", "März 2026", "مارس ٢٠٢٦", "март 2026 г.", "2026 Mart"),
        *("maart 2026", "2026-03", "2026/3"),
    ],
)
def test_a_month_without_a_day_is_its_first_day(cell: str) -> None:
    assert look_at_dates([cell]).share == 1
    assert parse_dates(pd.Series([cell]), "dmy")[0] == pd.Timestamp("2026-03-01")


@pytest.mark.parametrize("cell", ["mars", "mars 2026 report", "5 2026", "2026-13", "2026.3", "1026-03"])
def test_what_only_speaks_of_a_month_is_no_date(cell: str) -> None:
    assert look_at_dates([cell]).share == 0
