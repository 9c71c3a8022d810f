"""A raw table of deals -> the canonical columns of ``deals``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pandas as pd

from coaching.importing.build.activities import result_of
from coaching.importing.build.builder import Builder, Built
from coaching.importing.build.shared_rows import MADE_SHARES
from coaching.importing.build.twin_columns import TWIN_FILLS, twin_of
from coaching.importing.issues.catalogue import (
    APPOINTMENT_NOT_HELD,
    BAD_AMOUNT,
    CLOSED_BEFORE_CREATED,
    EXACT_COPIES,
    EXPECTED_CLOSE_DATES,
    NO_CLOSE_DATE,
    NO_LOST,
    NO_OUTCOME,
    NO_SHARE,
    ONLY_WON,
    OUTCOMES_DISAGREE,
    ROW_LIMIT,
    SEVERAL_OWNERS,
    STAGE_UNDECIDED,
    TAKEN_BACK,
    UNKNOWN_STATUS,
    WON_WITHOUT_AMOUNT,
)
from coaching.importing.issues.questions import OUTCOME_COLUMN, OUTCOME_COLUMNS
from coaching.importing.mapping.evidence.amount_columns import actual_and_expected
from coaching.importing.mapping.evidence.deal_days import closes
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.row_questions import (
    joined_owners,
    lost_marks,
    refund_column,
    says_refunded,
    second_owner,
)
from coaching.importing.mapping.schema import ENTERED
from coaching.importing.mapping.stages import ENDS, meaning_of, outcome_for, outcome_of, rank, shows_outcome
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.values.amounts import in_full, look_at_numbers, parse_numbers
from coaching.importing.values.dates import look_at_dates, parse_dates
from coaching.importing.values.normalize import missing, normalize
from coaching.importing.values.text_columns import (
    distinct,
    filled,
    fingerprints,
    flags,
    labels_in_use,
    map_values,
    one_of,
    recode,
    translate,
    truth,
)
from coaching.importing.vocabulary.activity_kinds import APPOINTMENT, kind_of_activity
from coaching.importing.vocabulary.header_words import is_expected
from coaching.tables import (
    CONVERSATION,
    DISCARDED,
    FIRST_APPOINTMENT,
    LOST,
    NEXT_STEP,
    OPEN,
    OUTCOMES,
    STAGE_MEANINGS,
    WON,
)

_LABELS = ("team", "product", "segment", "source", "pipeline", "deal_type", "lost_reason")
_TEXTS = ("deal_id", "deal_name", "account")
#: Numbers of rows at which systems and spreadsheets stop exporting.
_LIMITS = frozenset((2_000, 5_000, 10_000, 20_000, 50_000, 65_535, 100_000, 1_048_575))
#: The most labels of a column of results of appointments.
_MOST_RESULTS = 12
#: Columns whose labels and flags say how deals ended.
_OUTCOME_LABELS = ("status", "stage", "is_won", "active", "forecast")
#: The gates that columns of yes and no tick off.
_TICKED_GATES = {"first_appointment_done": FIRST_APPOINTMENT, "next_step_done": NEXT_STEP}
#: How far a header must speak for a step to fill the gaps of its days, and in how many rows both must agree.
_OF_THE_STEP, _FEWEST_AGREEING, _MOSTLY_AGREEING = 0.5, 3, 0.8
#: How many times as much the amounts of one of two columns may typically be where both hold the same thing.
_ALIKE = 5
#: How many days of a column are looked at to tell how they are written.
_MOST_LOOKED_AT = 2000
#: From this share of the closed deals in one stage, the stage says that they are closed and not how far they came.
_NEARLY_ALL = 0.9


def build_deals(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a deal, or set it aside with a reason."""
    build = Builder(raw, mapping)
    with ThreadPoolExecutor(2) as pool:
        # Reading long columns of text is left to threads, while this one does all that labels can tell.
        texts = {name: pool.submit(build.words, name) for name in _TEXTS}
        prints = pool.submit(_prints, texts["deal_id"])
        amounts = pool.submit(build.numbers_in, "amount")
        _put_labels(build, amounts)
        build.put(**{name: text.result() for name, text in texts.items()})
    _note_oddities(build, build.columns["outcome"])
    _note_taken_back(build, build.columns["outcome"])
    _note_several_owners(build)
    return build.built("deals", prints.result())


