"""Figures as a reader expects them; a wrong sign or digit here is a wrong figure on every page."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.words import Words, plain

EN, AR = Words("en"), Words("ar")


@pytest.mark.parametrize(
    ("ratio", "decimals", "shown"),
    [
        (0.6345, 1, "63.5%"),
        (0.575, 0, "58%"),
        (0.125, 0, "13%"),
        (0.4225, 2, "42.25%"),
        (349 / 553, 2, "63.11%"),
        (1.0, 0, "100%"),
        (12.5, 0, "1,250%"),
        (-0.0001, 0, "0%"),
    ],
)
def test_percent_rounds_half_up(ratio: float, decimals: int, shown: str) -> None:
    assert EN.percent(ratio, decimals) == shown


def test_a_difference_carries_its_sign_and_zero_none() -> None:
    assert [EN.signed_percent(gap) for gap in (0.12, -0.3, 0.004)] == ["+12%", "-30%", "0%"]


def test_signed_numbers_and_percents_stand_the_right_way_round_in_arabic() -> None:
    for text in (
        AR.percent(0.63),
        AR.signed_percent(-0.3),
        AR.counted(63, 100),
        AR.percent_range(0.58, 0.7),
        AR.number(-5),
    ):
        assert (text[0], text[-1]) == ("\u2066", "\u2069")
    assert plain(AR.signed_percent(-0.3)) == "-30%"


def test_digits_can_be_arabic_indic_everywhere() -> None:
    words = Words("ar", "arab")
    day = dt.date(2026, 3, 1)
    texts = [words.percent(0.635, 1), words.money(2500, "SAR"), words.days(46), words.date(day), words.counted(6, 10)]
    texts += [words.number(1234.5, 1), words.count("unit.deals", 7), words.money(1_200_000, "SAR", short=True)]
    assert not any(letter in "0123456789" for text in texts for letter in text)
    assert plain(words.percent(0.635, 1)) == "٦٣٫٥٪"
    assert not any("٠" <= letter <= "٩" for letter in AR.money(2500, "SAR") + AR.date(day))


def test_english_never_takes_arabic_digits() -> None:
    assert Words("en", "arab").number(12) == "12"


def test_unknown_language_or_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        Words("fr")
    with pytest.raises(ValueError, match="digits"):
        Words("ar", "roman")


@pytest.mark.parametrize(
    ("amount", "currency", "english", "arabic"),
    [
        (2500, "SAR", "SAR 2,500", "2,500 ر.س"),
        (3304.34, None, "3,304", "3,304"),
        (12.5, "AED", "AED 12.50", "12.50 د.إ"),
        (99.999, "SAR", "SAR 100", "100 ر.س"),
        (2500, "USD", "USD 2,500", "USD 2,500"),
        (-40, "KWD", "KWD -40", "-40 د.ك"),
    ],
)
def test_money_names_its_currency(amount: float, currency: str | None, english: str, arabic: str) -> None:
    assert EN.money(amount, currency) == english
    assert plain(AR.money(amount, currency)).replace("\u00a0", " ") == arabic


def test_arabic_money_keeps_its_order_inside_english_text() -> None:
    assert AR.money(2500, "SAR")[0] == "\u2067"
    assert "\u2066-40\u2069" in AR.money(-40, "SAR")


def test_large_amounts_are_short_where_asked() -> None:
    assert EN.money(1_234_567, "SAR", short=True) == "SAR 1.2M"
    assert EN.money(999_999, "SAR", short=True) == "SAR 999,999"
    assert EN.money(1_234_567, "SAR") == "SAR 1,234,567"
    assert plain(AR.money(5e9, "SAR", short=True)) == "5\xa0مليار\xa0ر.س"


def test_a_currency_from_a_file_cannot_break_the_line() -> None:
    assert "\n" not in EN.money(1, "S\nA\u202eR" * 50)
    assert len(EN.money(1, "X" * 500)) < 20


def test_days_take_the_plural_of_the_language() -> None:
    assert [EN.days(n) for n in (1, 2, 4.55, 9.96, 46.3)] == ["1 day", "2 days", "4.6 days", "10 days", "46 days"]
    assert [AR.days(n) for n in (1, 2, 3, 11, 46, 100)] == [
        "يوم واحد",
        "يومان",
        "3 أيام",
        "11 يومًا",
        "46 يومًا",
        "100 يوم",
    ]


def test_a_moment_is_told_to_the_minute_in_the_readers_digits() -> None:
    at = dt.datetime(2026, 3, 3, 14, 5)
    assert Words("en").moment(at) == "3 Mar 2026 14:05"
    assert Words("ar", "arab").moment(at) == "٣ مارس ٢٠٢٦ ١٤:٠٥"


def test_dates_name_the_month() -> None:
    assert (EN.date(dt.date(2026, 3, 1)), AR.date(dt.date(2026, 3, 1))) == ("1 Mar 2026", "1 مارس 2026")


@given(st.floats(-1e12, 1e12), st.integers(0, 2))
def test_a_number_reads_back_as_itself(value: float, decimals: int) -> None:
    shown = float(EN.number(value, decimals).replace(",", ""))
    assert abs(shown - value) <= 0.5 * 10**-decimals * (1 + 1e-9) + abs(value) * 1e-12


@given(st.text())
def test_a_name_cannot_turn_the_sentence_around(name: str) -> None:
    shown = EN.name(name)
    assert shown.count("\u2068") == shown.count("\u2069") == 1
    assert not any(mark in shown for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\n\x00")


def test_a_difference_in_money_always_carries_its_sign_beside_the_number() -> None:
    assert [EN.signed_money(amount, "SAR") for amount in (1200.4, -80.0, 0.2)] == ["+SAR 1,200", "-SAR 80", "SAR 0"]
    assert EN.signed_money(1_260_000, None) == "+1.3M"
    assert "\u2066+1,200\u2069" in AR.signed_money(1200, "SAR")
    assert plain(AR.signed_money(-1200, "XYZ")) == "XYZ -1,200"


def test_months_and_quarters_are_named_with_their_year() -> None:
    day = dt.date(2026, 5, 17)
    assert (EN.month(day), EN.month(day, short=True), EN.quarter(day)) == ("May 2026", "May 2026", "Q2 2026")
    assert EN.month(dt.date(2026, 3, 1), short=True) == "Mar 2026"
    assert AR.month(day) == "مايو 2026"
    assert Words("ar", "arab").quarter(day) == "الربع ٢ من ٢٠٢٦"


def test_a_day_can_be_told_in_the_hijri_calendar() -> None:
    day = dt.date(2026, 11, 23)
    assert Words("ar", calendar="hijri").date(day) == "13 جمادى الآخرة 1448 هـ"
    assert Words("ar", "arab", "hijri").date(day) == "١٣ جمادى الآخرة ١٤٤٨ هـ"
    assert Words("en", calendar="hijri").date(day) == "13 Jumada al-Akhirah 1448 AH"
    assert Words("en", calendar="hijri").date(dt.date(1900, 1, 1)) == Words("en").date(dt.date(1900, 1, 1))
    with pytest.raises(ValueError, match="calendar"):
        Words("ar", calendar="lunar")


def test_digits_inside_a_message_follow_too_but_not_those_of_a_latin_name() -> None:
    words = Words("ar", "arab")
    assert "٩٠٪" in words("report.col.range")
    assert "365" in words("preset.dynamics")
    assert words("report.source", file="team2.csv", rows="3").count("team2.csv") == 1
