"""The widgets that answer a question about a table or correct its mapping, one for each part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import available_timezones

import streamlit as st

from coaching import importing
from coaching.importing import (
    ENDS,
    OUTCOME_COLUMN,
    QUESTIONS,
    TABLE,
    Given,
    Question,
    RawTable,
    TableMapping,
    currency_codes,
    currency_in,
    outcome_for,
    relabelled,
    shows_wins,
    stage_labels,
    status_labels,
)
from coaching.tables import CONVERSATION, OPEN, STAGE_MEANINGS, TABLES
from coaching.words import Words, plain
from pages.data import import_report
from pages.data.mapped import MappedTable, field_label
from pages.kit.escape import markdown
from pages.session import clock, results
from pages.session.session_state import session

#: Fields by whose values rows can be left out, if they have at most so many values.
_LEAVE_OUT = ("deal_type", "pipeline", "product", "segment")
_MOST_KINDS = 60
#: The meanings of a status; a deal that has not ended is open, whichever gate it has passed.
_STATUS_MEANINGS = (CONVERSATION, *ENDS)
#: The choice for a sheet without data, such as notes.
_NO_DATA = "left_out"
#: Questions about the table as a whole, whose answer is a format.
WHOLE_TABLE = ("year", "period", *(kind.about for kind in QUESTIONS.values() if kind.reading))
_WIDTH = 420
_LONGEST = 40
_YEARS_BACK = 6


def table_type(words: Words, mapped: MappedTable, is_asked: bool = False) -> None:
    """Show the choice of what a table holds; where it ``is_asked``, the question above is its label."""
    options = ("", *TABLES, _NO_DATA)
    key = mapped.key("table")
    unknown = words("map.choose" if is_asked else "table.unknown")
    st.selectbox(
        words("map.table"),
        options,
        index=options.index(mapped.now.table or ("" if mapped.now.asks("table") else _NO_DATA)),
        format_func=lambda chosen: import_report.named(words, "table", chosen) if chosen else unknown,
        key=key,
        on_change=lambda: _when_chosen(key, options, partial(_take_for, mapped)),
        label_visibility="collapsed" if is_asked else "visible",
        width=_WIDTH,
    )


def leave_out(mapped: MappedTable) -> None:
    """Take a table for one without data."""
    st.session_state.pop(mapped.key("table"), None)
    _take_for(mapped, _NO_DATA)


def take_for_deals(mapped: MappedTable) -> None:
    """Take a table for one of deals."""
    st.session_state.pop(mapped.key("table"), None)
    _take_for(mapped, "deals")


def _take_for(mapped: MappedTable, chosen: str) -> None:
    """Take a table for what was chosen; every question about it is asked anew, and this one counts as answered."""
    no_table = TableMapping("", questions=() if chosen else (TABLE.asked(),))
    mapped.put(importing.suggest_mapping(mapped.table, chosen) if chosen in TABLES else no_table)
    upload, place_of = session().upload, (mapped.digest, mapped.at)
    upload.asked.pop(place_of, None)
    upload.answered[place_of] = ((TABLE.asked(),),) if chosen else ()
    upload.again = None


def _when_chosen(key: str, options: Sequence[str], take: Callable[[str], None]) -> None:
    """Take what was chosen, unless the browser sent a text that was an option once, such as before another language."""
    if st.session_state[key] in options:
        take(st.session_state[key])


def forget(mapped: MappedTable, name: str) -> None:
    """Let the choices of a field's column start from its mapping again."""
    for place_of in ("asked", "field"):
        st.session_state.pop(mapped.key(f"{place_of}:{name}"), None)


def field(words: Words, mapped: MappedTable, name: str, is_asked: bool = False, stands_in: str = "") -> None:
    """Show the choice of a field's column, with a few of its cells; ``is_asked`` as in ``table_type``.

    ``stands_in`` is what the choice of no column is called, if something else then stands for the field.
    """

    def change(header: str) -> None:
        before = mapped.latest
        mapped.decide(Given(fields={name: header}))
        for other in before.fields:
            if other != name and mapped.latest.fields.get(other) != before.fields[other]:
                forget(mapped, other)
                st.toast(words("map.lost_column", field=markdown(field_label(other, words))), icon=":material/info:")
        if name in ("stage", "furthest_stage", "status"):
            mapped.put(relabelled(mapped.table, mapped.latest))

    # Asked, the choice of no column has another name: the browser would send it back as if it were a column.
    key = mapped.key(f"asked:{name}" if is_asked else f"field:{name}")
    header = mapped.now.fields.get(name, "")
    none = stands_in or words("map.choose" if is_asked else "map.none")
    options = ("", *mapped.table.header)
    st.selectbox(
        field_label(name, words),
        options,
        index=options.index(header) if header in options else 0,
        format_func=lambda column: import_report.header(column, words) or none,
        key=key,
        on_change=lambda: _when_chosen(key, options, change),
        filter_mode="contains",
        label_visibility="collapsed" if is_asked else "visible",
        width=_WIDTH if is_asked else "stretch",
    )
    if header:
        st.caption(markdown(words("map.samples", values=" · ".join(_samples(mapped.table, header, words)))))