def _note_several_owners(build: Builder) -> None:
    """Point out deals that several people own where only one of them is counted."""
    fields = build.mapping.fields
    if fields.get("share") == MADE_SHARES:
        return
    joined = joined_owners(build.raw, fields)
    beside = None if "share" in fields else second_owner(build.raw, fields)
    if not joined and not beside:
        return
    rows = build.raw.frame[fields["rep"]].isin(list(joined))
    if beside:
        rows |= filled(build.raw.frame[beside])
    build.note(SEVERAL_OWNERS, rows, "rep", list(joined) or [str(beside)])


def _prints(ids: Future[pd.Series | None]) -> np.ndarray | None:
    column = ids.result()
    return None if column is None else fingerprints(column)


def _put_labels(build: Builder, amounts: Future[pd.Series | None]) -> None:
    """Put all columns but the long texts; ``amounts`` is the reading of the amount, at work elsewhere."""
    build.people()
    build.put(**{name: build.coded(name) for name in _LABELS})
    build.put(created_on=_with_twin(build, "created_on", build.dates("created_on")))
    _put_money(build, amounts)
    stage = build.coded("stage")
    meaning = _meanings(build, stage)
    furthest = _meanings(build, build.coded("furthest_stage"))
    outcome, from_status, is_said = _outcome(build, meaning)
    _put_actual_amounts(build, outcome)
    outcome = _counted_as_said(build, outcome)
    build.put(stage=stage, outcome=outcome)
    _put_dates(build, outcome, is_said)
    _put_forecast(build, outcome)
    _put_share(build)
    build.columns["gate_rank"] = _gates(build, meaning, furthest, outcome)
    build.columns["gate_shown"] = _gate_shown(build, meaning, furthest, outcome, from_status)


def _empty(build: Builder) -> pd.Series:
    return pd.Series(None, index=build.raw.frame.index, dtype=object)


def _unlabelled(build: Builder) -> pd.Series:
    return pd.Series(None, index=build.raw.frame.index, dtype="category")


def _meanings(build: Builder, stages: pd.Series | None) -> pd.Series:
    """Return what each row's stage label means; labels the mapping does not know are read by their words."""
    if stages is None:
        return translate(_unlabelled(build), {}, STAGE_MEANINGS)
    known = {normalize(label): code for label, code in build.mapping.stages.items()}
    codes = {str(label): known.get(normalize(str(label))) for label in stages.cat.categories}
    codes = {
        label: meaning_of(label, build.mapping.preset).code if code is None else code for label, code in codes.items()
    }
    undecided = [label for label, code in codes.items() if code == ""]
    if undecided:
        build.note(STAGE_UNDECIDED, stages.isin(undecided), "stage", undecided)
    return translate(stages, {label: code or None for label, code in codes.items()}, STAGE_MEANINGS)


def _few(values: pd.Series, known: Sequence[str]) -> pd.Series:
    """Return a column of codes as a categorical, on which comparing costs next to nothing."""
    return pd.Series(pd.Categorical(values, pd.Index(list(known), dtype="str")), index=values.index)


