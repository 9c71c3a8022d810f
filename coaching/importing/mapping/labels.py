"""The labels of the columns that hold stages and statuses, and what each one means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.importing.mapping.evidence.match import SEVERAL
from coaching.importing.mapping.schema import ENTERED
from coaching.importing.mapping.stages import ENDS, Meaning, ended_labels, label_meaning, stage_map, status_meaning
from coaching.importing.model import RawTable
from coaching.importing.values.normalize import missing, normalize, visible
from coaching.importing.values.text_columns import coded, distinct, filled, map_values, truth
from coaching.importing.vocabulary.header_words import names_paper, without_part
from coaching.importing.vocabulary.known_headers import names_field
from coaching.importing.vocabulary.label_words import denies, joins_a_contract, names_a_contract, spelled_out
from coaching.tables import CONVERSATION, DISCARDED, FIRST_APPOINTMENT, GATES, LOST, NEXT_STEP, WON

_MOST_STAGES, _MOST_STATUSES = 200, 50
#: Columns beside the stage that say how deals ended.
_ALSO_TELLING = frozenset(("status", "is_won", "won_on", "lost_on", "forecast"))
#: The number that puts a label in its place.
_NUMBERED = re.compile(r"\W*(\d{1,9})")
#: The dates of the steps that labels may say, the most open labels of a column of outcomes, and what is most rows.
_DATED_STEPS = {FIRST_APPOINTMENT: "first_appointment_on", NEXT_STEP: "next_step_on"}
_FEW_OPEN, _MOSTLY = 2, 0.8
#: What other columns say of the rows in which they are filled, and the part of a label's rows that they must say it of.
_DAYS = ("won_on", "lost_on")
_SAID_BY = {"won_on": WON, "lost_on": LOST, "lost_reason": LOST}
_MOST_ROWS = 0.9
#: The part of the rows from which on cancelled deals are the losses of a list that has no other.
_MANY = 0.1


def stage_headers(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headers of the columns that hold stage labels."""
    return tuple(fields[name] for name in ("stage", "furthest_stage") if name in fields)


def stage_labels(table: RawTable, fields: Mapping[str, str], preset: str | None) -> dict[str, Meaning]:
    """Return the labels of the columns that hold stages, and of those that date them, with what they mean."""
    labels: dict[str, None] = {}
    for header in stage_headers(fields):
        labels.update(dict.fromkeys(_labels(table, header, _MOST_STAGES)))
    labels.update(dict.fromkeys(name[len(ENTERED) :] for name in fields if name.startswith(ENTERED)))
    meanings = stage_map(labels, preset)
    meanings |= dict.fromkeys(_steps_before_the_win(meanings), Meaning(NEXT_STEP))
    if "stage" not in fields:
        return meanings
    meanings |= ended_by_rows(table, fields, "stage", meanings)
    is_only_answer = not _ALSO_TELLING & set(fields)
    return in_context(table, fields, "stage", meanings) if is_only_answer else meanings