def format_of(words: Words, mapped: MappedTable, kind: str, name: str) -> None:
    """Show the choice of a column's format, with a few cells as each format reads them."""
    key = mapped.key(f"format:{name}")
    ways = importing.readings(mapped.table, mapped.now, name)
    options = list(ways)
    reading = mapped.now.formats.get(name)
    st.radio(
        words("map.order" if kind == "date_order" else "map.decimal", field=field_label(name, words)),
        options,
        index=options.index(reading) if reading in options else 0,
        format_func=lambda code: words(f"format.{code}"),
        captions=[_examples(words, ways[way]) for way in options],
        key=key,
        on_change=lambda: _when_chosen(key, options, lambda code: mapped.decide(Given(formats={name: code}))),
        label_visibility="collapsed",
    )


def reading_of(about: str, now: TableMapping) -> str:
    """Return which reading of the whole table answers a question."""
    if about == "period" and "goals" in (now.table, *now.also_tables):
        return "goal_period"
    return QUESTIONS[about].reading or about


def answer_to(mapped: MappedTable, question: Question) -> str:
    """Return the current answer to a question about the table as a whole, or its guess; "" if there is neither."""
    return mapped.now.formats.get(reading_of(question.about, mapped.now)) or question.guess


def whole_table(words: Words, mapped: MappedTable, question: Question) -> None:
    """Show the choice of what holds for every row of a table, such as the year of its periods or the currency."""
    about = question.about
    reading, answer = reading_of(about, mapped.now), answer_to(mapped, question)
    key = mapped.key(f"format:{reading}")

    def change() -> None:
        mapped.decide(Given(formats={reading: (st.session_state[key] or "").strip()}))

    label = words(f"question.{about}", label=markdown(plain(question.label[:_LONGEST])))
    choices = QUESTIONS[about].choices
    if about == OUTCOME_COLUMN.about:
        choices = tuple(choice for choice in choices if choice in mapped.now.fields)
    if choices:
        columns = mapped.now.fields if about == OUTCOME_COLUMN.about else {}
        st.radio(
            label,
            choices,
            index=choices.index(answer) if answer in choices else None,
            format_func=lambda choice: words(f"{reading}.{choice}"),
            captions=[markdown(import_report.header(columns[choice], words)) for choice in choices]
            if columns
            else None,
            key=key,
            on_change=change,
            label_visibility="collapsed",
        )
        return
    options = _offered(about, mapped)
    options = [*options, *([answer] if answer and answer not in options else [])]
    st.selectbox(
        label,
        options,
        index=options.index(answer) if answer else None,
        format_func=lambda text: answer_text(words, reading, text),
        key=key,
        on_change=change,
        placeholder=words(f"map.say.{about}"),
        accept_new_options=about == "period",
        filter_mode="contains",
        label_visibility="collapsed",
        width=_WIDTH,
    )


def answer_text(words: Words, reading: str, text: str) -> str:
    """Return an answer that holds for every row, in the reader's words."""
    if words.has(f"{reading}.{text}"):
        return words(f"{reading}.{text}")
    if reading in ("goal_period", "period") and words.has(f"goal_every.{text}"):
        return words("map.every", period=words(f"goal_every.{text}"))
    if reading == "currency":
        name = words.locale.currencies.get(text)
        return f"{plain(text)} · {name}" if name else plain(text)
    return plain(text)[:_LONGEST]


def _offered(about: str, mapped: MappedTable) -> list[str]:
    """Return the answers to choose from; the file's own currencies and the reader's own time zone come first."""
    if about == "currency":
        cells = importing.values_of(mapped.table, mapped.now, "currency") if "currency" in mapped.now.fields else {}
        first = list(dict.fromkeys(filter(None, map(currency_in, cells))))
        return [*first, *sorted(currency_codes() - set(first))]
    if about == "year":
        this = clock.today().year
        return [str(year) for year in range(this + 1, this - _YEARS_BACK, -1)]
    if about == "time_zone":
        places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
        reader_zone = st.context.timezone
        return [
            *([reader_zone] if reader_zone in places else []),
            "UTC",
            *(name for name in places if name != reader_zone),
        ]
    return ["month", "quarter", "year"]


