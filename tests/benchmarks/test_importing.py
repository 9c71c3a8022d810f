"""The benchmark of importing measures what it says: every row of the export, by both ways."""

from benchmarks.importing import bare_csv, bare_xlsx, export_csv, export_xlsx, take_in


def test_both_ways_take_in_the_whole_export() -> None:
    data = export_csv(300)
    assert bare_csv(data).shape == (300, 14)
    assert take_in("deals.csv", data) == 300


def test_the_workbook_holds_the_first_rows_of_the_export() -> None:
    book = export_xlsx(export_csv(60), 50)
    assert bare_xlsx(book).shape == (50, 14)
    assert take_in("deals.xlsx", book) == 50
