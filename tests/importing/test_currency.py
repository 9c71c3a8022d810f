"""Which currency an amount is in: a user would lose revenue that is right there, or add dollars to riyals."""

from __future__ import annotations

import pytest

from coaching.importing.values.currency import currency_code, currency_in
from tests.importing.made import Rows, codes, taken

HEADER = ["Deal ID", "Deal name", "Deal owner", "Deal stage", "Amount", "Currency", "Create date", "Close date"]


def sheet(*money: tuple[str, str]) -> Rows:
    """Return won deals with these amounts and cells of the currency column."""
    rows = [
        [f"D{n}", f"Deal {n}", "Lea Sand", "Closed Won", amount, code, "2026-01-02", f"2026-02-{n + 1:02}"]
        for n, (amount, code) in enumerate(money, 1)
    ]
    return [HEADER, *rows]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(("Swiss francs", "CHF"), ("franco suizo", "CHF"), ("Schweizer Franken", "CHF"), ("швейцарский франк", "CHF")),
        *(("درهم إماراتي", "AED"), ("دينار كويتي", "KWD"), ("Türk lirası", "TRY"), ("ユーロ", "EUR"), ("유로", "EUR")),
        *(("Hong Kong Dollar", "HKD"), ("euros", "EUR"), ("gbp", "GBP"), ("₺", "TRY"), ("US Dollar (USD)", "USD")),
        *(("￥", "JPY"), ("￦", "KRW"), ("ＥＵＲ", "EUR")),
        *(("만원", "KRW"), ("人民币元", "CNY"), ("RMB 人民币", "CNY"), ("김원장", None), ("金元", None), ("$$", None)),
        *(("To be invoiced", None), ("pending", None), ("yes", None), ("peso", None), ("dinar", None)),
    ],
)
def test_a_currency_is_known_by_code_sign_or_name_and_nothing_else_is_one(cell: str, code: str | None) -> None:
    assert currency_code(cell) == code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        *(("deal_value_sar", "SAR"), ("valorEur", "EUR"), ("Net value in US dollars", "USD"), ("Сумма, руб.", "RUB")),
        *(("Total all deals", None), ("TOP amount", None), ("Won amount", None), ("Real value", None), ("Price", None)),
    ],
)
def test_a_header_names_a_currency_among_other_words(header: str, code: str | None) -> None:
    assert currency_in(header) == code


def test_a_cell_that_is_no_currency_counts_as_empty_and_is_told() -> None:
    intake = taken(sheet(("10", "to be paid"), ("20", "EUR"), ("30", "")))
    assert intake.tables.deals["currency"].tolist() == ["EUR"] * 3
    assert "unknown_currency" in codes(intake)
    assert "currency_of_others" in intake.sources[0].assumptions


def test_beside_several_currencies_an_amount_without_one_is_not_given_any() -> None:
    intake = taken(sheet(("10", "EUR"), ("20", "USD"), ("30", "")))
    assert intake.tables.deals["currency"].isna().tolist() == [False, False, True]
    (issue,) = (issue for issue in intake.issues if issue.code == "currency_missing")
    assert (issue.count, issue.rows, issue.values) == (1, (4,), ("EUR", "USD"))


def test_the_currency_of_the_goals_is_that_of_the_deals_where_no_other_is_known() -> None:
    goals = [["Rep", "Target", "From", "To"], ["Lea Sand", "€500", "2026-01-01", "2026-03-31"]]
    intake = taken(sheet(("10", ""), ("20", "")), goals)
    assert intake.tables.deals["currency"].tolist() == ["EUR"] * 2


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        (["商机名称", "销售负责人", "商机阶段", "合同金额", "创建日期", "成交日期"], "¥12,000", "CNY"),
        (["商机名称", "销售负责人", "商机阶段", "合同金额", "创建日期", "成交日期"], "JPY 12,000", "JPY"),
        (["案件名", "営業担当者", "フェーズ", "受注金額", "作成日", "受注日"], "￥12,000", "JPY"),
    ],
)
def test_a_sign_that_two_currencies_share_is_read_in_the_language_of_the_sheet(
    header: list[str], cell: str, code: str
) -> None:
    won = "赢单" if code == "CNY" or cell.startswith("JPY") else "受注"
    rows = [[f"A{n}", f"王{n}", won, cell, "2026-01-02", f"2026-02-{n:02}"] for n in range(1, 5)]
    assert set(taken([header, *rows]).tables.deals.currency) == {code}