def status_labels(table: RawTable, fields: Mapping[str, str], stages: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """Return the labels of a status column with what they mean, but for those whose meaning as a stage is known."""
    if "status" not in fields:
        return {}
    known = {normalize(label) for label, meaning in stages.items() if meaning.code}
    labels = _labels(table, fields["status"], _MOST_STATUSES)
    meanings = {label: status_meaning(label) for label in labels}
    meanings |= ended_by_rows(table, fields, "status", meanings)
    meanings = in_context(table, fields, "status", meanings)
    return {label: meaning for label, meaning in meanings.items() if normalize(label) not in known}


def in_context(
    table: RawTable, fields: Mapping[str, str], name: str, meanings: Mapping[str, Meaning]
) -> dict[str, Meaning]:
    """Return the meanings of the labels of a column in the light of one another; what is new in them is asked about.

    A win that is numbered before open stages, beside another win after them, is a step on the way. Where losses have
    a label and wins have none, a label that is nothing but a word for a contract is the win, or else one for what is
    closed. Where wins have a label and losses have none, but many rows are cancelled, these are the losses. Where one
    of the two still has no label, it is the one whose deals have the day on which they ended. Where the date of a visit
    is that of the first appointment, so is the label of one. What denies the word for a win is a loss, and what seems
    to say a step that its deals have no date of says no more than that they are open.
    """
    in_this_table = dict(meanings)
    cells = coded(table.frame[fields[name]], visible)
    in_this_table.update(dict.fromkeys(_denials_of_wins(in_this_table), Meaning(LOST, weak=True)))
    ends = {
        code: [label for label in in_this_table if in_this_table[label].code == code]
        for code in (WON, LOST, DISCARDED, "")
    }
    place = {label: int(number[1]) for label in in_this_table if (number := _NUMBERED.match(label))}
    working = [at for label, at in place.items() if in_this_table[label].code in GATES]
    early = [label for label in ends[WON] if label in place and place[label] < max(working, default=-1)]
    if early and len(early) < len(ends[WON]):
        in_this_table.update(dict.fromkeys(early, Meaning("")))
    is_cancelled = cells.isin(ends[DISCARDED])
    are_lost = not ends[LOST] and is_cancelled.mean() >= _MANY
    contracts = [label for label in in_this_table if names_a_contract(label)] if not ends[WON] else []
    if ends[LOST] or are_lost:
        in_this_table.update(dict.fromkeys(contracts, Meaning(WON, weak=True)))
    closed = [
        label
        for label, meaning in in_this_table.items()
        if not meaning.code and names_field(label, ("is_closed",), "deals")
    ]
    if ends[LOST] and not ends[WON] and not contracts and len(closed) == 1:
        in_this_table[closed[0]] = Meaning(WON, weak=True)
    if are_lost and (ends[WON] or ends[""] or contracts):
        in_this_table.update(dict.fromkeys(ends[DISCARDED], Meaning(LOST, weak=True)))
    in_this_table.update(_end_by_its_day(table, fields, in_this_table, cells))
    codes = {meaning.code for meaning in in_this_table.values()}
    if FIRST_APPOINTMENT not in codes and _is_visit(fields.get("first_appointment_on")):
        visits = [
            label for label, meaning in in_this_table.items() if meaning.code == NEXT_STEP and not names_paper(label)
        ]
        in_this_table.update(dict.fromkeys(visits, Meaning(FIRST_APPOINTMENT, weak=True)))
    return in_this_table | dict.fromkeys(_merely_open(table, fields, name, in_this_table, cells), Meaning(CONVERSATION))


def _end_by_its_day(
    table: RawTable, fields: Mapping[str, str], meanings: Mapping[str, Meaning], cells: pd.Series
) -> dict[str, Meaning]:
    """Return the win, or the loss, where only the other one has a label: its deals have the day on which they ended.

    Several such labels are left undecided. Where all deals have that day, it is one on which they are expected to end.
    """
    codes = {meaning.code for meaning in meanings.values()}
    if "closed_on" not in fields or len({WON, LOST} & codes) != 1:
        return {}
    known = [label for label, meaning in meanings.items() if meaning.code in ENDS]
    labels = cells.astype(object).where(cells.notna(), "").tolist()
    ended = ended_labels(labels, filled(table.frame[fields["closed_on"]]).tolist(), known)
    if len(ended) >= len(meanings) - len(known):
        return {}
    lacking = Meaning(LOST if WON in codes else WON, weak=True)
    return dict.fromkeys(ended, lacking if len(ended) == 1 else Meaning(""))


def ended_by_rows(
    table: RawTable, fields: Mapping[str, str], name: str, meanings: Mapping[str, Meaning]
) -> dict[str, Meaning]:
    """Return what other columns say of labels that are undecided, unsure or cancelled: won, or lost.

    Such a column is one of days of wins or of losses, or a status, and says so in the rows of such labels and of those
    that are known to mean the same, and in no others. Cancelled deals that have the days or the reasons of losses are
    these losses where no label means a loss. Of no other label a reason says so: parked deals have reasons as well.
    """
    doubtful = [label for label in meanings if _may_be_ended(label, meanings[label])]
    if not doubtful:
        return {}
    cells = coded(table.frame[fields[name]], visible)
    labels = [label for label in doubtful if (cells == label).sum() >= SEVERAL]
    known = {code: [label for label in meanings if meanings[label] == Meaning(code)] for code in (WON, LOST)}
    settled: dict[str, Meaning] = {}
    for code, said, may_say in _said_by_rows(table, fields, name):
        part = {label: float(said[(cells == label).to_numpy(dtype=bool)].mean()) for label in labels if may_say(label)}
        ended = [label for label in part if part[label] >= _MOST_ROWS and _may_mean(label, code, meanings, known)]
        others = ~cells.isin([*ended, *known[code]]).to_numpy(dtype=bool)
        if not said[others].any():
            settled |= dict.fromkeys(ended, Meaning(code))
    return settled


def _said_by_rows(
    table: RawTable, fields: Mapping[str, str], name: str
) -> Iterator[tuple[str, np.ndarray, Callable[[str], bool]]]:
    """Yield which rows were won or lost by each other column that says so for some of them, and of which labels."""
    for field, code in _SAID_BY.items():
        if field in fields and fields[field] != fields[name]:
            says_so = _is_day if field in _DAYS else _is_filled
            may_say = _is_cancelled if field == "lost_reason" else _is_any
            yield code, map_values(table.frame[fields[field]], says_so).to_numpy(dtype=bool), may_say
    if name == "stage" and "status" in fields:
        status = coded(table.frame[fields["status"]], visible)
        firm = {label: status_meaning(label) for label in _labels(table, fields["status"], _MOST_STATUSES)}
        for code in (WON, LOST):
            yield (
                code,
                status.isin([label for label in firm if firm[label] == Meaning(code)]).to_numpy(dtype=bool),
                _is_any,
            )


def _is_any(_label: str) -> bool:
    return True


def _is_cancelled(label: str) -> bool:
    """Return whether a label says, as a whole, that a deal was called off."""
    return without_part(label, "cancelled") == ""


def _is_filled(cell: str) -> bool:
    return not missing(cell)


def _is_day(cell: str) -> bool:
    """Return whether a cell of a column of days holds one, or marks that there was one: "pending" does not."""
    return any(map(str.isdigit, cell)) or truth(cell) is True


def _may_be_ended(label: str, meaning: Meaning) -> bool:
    """Return whether other columns may say that a label means a win or a loss: it says nothing surer itself."""
    return meaning.weak or meaning.code in ("", DISCARDED) or names_a_contract(label)


def _may_mean(label: str, code: str, meanings: Mapping[str, Meaning], known: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a label that may mean a win or a loss may mean ``code``."""
    meaning = meanings[label]
    if meaning.code == DISCARDED:
        return code == LOST and not known[LOST] and _is_cancelled(label)
    is_contract = code == WON and not known[WON] and names_a_contract(label)
    return is_contract or meaning.code in ("", code)


def _merely_open(
    table: RawTable, fields: Mapping[str, str], name: str, meanings: Mapping[str, Meaning], cells: pd.Series
) -> list[str]:
    """Return the labels of a column of outcomes that say no more than that a deal is open, such as "negotiating".

    That is where wins have the date of the step that the label seems to say, and its own deals mostly lack it.
    """
    won = [label for label, meaning in meanings.items() if meaning.code == WON]
    working = [label for label, meaning in meanings.items() if meaning.code in _DATED_STEPS]
    if name != "stage" or not won or len(working) > _FEW_OPEN or not any(m.code == LOST for m in meanings.values()):
        return []
    merely = []
    for label in working:
        header = fields.get(_DATED_STEPS[meanings[label].code])
        dated = filled(table.frame[header]) if header else None
        if dated is not None and dated[cells.isin(won)].mean() >= _MOSTLY > dated[(cells == label)].mean():
            merely.append(label)
    return merely


def _denials_of_wins(meanings: Mapping[str, Meaning]) -> list[str]:
    """Return undecided labels that deny, and put off nothing, what another label of the column calls a win."""
    won = [spelled_out(label).split() for label, meaning in meanings.items() if meaning.code == WON]
    return [
        label
        for label, meaning in meanings.items()
        if not meaning.code and any(denies(spelled_out(label), words[-1]) for words in won if words)
    ]


def _steps_before_the_win(meanings: Mapping[str, Meaning]) -> list[str]:
    """Return labels of a step and of a contract at once, such as "quote/contract", where another label is the win."""
    won = [label for label, meaning in meanings.items() if meaning == Meaning(WON)]
    both = [label for label in won if joins_a_contract(label)]
    return both if len(both) < len(won) else []


def _is_visit(header: str | None) -> bool:
    """Return whether the first appointment is dated by what else is a next step: a survey before a quote."""
    return header is not None and label_meaning(header).code == NEXT_STEP


def _labels(table: RawTable, header: str, most: int) -> list[str]:
    return [visible(value) for value in distinct(table.frame[header], most)]
