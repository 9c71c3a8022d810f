"""Deals that stand in several rows: which row counts, what the others add, and who shares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from coaching.importing.build.builder import FILE_STANDS, Built
from coaching.importing.issues.catalogue import (
    DELETED_ROWS,
    FILES_CONTRADICT,
    FILLED_IN,
    ID_OF_TWO_DEALS,
    LEFT_OUT_BY_CHOICE,
    LINES_ADDED_UP,
    NO_CLOSE_DATE,
    NO_OUTCOME,
    NO_REP,
    SEVERAL_ROWS_PER_DEAL,
    SHARED_DEALS,
    SUPERSEDED,
    WON_WITHOUT_AMOUNT,
    IssueType,
)
from coaching.importing.link.export_age import changed_on, oldest_first
from coaching.importing.link.export_kind import is_same_kind, richness
from coaching.importing.link.same_deals import numberings, with_alike_ids, with_ids_of_others, without_made_ids
from coaching.importing.mapping.schema import OWNERS
from coaching.importing.mapping.stages import rank, shows_outcome
from coaching.importing.values.normalize import normalize
from coaching.importing.values.text_columns import fingerprints, repeated
from coaching.importing.vocabulary.header_words import without_part
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, OPEN, WON

#: What stands behind an id, for as long as rows are sorted out, that another numbering has too.
_APART_MARK = "\x1f"
#: What tells two deals of one id apart where it differs.
_APART = ("deal_name", "account", "created_on", "rep")
#: What the rows of a shared deal have in common.
_ALIKE = ("deal_name", "stage", "outcome", "amount", "created_on", "closed_on")
#: What the row of a deal may be given from a poorer row of it.
FILLABLE = (
    *("deal_name", "account", "team", "product", "segment", "source", "pipeline", "deal_type", "lost_reason"),
    *("amount", "currency", "created_on", "first_appointment_on", "next_step_on", "closed_on", "expected_close_on"),
    *("probability", "forecast"),
)
#: What tells that a deal has ended, and how.
ENDING = ("outcome", "stage", "gate", "gate_rank", "gate_shown", "closed_on", "lost_reason")
#: What all lines of a deal have in common, and the part of the deals with several rows of which that has to be true.
_OF_ALL_LINES = (
    "rep",
    "deal_name",
    "account",
    "stage",
    "outcome",
    *("created_on", "first_appointment_on", "next_step_on"),
)
_MOSTLY = 0.8
#: Words of a header that say that an amount is only a person's part of it.
_PART = frozenset(("split", "share", "part", "anteil", "quota", "cuota", "hisa", "حصه", "نصيب", "الحصه"))
_ROUNDED = 0.01


def one_row_per_deal(built: Sequence[Built]) -> list[Built]:
    """Set aside all rows of a deal but the one that counts; a shared deal keeps a row for each who shares it.

    Within one kind of export the last row counts. Where different kinds of export hold a deal, the row of the kind
    that says most counts, and what it lacks is filled in from the others. Deals without an id are the same where
    name, account and created date are, or as much besides (``same_deals``). Which of two exports is the later one is
    told by what they hold, else by the order in which they were given. An id that two CRMs count from by themselves
    makes no two deals one.
    """
    result = with_ids_of_others(built)
    at = [i for i, part in enumerate(result) if part.table == "deals" and "deal_id" in part.frame]
    for i, part in zip(at, with_alike_ids([result[i] for i in at]), strict=True):
        result[i] = part
    order, contradictory = oldest_first([result[i] for i in at])
    named = [_without_strangers(without_made_ids(part)) for part in _named(result, [at[n] for n in order])]
    for one, other, ids in contradictory:
        part = named[at[other]]
        places = [raw.sheet or raw.file for raw in (named[at[one]].raw, part.raw)]
        found = FILES_CONTRADICT.found(part.raw.file, part.raw.sheet, None, len(ids), (), places)
        named[at[other]] = part.with_issues(found)
    return named


def _without_strangers(part: Built) -> Built:
    """Set aside what is left of a file that filled others in and tells neither whose its deals are nor their end."""
    fields = part.mapping.fields
    if part.table == "deals" and FILE_STANDS in part.assumptions and not part.kept.any():
        part = replace(part, assumptions=tuple(code for code in part.assumptions if code != FILE_STANDS))
    fills_in = part.table == "deals" and (part.reason == FILLED_IN.code).any()
    if not fills_in or any(owner in fields for owner in OWNERS) or shows_outcome(fields, part.mapping.stages):
        return part
    left = part.without(part.kept, NO_REP)
    return replace(left, issues=tuple(issue for issue in left.issues if issue.code != NO_OUTCOME.code))


def _named(built: Sequence[Built], at: Sequence[int]) -> list[Built]:
    """Set rows aside as ``one_row_per_deal`` does; ``at`` are the places of the tables with ids, the oldest first."""
    if not at:
        return list(built)
    result = list(built)
    again = _again([built[i] for i in at])
    starts = np.cumsum([0, *(len(built[i].frame) for i in at)])
    split = [i for i in at if "share" in built[i].frame]
    if not len(again):
        return [_whole_amounts(part) if i in split else part for i, part in enumerate(result)]
    kinds, worth = _kinds([built[i] for i in at])
    owner = np.searchsorted(starts, again, side="right") - 1
    for n, i in enumerate(at):
        result[i] = _lines_added_up(result[i], again[owner == n] - starts[n])
    rows = pd.concat(
        [_looked_at(result[i], again[owner == n] - starts[n]).assign(part=n) for n, i in enumerate(at)],
        ignore_index=True,
    )
    rows["deal_id"] = _numbered_apart(rows["deal_id"], numberings([built[i] for i in at])[rows["part"]])
    rows["kind"], rows["worth"] = kinds[rows["part"]], worth[rows["part"]]
    best = rows.assign(rank=rows["worth"] * 1_000 + rows["kind"]).groupby("deal_id")["rank"].transform("max")
    of_best_kind = rows["worth"] * 1_000 + rows["kind"] == best
    last_part = rows["part"].where(of_best_kind).groupby(rows["deal_id"]).transform("max")
    candidates = rows[rows["part"] == last_part]
    shares, apart = _stay(candidates)
    counts = pd.Series(False, index=rows.index)
    counts[candidates.index[~candidates["deal_id"].duplicated(keep="last")]] = True
    counts |= shares.notna().reindex(rows.index, fill_value=False) | apart.reindex(rows.index, fill_value=False)
    best_kind = rows["kind"].where(of_best_kind).groupby(rows["deal_id"]).transform("max")
    for n, i in enumerate(at):
        mine = (rows["part"] == n).to_numpy()
        part = _note_products(result[i])
        part = _shared(part, rows[mine], shares.reindex(rows.index)[mine])
        part = _noted(part, rows[mine & apart.reindex(rows.index, fill_value=False).to_numpy()], ID_OF_TWO_DEALS)
        part = _filled(part, rows[mine & counts.to_numpy()], rows[~counts], [result[j] for j in at], best_kind)
        older = mine & ~counts.to_numpy()
        poorer = older & (rows["kind"] != best_kind).to_numpy()
        part = part.without(_mask(part, rows[poorer]), FILLED_IN)
        result[i] = part.without(_mask(part, rows[older]), SUPERSEDED)
    return [_whole_amounts(part) if i in split else part for i, part in enumerate(result)]


def _numbered_apart(ids: pd.Series, numbering: np.ndarray) -> pd.Series:
    """Return ids that differ where those of two numberings are the same."""
    first = pd.Series(numbering, index=ids.index).groupby(ids).transform("min")
    return ids.where(
        numbering == first, ids.astype("str") + _APART_MARK + pd.Series(numbering, ids.index).astype("str")
    )


def _again(parts: Sequence[Built]) -> np.ndarray:
    """Return the places, counted through all parts, of the rows whose deal stands in another row too."""
    ids = pd.concat([part.frame["deal_id"] for part in parts], ignore_index=True)
    prints = [fingerprints(p.frame["deal_id"]) if p.prints is None else p.prints for p in parts]
    has_say = np.concatenate([_has_say(part).to_numpy(dtype=bool) for part in parts])
    found = np.flatnonzero(repeated(ids, np.concatenate(prints)) & has_say)
    return found[ids.iloc[found].duplicated(keep=False).to_numpy()]


def _has_say(part: Built) -> pd.Series:
    """Say which rows have a say in which row of a deal is the last: those kept, left out by choice or deleted."""
    return part.kept | part.reason.isin((LEFT_OUT_BY_CHOICE.code, DELETED_ROWS.code))


def _kinds(parts: Sequence[Built]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each part the number of its kind of export (later kinds have higher ones), and what a kind tells."""
    kinds: list[int] = []
    for n, part in enumerate(parts):
        fields = part.mapping.fields
        kinds.append(next((kinds[m] for m in range(n) if is_same_kind(fields, parts[m].mapping.fields)), n))
    worth = {
        kind: max(richness(p.mapping.fields) for p, k in zip(parts, kinds, strict=True) if k == kind) for kind in kinds
    }
    return np.array(kinds), np.array([worth[kind] for kind in kinds])