def _outcome(build: Builder, meaning: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return each row's outcome, whether a column other than the stage decided it, and whether anything said it.

    Asked in turn: the status, the won and closed flags, whether the row is active, the forecast type, the stage. A
    column that says of every deal that it is open comes last: it tells which rows are in use, and not how they ended.
    """
    deciders = {"status": _by_status, "is_won": _by_flags, "active": _by_active, "forecast": _by_forecast}
    answers = {name: answer for name, decide in deciders.items() if (answer := decide(build, meaning)) is not None}
    if not answers and not (build.header("won_on") or build.header("lost_on")):
        undecided = pd.Series(False, index=build.raw.frame.index)
        is_said = meaning.notna() & any(code in ENDS for code in labels_in_use(meaning))
        return translate(meaning, dict(zip(ENDS, ENDS, strict=True)), OUTCOMES, OPEN), undecided, is_said
    ended = meaning.astype(object).where(meaning.isin(ENDS), None)
    first = build.mapping.formats.get(OUTCOME_COLUMN.reading)
    answers["stage"] = ended
    disagree = pd.Series(False, index=ended.index)
    if first is None and (disagree := _disagreement(answers)).any():
        telling = {name: answer for name, answer in answers.items() if len(answer) == 1 or not (answer == OPEN).all()}
        answers = {**telling, **answers}
        disagree = _disagreement(telling)
        if disagree.any():
            names = [name for name in OUTCOME_COLUMNS if name in telling and build.header(name)]
            build.note(OUTCOMES_DISAGREE, disagree, names[0], [build.header(name) or "" for name in names])
    outcome, by_stage = _empty(build), pd.Series(False, index=ended.index)
    for name in dict.fromkeys((first, *answers)):
        if name in answers:
            by_stage |= (name == "stage") & outcome.isna() & answers[name].notna()
            outcome = outcome.where(outcome.notna(), answers[name])
    decided = outcome.notna() & ~by_stage
    for name, code in (("won_on", WON), ("lost_on", LOST)):
        dated = build.text(name)
        if dated is not None:
            # A cell that is no date and no mark is no end: "No", "Pending".
            reached = build.days(name).notna() | map_values(dated, truth).eq(True)
            outcome = outcome.where(outcome.notna(), reached.map({True: code, False: None}))
    reason = build.coded("lost_reason")
    if reason is not None and build.header("won_on") and not any(map(build.header, (*_OUTCOME_LABELS, "lost_on"))):
        outcome = outcome.mask(outcome.isna() & reason.notna(), LOST)
        build.assumptions.append("reason_means_lost")
    thrown_out = meaning == DISCARDED
    if thrown_out.any():
        outcome = outcome.mask(thrown_out & outcome.isin((OPEN, LOST)), DISCARDED)
    known_else = any(build.header(name) for name in ("is_won", "won_on", "lost_on"))
    is_said = (outcome.notna() | meaning.notna() | known_else) & ~disagree
    return _few(outcome.fillna(OPEN), OUTCOMES), decided, is_said


def _disagreement(answers: Mapping[str, pd.Series]) -> pd.Series:
    """Return the deals that one column says were won, or lost, and another that they were not."""
    said = pd.DataFrame(dict(answers))
    won, lost, still_open = (said == WON).any(axis=1), (said == LOST).any(axis=1), (said == OPEN).any(axis=1)
    rows: pd.Series = (won & (lost | still_open | (said == DISCARDED).any(axis=1))) | (lost & still_open)
    return rows


def _note_taken_back(build: Builder, outcome: pd.Series) -> None:
    """Point out won deals that a word of their label, or a column of refunds, says were taken back."""
    won = (outcome == WON).to_numpy()
    if not won.any():
        return
    for name in ("stage", "status"):
        label = build.coded(name)
        if label is not None:
            back = [one for one in label[won].dropna().unique() if speaks_of_taking_back(str(one))]
            build.note(TAKEN_BACK, won & one_of(label, back), name, back)
    header = refund_column(build.raw, build.mapping.fields)
    if header:
        build.note(TAKEN_BACK, won & _refunded(build, header), None, [header])


def _refunded(build: Builder, header: str) -> np.ndarray:
    tells = says_refunded(header, build.mapping.fields)
    return map_values(build.raw.frame[header], tells).eq(True).to_numpy(dtype=bool)


def _counted_as_said(build: Builder, outcome: pd.Series) -> pd.Series:
    """Return outcomes with wins that were taken back, or whose amounts lie below 0, counted as the user said."""
    formats, won = build.mapping.formats, (outcome == WON).to_numpy()
    header = refund_column(build.raw, build.mapping.fields)
    amount = build.columns.get("amount")
    for reading, rows in (
        ("refunds", _refunded(build, header) if header else None),
        ("negative_amounts", None if amount is None else (amount < 0).to_numpy()),
    ):
        said = formats.get(reading)
        if rows is not None and said in (LOST, DISCARDED):
            outcome = outcome.mask(won & rows, said)
    return outcome


def _by_status(build: Builder, meaning: pd.Series) -> pd.Series | None:
    status = build.label("status")
    if status is None:
        return None
    said = {normalize(label): outcome_for(code) for label, code in build.mapping.stages.items()}
    codes = {
        label: said[normalize(label)] if normalize(label) in said else outcome_of(label)
        for label in status.dropna().unique()
    }
    unknown = [label for label, code in codes.items() if code is None]
    if unknown:
        build.note(UNKNOWN_STATUS, status.isin(unknown), "status", unknown)
    return recode(status, codes)


#: Columns that tell open deals from lost ones, so that a no in a column of wins need not.
_TELLING_OPEN = ("is_closed", "active", "status", "stage", "forecast", "lost_on", "expected_close_on", "probability")
#: How long after the last known event a closing date is taken for one that has passed.
_SOON_AFTER = pd.Timedelta(days=31)


def _by_flags(build: Builder, meaning: pd.Series) -> pd.Series | None:
    won_text, closed_text = build.text("is_won"), build.text("is_closed")
    if won_text is None:
        return None
    said = flags(won_text)
    unknown = [cell for cell in won_text[said.isna()].unique() if not missing(cell)]
    build.note(UNKNOWN_STATUS, won_text.isin(unknown), "is_won", unknown)
    won = said.eq(True)
    answer = won.map({True: WON, False: None}).astype(object)
    if marks := lost_marks(build.raw, build.mapping.fields):
        answer = answer.mask(~won & filled(build.raw.frame[marks]), LOST)
    if closed_text is not None:
        closed = flags(closed_text).eq(True)
        answer = answer.mask(~won & closed, LOST).mask(~won & ~closed, OPEN)
        answer = answer.mask(~won & (meaning == DISCARDED), DISCARDED)
    elif (~filled(won_text)).any() and not (meaning == LOST).any():
        # Where some cells are blank, the others were decided.
        answer = answer.mask(said.eq(False) & filled(won_text), LOST)
        build.assumptions.append("no_means_lost")
    elif not any(build.header(name) for name in _TELLING_OPEN):
        lost = said.eq(False) & filled(won_text) & _is_decided(build, won_text, won)
        if lost.any():
            build.assumptions.append("no_means_lost")
            answer = answer.mask(lost, LOST)
    return answer


def _is_decided(build: Builder, won_text: pd.Series, won: pd.Series) -> pd.Series:
    """Return which rows are over where a yes/no column alone tells wins: a no may also be one not yet.

    Where some cells are blank, those that say no were decided. Else a no is decided that has a closing date, unless
    that lies well after everything that is known to have happened, as the expected date of an open deal does.
    """
    blanks = ~filled(won_text)
    if blanks.any():
        return pd.Series(True, index=won.index)
    closed = build.days("closed_on")
    happened = [build.days(name).max() for name in ("created_on", "first_appointment_on", "next_step_on")]
    last = pd.Series([*happened, closed[won].max()]).max()
    is_soon: pd.Series = closed <= last + _SOON_AFTER
    return closed.notna() & is_soon


def _by_active(build: Builder, meaning: pd.Series) -> pd.Series | None:
    active = build.text("active")
    if active is None:
        return None
    inactive = flags(active).eq(False) & (active != "")
    return (inactive & (meaning != WON)).map({True: LOST, False: None}).astype(object)


def _by_forecast(build: Builder, meaning: pd.Series) -> pd.Series | None:
    forecast = build.label("forecast")
    if forecast is None:
        return None
    codes = {label: outcome_of(label) for label in forecast.dropna().unique()}
    return recode(forecast, {label: code for label, code in codes.items() if code in (WON, LOST)})


def _put_money(build: Builder, amounts: Future[pd.Series | None]) -> None:
    amount = build.numeric("amount", BAD_AMOUNT, amounts)
    twin = None if amount is None else twin_of(build.raw, build.mapping.fields, "amount")
    if amount is not None and twin:
        others = _amounts_of(build, twin)
        typical, beside = amount.median(), others.median()
        if max(typical, beside) <= _ALIKE * min(typical, beside):
            build.assumptions.append(TWIN_FILLS)
            amount = amount.where(amount.notna(), others)
    build.put(amount=amount)
    build.put(currency=build.currency("amount"))


def _put_actual_amounts(build: Builder, outcome: pd.Series) -> None:
    """Put the actual amounts of won deals and the expected ones of the others, where a table has a column for each."""
    pair = actual_and_expected(build.raw, build.mapping.fields)
    amount = build.columns.get("amount")
    if pair is None or amount is None:
        return
    actual, expected = (amount if header == build.header("amount") else _amounts_of(build, header) for header in pair)
    of_won = actual.where(actual.notna(), expected)
    build.put(amount=of_won.where(outcome == WON, expected.where(expected.notna(), actual)))
    build.assumptions.append("actual_amount_where_won")


def _amounts_of(build: Builder, header: str) -> pd.Series:
    """Return the numbers in full of a column of amounts that is not mapped."""
    raw = build.raw.frame[header]
    return in_full(parse_numbers(raw, look_at_numbers(distinct(raw)).decimal), raw, header)[0]


def _put_dates(build: Builder, outcome: pd.Series, is_said: pd.Series) -> None:
    first, step, won, lost = (_entered(build, code) for code in (FIRST_APPOINTMENT, NEXT_STEP, WON, LOST))
    build.columns["first_mapped"] = pd.Series(
        build.header("first_appointment_on") is not None or first is not None, index=build.raw.frame.index
    )
    planned = _with_gaps_filled(build, "first_appointment_on")
    build.put(first_appointment_on=_either(None if planned is None else _held(build, planned), first))
    build.put(next_step_on=_either(_with_gaps_filled(build, "next_step_on"), step))
    closed = _with_twin(build, "closed_on", build.dates("closed_on"))
    for own, code in ((_either(build.dates("won_on"), won), WON), (_either(build.dates("lost_on"), lost), LOST)):
        if own is not None:
            own = own.where(outcome == code)
            closed = own if closed is None else closed.where(closed.notna(), own)
    expected = build.dates("expected_close_on")
    is_open = outcome == OPEN
    if closed is not None and expected is not None and closes(build.header("expected_close_on") or ""):
        closed = closed.where(closed.notna() | is_open, expected)
    if closed is not None:
        build.note(EXPECTED_CLOSE_DATES, is_open & is_said & closed.notna(), "closed_on")
        expected = _either(expected, closed)
        build.put(closed_on=closed.mask(is_open))
    build.put(expected_close_on=None if expected is None else expected.where(is_open))


def _with_twin(build: Builder, name: str, days: pd.Series | None) -> pd.Series | None:
    """Return days, those that are missing from the column that holds them where the other does not."""
    twin = None if days is None else twin_of(build.raw, build.mapping.fields, name)
    if days is None or twin is None:
        return days
    look = look_at_dates(distinct(build.raw.frame[twin], _MOST_LOOKED_AT))
    if look.share < _NEARLY_ALL:
        return days
    build.assumptions.append(TWIN_FILLS)
    own = build.mapping.formats.get(name)
    order = own if own in look.orders and not look.sure else look.order
    return days.where(days.notna(), parse_dates(build.raw.frame[twin], order))


def _with_gaps_filled(build: Builder, name: str) -> pd.Series | None:
    """Return the days of a step, those that are missing from another column for it (``First meeting (old)``).

    It is one where its header says no other step, and where the days agree in the rows that have both.
    """
    days = _with_twin(build, name, build.dates(name))
    if days is None or days.notna().all():
        return days
    mapped = set(build.mapping.fields.values())
    for header in build.raw.header:
        scores = header_scores(header, "deals") if header not in mapped else {}
        if scores.get(name, 0.0) < max(_OF_THE_STEP, *scores.values(), 0.0) or is_expected(header):
            continue
        raw = build.raw.frame[header]
        look = look_at_dates(distinct(raw, _MOST_LOOKED_AT))
        if look.share < _NEARLY_ALL:
            continue
        others = parse_dates(raw, look.order)
        both = days.notna() & others.notna()
        if int(both.sum()) >= _FEWEST_AGREEING and (days[both] == others[both]).mean() >= _MOSTLY_AGREEING:
            build.assumptions.append("days_of_two_columns")
            days = days.where(days.notna(), others)
    return days


def _held(build: Builder, days: pd.Series) -> pd.Series:
    """Return the days of first appointments without those that a column of their results says were not held."""
    mapped = set(build.mapping.fields.values())
    for header in build.raw.header:
        if header in mapped or kind_of_activity(header) != APPOINTMENT:
            continue
        cells = build.raw.frame[header]
        few = distinct(cells, _MOST_RESULTS + 1)
        results = {cell: result_of(cell) for cell in few if not missing(cell)}
        if len(few) <= _MOST_RESULTS and None not in results.values() and {"held", "not_held"} <= set(results.values()):
            rows = days.notna() & cells.isin([cell for cell, result in results.items() if result != "held"])
            build.note(APPOINTMENT_NOT_HELD, rows, "first_appointment_on", [header])
            days = days.mask(rows)
    return days


def _put_forecast(build: Builder, outcome: pd.Series) -> None:
    """Put what the CRM expects of open deals; what it expected of the others is no news."""
    is_open = outcome == OPEN
    probability, forecast = build.ratio("probability"), build.coded("forecast")
    build.put(
        probability=None if probability is None else probability.where(is_open),
        forecast=None if forecast is None else forecast.where(is_open),
    )


def _put_share(build: Builder) -> None:
    """Put the part of a deal that is this rep's; who has no part of it has no row of it either."""
    share = build.ratio("share")
    if share is not None:
        build.set_aside(share.eq(0), NO_SHARE)
        build.put(share=share.where(share > 0))


def _entered(build: Builder, gate: str) -> pd.Series | None:
    """Return the first day on which any stage of ``gate`` was entered, from the columns that date stages."""
    known = {normalize(label): code for label, code in build.mapping.stages.items()}
    days = []
    for name in build.mapping.fields:
        if name.startswith(ENTERED):
            label = name[len(ENTERED) :]
            code = known.get(normalize(label))
            if (meaning_of(label, build.mapping.preset).code if code is None else code) == gate:
                days.append(build.dates(name))
    found = [day for day in days if day is not None]
    return pd.concat(found, axis=1).min(axis=1).astype("datetime64[us]") if found else None


def _either(first: pd.Series | None, second: pd.Series | None) -> pd.Series | None:
    if first is None or second is None:
        return second if first is None else first
    return first.where(first.notna(), second)


def _ranks(meaning: pd.Series, besides: Sequence[str] = ()) -> np.ndarray:
    """Return the rank of each row's gate, -1 for what is none or one of ``besides``."""
    ranks = [-1 if code in besides else rank(code) for code in meaning.cat.categories]
    return np.array([*ranks, -1], dtype="int8")[meaning.cat.codes.to_numpy()]


def _gates(build: Builder, meaning: pd.Series, furthest: pd.Series, outcome: pd.Series) -> pd.Series:
    """Return the rank of the furthest gate that stage, furthest stage, dates and ticks show, -1 for none."""
    won = (outcome == WON).to_numpy()
    ranks = [_ranks(meaning, ENDS), _ranks(furthest), np.where(won, np.int8(rank(WON)), np.int8(-1))]
    for name, gate in (("first_appointment_on", FIRST_APPOINTMENT), ("next_step_on", NEXT_STEP)):
        if name in build.columns:
            ranks.append(np.where(build.columns[name].notna(), np.int8(rank(gate)), np.int8(-1)))
    for name, gate in _TICKED_GATES.items():
        ticks = build.text(name)
        if ticks is not None:
            # Who has not been met has come no further than a conversation.
            before = CONVERSATION if gate == FIRST_APPOINTMENT else ""
            ranks.append(np.where(flags(ticks).eq(True), np.int8(rank(gate)), np.int8(rank(before))))
    best = np.maximum.reduce(ranks)
    capped = np.where(won, best, np.minimum(best, np.int8(rank(NEXT_STEP))))
    return pd.Series(capped, index=outcome.index, dtype="int8")


def _gate_shown(
    build: Builder, meaning: pd.Series, furthest: pd.Series, outcome: pd.Series, from_status: pd.Series
) -> pd.Series:
    """Say for each deal whether the export would show how far it came had it been lost."""
    everywhere = "next_step_on" in build.columns and bool(build.columns["next_step_on"].notna().any())
    ticks = build.text("next_step_done")
    everywhere = everywhere or (ticks is not None and bool(flags(ticks).eq(True).any()))
    shown = pd.Series(everywhere, index=outcome.index)
    codes = {*build.mapping.stages.values(), *labels_in_use(meaning), *labels_in_use(furthest)}
    if NEXT_STEP not in codes:
        return shown
    lost = outcome == LOST
    if build.header("furthest_stage"):
        shown |= furthest.notna() | ~lost
    apart = any(build.header(name) for name in ("status", "is_won", "active"))
    if build.header("stage") and apart:
        working = meaning.notna() & ~one_of(meaning, ENDS)
        keeps = bool(working[lost].mean() >= 0.5) if lost.any() else not (meaning == LOST).any()
        # Wins and losses by one rule: where most losses hide their stage, those that show it count at no gate either.
        if keeps and not _all_closed_in_one_stage(build, outcome, working):
            shown |= ~lost | (working & from_status)
    return shown


def _all_closed_in_one_stage(build: Builder, outcome: pd.Series, working: pd.Series) -> bool:
    """Return whether deals are moved to one stage when they close, won or lost alike: it shows no gate then."""
    stage = build.columns["stage"]
    won, lost = outcome == WON, outcome == LOST
    if stage is None or not won.any() or not lost.any():
        return False
    commonest = stage[lost].mode()
    if commonest.empty or not working[stage == commonest[0]].any():
        return False
    return bool(min((stage[ended] == commonest[0]).mean() for ended in (won, lost)) >= _NEARLY_ALL)


def _note_oddities(build: Builder, outcome: pd.Series) -> None:
    closed, created = build.columns.get("closed_on"), build.columns.get("created_on")
    amount = build.columns.get("amount")
    ended = one_of(outcome, (WON, LOST))
    if closed is not None and created is not None:
        build.note(CLOSED_BEFORE_CREATED, closed < created, "closed_on")
    if amount is not None:
        build.note(WON_WITHOUT_AMOUNT, (outcome == WON) & amount.isna(), "amount")
    if ended.any():
        build.note(NO_CLOSE_DATE, ended & (closed.isna() if closed is not None else True), "closed_on")
    if (outcome == WON).any() and not one_of(outcome, (LOST, OPEN)).any():
        build.note(ONLY_WON)
    elif (outcome == WON).any() and not (outcome == LOST).any():
        build.note(NO_LOST)
    if not one_of(outcome, (WON, LOST)).any() and not shows_outcome(build.mapping.fields, build.mapping.stages):
        build.note(NO_OUTCOME)
    if "deal_id" not in build.columns:
        build.note(EXACT_COPIES, build.raw.frame.duplicated())
    rows = _data_rows(build.raw)
    if rows in _LIMITS:
        build.note(ROW_LIMIT, values=[f"{rows:,}"])


def _data_rows(raw: RawTable) -> int:
    """Return the number of rows without a last one that holds a single cell, such as a remark."""
    remark = len(raw.frame) > 0 and int((raw.frame.iloc[-1] != "").sum()) == 1
    return len(raw.frame) - remark