def stages(words: Words, mapped: MappedTable) -> None:
    """Show the choice of the meaning of each stage and each status, in the order of the funnel."""
    if not mapped.now.stages:
        st.caption(words("map.stage.none"))
        return
    st.caption(words("map.stage.lead"))
    counts = importing.stage_counts(mapped.table, mapped.now)
    labels = stage_labels(mapped.table, mapped.now.fields, mapped.now.preset)
    statuses = status_labels(mapped.table, mapped.now.fields, labels).keys() - labels.keys()
    with st.container(key=mapped.key("stages").replace(":", "-"), gap="xsmall"):
        for label, meaning in _in_funnel_order(mapped):
            # Labels remembered from an earlier file of the same layout need not be in this one.
            if counts.get(label):
                _stage(words, mapped, label, meaning, counts[label], label in statuses)
    if mapped.now.table == "deals" and not shows_wins(mapped.now.fields, mapped.now.stages):
        st.warning(words("map.stage.no_won"), icon=":material/info:")


def _stage(words: Words, mapped: MappedTable, label: str, meaning: str, count: int, is_status: bool) -> None:
    key = mapped.key(f"stage:{label}")
    names = {"": words("map.undecided")}
    options: tuple[str, ...] = ("", *STAGE_MEANINGS)
    if is_status:
        names[CONVERSATION] = words("outcome.open")
        options = ("", *_STATUS_MEANINGS)
        meaning = CONVERSATION if outcome_for(meaning) == OPEN else meaning
    title = markdown(words.count("map.stage.label", count, stage=words.name(label)))
    name, choice = st.columns([2, 3], vertical_alignment="center")
    name.markdown(title)
    choice.selectbox(
        title,
        options,
        index=options.index(meaning) if meaning in options else 0,
        format_func=partial(_meaning, words, names),
        key=key,
        on_change=lambda: _when_chosen(key, options, lambda code: mapped.decide(Given(stages={label: code}))),
        label_visibility="collapsed",
        width=_WIDTH,
    )


def _in_funnel_order(mapped: MappedTable) -> list[tuple[str, str]]:
    """Return labels with their meanings, undecided ones first, the others in the order of the funnel.

    The order is that of the suggested meanings, so that labels do not move while their meanings are chosen.
    """
    now, guess = mapped.now, results.suggest(mapped.table)
    if now.stages.keys() - guess.stages.keys():  # of a column that was chosen here
        guess = relabelled(mapped.table, replace(now, stages={}))

    def place_of(label: str) -> int:
        meaning = guess.stages.get(label, "")
        return STAGE_MEANINGS.index(meaning) if meaning in STAGE_MEANINGS else -1

    return sorted(now.stages.items(), key=lambda pair: place_of(pair[0]))


def left_out(words: Words, mapped: MappedTable) -> None:
    """Show the choice of rows to leave out by the value of a field, such as another pipeline."""
    asked = [
        (name, importing.values_of(mapped.table, mapped.now, name)) for name in _LEAVE_OUT if name in mapped.now.fields
    ]
    asked = [(name, counts) for name, counts in asked if 1 < len(counts) <= _MOST_KINDS]
    if not asked:
        st.caption(words("map.left_out.none"))
        return
    st.caption(words("map.left_out.lead"))
    for name, counts in asked:
        key = mapped.key(f"exclude:{name}")

        def change(name: str = name, key: str = key) -> None:
            mapped.decide(Given(exclude={name: tuple(st.session_state[key])}))

        names = {value: words.name(plain(value)) if value else words("map.left_out.blank") for value in counts}
        st.multiselect(
            words("map.left_out.field", field=field_label(name, words)),
            list(counts),
            default=[value for value in mapped.now.exclude.get(name, ()) if value in counts],
            format_func=partial(_counted, words, names, counts),
            key=key,
            on_change=change,
            placeholder=words("map.left_out.choose"),
        )


def _examples(words: Words, cells: Sequence[tuple[str, dt.date | float | None]]) -> str:
    """Return cells with the values that they are read as, as text."""
    shown = [
        words("map.reads_as", cell=markdown(words.name(plain(cell[:_LONGEST]))), value=_value(words, value))
        for cell, value in cells
    ]
    return " · ".join(shown)


def _value(words: Words, value: dt.date | float | None) -> str:
    if value is None:
        return words("map.unread")
    return words.date(value) if isinstance(value, dt.date) else words.number(value, 3)


def _meaning(words: Words, names: Mapping[str, str], code: str) -> str:
    return names.get(code) or import_report.named(words, "meaning", code)


def _counted(words: Words, names: Mapping[str, str], counts: Mapping[str, int], value: str) -> str:
    return words.count("map.stage.label", counts[value], stage=names[value])


def _samples(table: RawTable, header: str, words: Words) -> list[str]:
    values = table.frame[header].head(500)
    return [words.name(import_report.without_midnight(value)[:_LONGEST]) for value in values[values != ""].unique()[:3]]
