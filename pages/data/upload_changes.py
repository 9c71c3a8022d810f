"""The changes that an upload would make to the data in use, shown before it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from coaching.advise import last_event_on
from coaching.importing import Changes, Intake, day_in_name, people
from coaching.report import NOTHING
from coaching.spreadsheets import safe_csv
from coaching.words import Words, plain
from pages.data import import_report
from pages.kit import cards, downloads, widgets
from pages.session import access, clock, datasets, results, state

_KINDS = ("new", "changed", "unchanged", "gone")
_SHOWN_CELLS = 50


#: How the files relate to the data in use: there is none of the visitor's own (``alone``), they change nothing
#: (``same``), they are an earlier import of it (``earlier``), they share rows with it (``later``), only people
#: (``more``), or neither (``other``).
ALONE, SAME, EARLIER, LATER, MORE, OTHER = "alone", "same", "earlier", "later", "more", "other"
#: What can be done with the files, the likeliest first: show the data in use (``go``), merge the files into it
#: (``join``), replace it (``instead``), or save them as another data set (``separate``).
WAYS = {
    ALONE: ("separate",),
    SAME: ("go", "instead", "separate"),
    EARLIER: ("go", "instead", "separate"),
    LATER: ("join", "instead", "separate"),
    MORE: ("join", "instead", "separate"),
    OTHER: ("separate", "join", "instead"),
}


def ways(relation: str, is_whole: bool = True) -> tuple[str, ...]:
    """Return what the viewer may do with the files (``WAYS``); at least ``separate``.

    Files without deals are not ``is_whole``: they can only be added.
    """
    if not is_whole:
        return ("go",) if relation == SAME else ("join",)
    forbidden = () if access.may("replace_data") else ("instead",)
    return tuple(way for way in WAYS[relation] if way not in forbidden) or ("separate",)


def show(words: Words, digest: str, intake: Intake, is_whole: bool) -> str:
    """Show the changes that the files would make to the data in use; return how the two relate."""
    scope = state.scope()
    if scope is None or scope.is_sample:
        return ALONE
    differences = results.changes(scope.token, digest, intake)
    relation = _relation(scope, differences, intake)
    if relation in (EARLIER, LATER) or (differences.gone and relation == SAME):
        changes(words, differences, words("upload_changes.title"))
    brought = datasets.import_of(scope, results.files_read())
    if not is_whole and relation != SAME:
        text = words("datasets.ways.addition")
    elif brought is not None and relation in (SAME, EARLIER):
        values = {"number": words.number(brought[0].number), "day": words.date(brought[0].seen_on)}
        text = words("datasets.ways.known", **values) + " " + words(f"datasets.ways.{relation}")
    else:
        text = words(f"datasets.ways.{relation}")
    if relation == EARLIER and is_whole:
        st.warning(text, icon=":material/history:")
    else:
        cards.small(text)
    return relation


def _relation(scope: datasets.Scope, differences: Changes, intake: Intake) -> str:
    if differences.nothing:
        return SAME
    brought = datasets.import_of(scope, results.files_read())
    if brought is not None and not brought[1]:
        return EARLIER
    if differences.changed or differences.unchanged:
        return LATER
    return MORE if people(intake) & people(scope.intake) else OTHER


def ask_day(words: Words, intake: Intake) -> dt.date:
    """Show the field for the day of the export and return it.

    What this export is the first to show had happened by that day. The default is the day in the name of a file, else
    today or, if the last event of the files lies before that of the data in use, the day of that event.
    """
    scope = state.scope()
    last, known = last_event_on(intake.tables), last_event_on(scope.intake.tables) if scope else None
    is_older = last is not None and known is not None and last < known
    day = st.date_input(
        words("datasets.seen_on"),
        _named_day(intake) or (last if last is not None and is_older else clock.today()),
        max_value=clock.today(),
        format="YYYY-MM-DD",
        key=f"seen-on-{state.upload_round()}",
        help=words("datasets.seen_on.help"),
        width=220,
    )
    widgets.day_in_words(words, day)
    return day


def likely_day(intake: Intake) -> dt.date:
    """Return the day of an export that nobody is asked about: that in its name, else of its last event, at most today.

    Imports are merged in the order of their days, so that a first export that is a month old must not come after a
    newer one whose day is given.
    """
    last = last_event_on(intake.tables)
    return _named_day(intake) or (clock.today() if last is None else min(last, clock.today()))


def _named_day(intake: Intake) -> dt.date | None:
    """Return the last day in the names of the files that may be that of their export: none of their events is later."""
    named = [day for source in intake.sources if (day := day_in_name(source.file)) is not None]
    if not named:
        return None
    latest: dt.date = max(named).date()
    return latest if (last_event_on(intake.tables) or latest) <= latest <= clock.today() else None


def changes(words: Words, differences: Changes, title: str) -> None:
    """Show for each table how many rows are new, changed, unchanged and gone, and which values changed."""
    st.html(f"<p><b>{title}</b></p>")
    head = [words("source.taken_for"), *(words(f"upload_changes.{kind}") for kind in _KINDS)]
    rows = [
        (import_report.named(words, "table", name), *(words.number(getattr(table, kind)) for kind in _KINDS))
        for name, table in differences.tables.items()
    ]
    cards.table(head, rows, figures=range(1, 5))
    _cells(differences, words)


def _cells(differences: Changes, words: Words) -> None:
    """Show the first changed values, with all of them as a file."""
    changed = [table.cells for table in differences.tables.values() if len(table.cells)]
    if not changed:
        return
    cells = pd.concat(changed, ignore_index=True)
    with st.expander(words("upload_changes.cells")):
        shown = cells.head(_SHOWN_CELLS).astype(object).to_dict("records")
        cards.table(_heads(words), [_shown(row, words) for row in shown])
        import_report.first_of(len(cells), _SHOWN_CELLS, words)
        downloads.button(
            words("upload_changes.download"),
            lambda: safe_csv(_listed(cells, words)),
            file_name="changes.csv",
            mime=widgets.CSV,
            icon=":material/download:",
            key="changed-cells",
            on_click="ignore",
        )


def _heads(words: Words) -> list[str]:
    return [words(f"upload_changes.{name}") for name in ("row", "field", "before", "after")]


def _shown(row: Mapping[Any, Any], words: Words) -> tuple[str, ...]:
    field = str(row["field"])
    before, after = (import_report.cell(row[name], words, field) or NOTHING for name in ("before", "after"))
    return import_report.cell(row["key"], words) or NOTHING, import_report.named(words, "field", field), before, after


def _listed(cells: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the values for a spreadsheet: codes and columns in words, dates and numbers unchanged."""
    fields = {field: import_report.named(words, "field", field) for field in cells["field"].unique()}
    listed = {"row": cells["key"], "field": cells["field"].map(fields)}
    for name in ("before", "after"):
        pairs = zip(cells["field"], cells[name], strict=True)
        listed[name] = pd.Series([_in_file(value, field, words) for field, value in pairs], dtype=object)
    return pd.DataFrame(listed).set_axis(_heads(words), axis=1)


def _in_file(value: object, field: str, words: Words) -> object:
    if isinstance(value, str):
        return (
            import_report.named(words, import_report.CODES[field], value)
            if field in import_report.CODES
            else plain(value)
        )
    return None if value is pd.NaT else value.date() if isinstance(value, dt.datetime) else value