def _looked_at(part: Built, at: np.ndarray) -> pd.DataFrame:
    """Return the rows of a part at these places with what tells whether they are one deal, and who shares it."""
    names = ("deal_id", "share", "row", *dict.fromkeys((*_APART, *_ALIKE)))
    rows = {name: part.frame[name].iloc[at].astype(object) for name in names if name in part.frame}
    found = pd.DataFrame(rows).reindex(columns=list(names)).assign(at=at)
    changed = changed_on(part)
    return found if changed is None else found.iloc[np.argsort(changed.iloc[at].to_numpy(), kind="stable")]


def _stay(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the shares of the rows of shared deals, and the rows of an id that stands for several deals."""
    last = rows.drop_duplicates("deal_id", keep="last").set_index("deal_id")
    against = last.loc[rows["deal_id"]].set_index(rows.index)
    differs, alike = ({name: _filled_in_both(rows, against, name, same) for name in _APART} for same in (False, True))
    unlike = np.sum(list(differs.values()), axis=0)
    like = np.sum(list(alike.values()), axis=0)
    apart = pd.Series((unlike >= 2) & (unlike > like), index=rows.index)
    size = rows.groupby("deal_id")["rep"].transform("size")
    owners = rows.groupby("deal_id")["rep"].transform("nunique")
    many = (owners > 1) & (owners == size)
    given = pd.to_numeric(rows["share"]).astype("float64")
    said = given.notna().groupby(rows["deal_id"]).transform("all") & many
    whole = given.groupby(rows["deal_id"]).transform("sum").clip(lower=1.0)
    same = ~np.any([_filled_in_both(rows, against, name, False) for name in _ALIKE], axis=0)
    even = many & ~said & pd.Series(same, rows.index).groupby(rows["deal_id"]).transform("all")
    shares = (given / whole).where(said, (1 / size).where(even))
    return shares, apart & shares.isna()


def _filled_in_both(rows: pd.DataFrame, others: pd.DataFrame, name: str, same: bool) -> np.ndarray:
    both = (rows[name].notna() & others[name].notna()).to_numpy()
    filled: np.ndarray = both & ((rows[name] == others[name]).to_numpy() == same)
    return filled


def _shared(part: Built, rows: pd.DataFrame, shares: pd.Series) -> Built:
    """Give the rows of shared deals their shares."""
    rows, shares = rows[shares.notna().to_numpy()], shares.dropna()
    if not len(rows):
        return part
    own = part.frame["share"] if "share" in part.frame else pd.Series(np.nan, index=part.frame.index)
    evenly = bool(own.iloc[rows["at"]].isna().any())
    values = own.to_numpy(dtype="float64").copy()
    values[rows["at"]] = shares
    part = part.with_frame(
        part.frame.assign(share=values), "shares_split_deals", *(("shared_evenly",) if evenly else ())
    )
    return _noted(part, rows, SHARED_DEALS)


def _noted(part: Built, rows: pd.DataFrame, what: IssueType) -> Built:
    if not len(rows):
        return part
    ids = rows["deal_id"].str.split(_APART_MARK).str[0].drop_duplicates()
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("deal_id"))
    shown = [int(number) for number in rows["row"].head(5)]
    return part.with_issues(what.found(*where, len(ids), shown, [str(one) for one in ids.head(5)]))


def _filled(
    part: Built, winners: pd.DataFrame, losers: pd.DataFrame, parts: Sequence[Built], best_kind: pd.Series
) -> Built:
    """Fill what the rows that count lack from rows of the same deals in other kinds of export, the latest first."""
    losers = losers[(losers["kind"] != best_kind[losers.index]) & losers["deal_id"].isin(winners["deal_id"])]
    if not len(losers) or not len(winners):
        return part
    poorer = []
    for n in sorted(set(losers["part"])):
        mine, frame = losers[losers["part"] == n], _with_ends(parts[n])
        owners = () if FILE_STANDS in parts[n].assumptions else ("rep",)
        names = [name for name in dict.fromkeys((*FILLABLE, *ENDING, *owners)) if name in frame]
        poorer.append(frame[names].iloc[mine["at"]].astype(object).set_index(pd.Index(mine["deal_id"], name=None)))
    given = pd.concat(poorer).groupby(level=0).last().reindex(winners["deal_id"])
    at = winners["at"].to_numpy()
    return _without_lacks(_owned(part.with_frame(fill(part.frame, at, given)), at, given))


def _without_lacks(part: Built) -> Built:
    """Return deals without the findings on days and amounts that they lacked and now have."""
    rows = part.frame[part.kept]
    lacking = {
        NO_CLOSE_DATE.code: ("closed_on", rows["outcome"].isin((WON, LOST))),
        WON_WITHOUT_AMOUNT.code: ("amount", rows["outcome"] == WON),
    }
    gone = {code for code, (name, of) in lacking.items() if name in rows and rows.loc[of, name].notna().all()}
    return replace(part, issues=tuple(issue for issue in part.issues if issue.code not in gone))


def _with_ends(part: Built) -> pd.DataFrame:
    """Return deals with the days of their end also where their file does not say that they ended: others may."""
    frame, fields = part.frame, part.mapping.fields
    if "closed_on" not in fields or "expected_close_on" not in frame or shows_outcome(fields, part.mapping.stages):
        return frame
    return frame.assign(closed_on=frame["expected_close_on"])


def _owned(part: Built, at: np.ndarray, given: pd.DataFrame) -> Built:
    """Give deals of a file that does not say whose they are the owners that the rows of ``given`` name."""
    if FILE_STANDS not in part.assumptions or "rep" not in given or given["rep"].isna().all():
        return part
    owners = given["rep"].to_numpy()
    rep = part.frame["rep"].astype(object)
    rep.iloc[at] = np.where(pd.isna(owners), rep.iloc[at], owners)
    is_left = set(at[pd.isna(owners)]) | (set(np.flatnonzero(part.kept)) - set(at))
    assumptions = tuple(code for code in part.assumptions if is_left or code != FILE_STANDS)
    return replace(part, assumptions=assumptions).with_frame(part.frame.assign(rep=rep.astype("category")))


def fill(frame: pd.DataFrame, at: np.ndarray, given: pd.DataFrame) -> pd.DataFrame:
    """Return deals with the empty cells of the rows ``at`` filled from the rows of ``given``, place by place.

    A deal that is given the date of a gate has come as far as that gate; where next steps are given, the rows they
    come from show how far their deals came. An open deal which the other rows say has ended has ended.
    """
    frame = _ended(frame, at, given)
    news: dict[str, pd.Series] = {}
    for name in (name for name in FILLABLE if name in given):
        own = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
        values = given[name].to_numpy()
        empty = own.iloc[at].isna().to_numpy() & ~pd.isna(values)
        if name == "closed_on":
            empty &= frame["outcome"].iloc[at].isin(("won", "lost")).to_numpy()
        if name == "expected_close_on":
            empty &= frame["outcome"].iloc[at].eq("open").to_numpy()
        if empty.any():
            whole = own.astype(object).copy()
            whole.iloc[at[empty]] = values[empty]
            news[name] = _typed(whole, own)
            if name in ("first_appointment_on", "next_step_on") and "gate_rank" in frame:
                gate = rank(FIRST_APPOINTMENT if name == "first_appointment_on" else NEXT_STEP)
                ranks = news.get("gate_rank", frame["gate_rank"]).to_numpy().copy()
                ranks[at[empty]] = np.maximum(ranks[at[empty]], gate)
                news["gate_rank"] = pd.Series(ranks, index=frame.index)
            if name == "next_step_on" and {"gate_shown"} <= set(frame) & set(given):
                shown = frame["gate_shown"].to_numpy(bool).copy()
                shown[at] |= given["gate_shown"].eq(True).to_numpy(bool)
                news["gate_shown"] = pd.Series(shown, index=frame.index)
    return frame.assign(**news) if news else frame


def _ended(frame: pd.DataFrame, at: np.ndarray, given: pd.DataFrame) -> pd.DataFrame:
    """Return deals of which those that are open and have ended in the rows of ``given`` end as they do there."""
    if "outcome" not in given:
        return frame
    is_open = (frame["outcome"].iloc[at] == OPEN).to_numpy()
    ended = is_open & given["outcome"].isin((WON, LOST, DISCARDED)).to_numpy()
    if not ended.any():
        return frame
    news = {}
    for name in (name for name in ENDING if name in given):
        own = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
        whole = own.astype(object).copy()
        whole.iloc[at[ended]] = given[name].to_numpy()[ended]
        if name == "gate_rank":
            whole = pd.Series(np.maximum(whole.astype(int), own.astype(int)), index=frame.index)
        news[name] = whole.astype(own.dtype) if own.dtype.kind in "bi" else _typed(whole, own)
    return frame.assign(**news)


def _typed(values: pd.Series, like: pd.Series) -> pd.Series:
    if isinstance(like.dtype, pd.CategoricalDtype):
        return values.astype("category")
    if str(like.dtype).startswith("datetime64") or values.dropna().map(lambda v: isinstance(v, pd.Timestamp)).all():
        return pd.to_datetime(values).astype("datetime64[us]")
    return pd.to_numeric(values) if like.dtype.kind == "f" else values


def _whole_amounts(part: Built) -> Built:
    """Turn amounts that are only a person's part of a shared deal into the amount of the whole deal.

    They are where their header says so, or where they are to one another as the shares are.
    """
    if "amount" not in part.frame or "share" not in part.frame:
        return part
    frame = part.frame
    parts = bool(set(normalize(part.mapping.fields.get("amount", "")).split()) & _PART)
    if not parts and "deal_id" in frame:
        rows = frame.loc[part.kept & frame["share"].notna() & frame["amount"].notna(), ["deal_id", "share", "amount"]]
        of = rows.groupby("deal_id")
        uneven = of["share"].transform("nunique") > 1
        whole = rows["amount"] / rows["share"]
        spread = whole.groupby(rows["deal_id"])
        fits = (spread.transform("max") - spread.transform("min")) <= _ROUNDED * spread.transform("max").abs()
        parts = bool(uneven.any() and fits[uneven].mean() > 0.5)
    if not parts:
        return part
    return part.with_frame(frame.assign(amount=frame["amount"] / frame["share"].fillna(1.0)))


def _mask(part: Built, rows: pd.DataFrame) -> pd.Series:
    mask = np.zeros(len(part.frame), dtype=bool)
    mask[rows["at"].to_numpy(dtype=int)] = True
    return pd.Series(mask, index=part.frame.index)


def _lines_added_up(part: Built, at: np.ndarray) -> Built:
    """Give every row of a deal that has a line for each product the sum of its amounts; ``at`` are repeated ids.

    Such rows differ in the product and in nothing else but the amount, in nearly all deals with several rows. Where
    the amounts of no deal differ, each row holds that of the whole deal, unless the header speaks of lines.
    """
    if not {"product", "amount"} <= set(part.frame):
        return part
    at = at[part.kept.to_numpy()[at]]
    if not part.frame["deal_id"].iloc[at].duplicated().any():
        return part
    names = [name for name in _OF_ALL_LINES if name in part.frame]
    rows = part.frame[["deal_id", "product", "amount", "row", *names]].iloc[at].astype({"product": object})
    changed = changed_on(part)
    if changed is not None:
        rows["changed"] = changed.iloc[at].to_numpy()
    of = rows.groupby("deal_id", sort=False, observed=True)
    is_line = (of["product"].nunique() == of.size()) & (of.size() > 1)
    for name in (*names, *(("changed",) if changed is not None else ())):
        is_line &= rows[name].astype(object).groupby(rows["deal_id"], sort=False).nunique() <= 1
    of_lines = without_part(part.mapping.fields.get("amount", ""), "line") is not None
    differs = (of["amount"].nunique() > 1) | of_lines
    if is_line.mean() < _MOSTLY or not (is_line & differs).any():
        return part
    deals = is_line.index[is_line]
    mine = rows["deal_id"].isin(deals).to_numpy()
    sums = of["amount"].transform(lambda amounts: amounts.sum(min_count=1))
    amounts = part.frame["amount"].to_numpy(dtype="float64").copy()
    amounts[at[mine]] = sums.to_numpy()[mine]
    shown = [int(row) for row in rows.loc[mine, "row"].head(5)]
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("amount"))
    issue = LINES_ADDED_UP.found(*where, len(deals), shown, [str(one) for one in deals[:5]])
    return part.with_frame(part.frame.assign(amount=amounts)).with_issues(issue)


def _note_products(part: Built) -> Built:
    """Point out deals that fill several rows of one file with different products."""
    if "product" not in part.frame or any(issue.code == LINES_ADDED_UP.code for issue in part.issues):
        return part
    frame = part.frame.loc[part.kept, ["deal_id", "product", "row"]]
    several = frame[frame["deal_id"].duplicated(keep=False) & frame["deal_id"].notna()]
    products = several.groupby("deal_id", sort=False)["product"].nunique()
    split = products[products > 1].index
    if not len(split):
        return part
    rows = several.loc[several["deal_id"].isin(split), "row"].head(5)
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("product"))
    issue = SEVERAL_ROWS_PER_DEAL.found(*where, len(split), [int(n) for n in rows], [str(one) for one in split[:5]])
    return part.with_issues(issue)
