"""Rows of deals that several people own -> one row for each of them, with even shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coaching.importing.mapping.row_questions import joined_owners, second_owner
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.values.amounts import parse_numbers
from coaching.importing.values.normalize import missing, visible

#: The header of the shares that are made here; no file has it.
MADE_SHARES = "\x1fshare"


def split_owners(raw: RawTable, mapping: TableMapping) -> tuple[RawTable, TableMapping]:
    """Return a table of deals with a row for each who owns one, where its rows name several and are to be split.

    Until the user says otherwise (``formats["owners"]``) cells that name several people are split, and a column for
    a second owner is not.
    """
    is_split = mapping.formats.get("owners") == "split"
    if mapping.table != "deals" or "rep" not in mapping.fields or not is_split:
        return raw, mapping
    header = mapping.fields["rep"]
    if header not in raw.frame:
        return raw, mapping
    joined = joined_owners(raw, mapping.fields)
    beside = None if "share" in mapping.fields else second_owner(raw, mapping.fields)
    if not joined and not beside:
        return raw, mapping
    own = raw.frame[header].astype("str")
    names = [joined.get(cell, (cell,)) for cell in own]
    if beside:
        others = raw.frame[beside].astype("str")
        names = [
            named if missing(other) or visible(other) in named or missing(named[0]) else (*named, visible(other))
            for named, other in zip(names, others, strict=True)
        ]
    counts = np.array([len(named) for named in names])
    rows = np.repeat(np.arange(len(own)), counts)
    frame = raw.frame.iloc[rows].reset_index(drop=True)
    frame[header] = [name for named in names for name in named]
    frame[MADE_SHARES] = _shares(raw, mapping, counts)[rows]
    header_row = (*raw.header, MADE_SHARES)
    shared = replace(raw, header=header_row, frame=frame, row_numbers=raw.row_numbers[rows])
    return shared, replace(mapping, fields={**mapping.fields, "share": MADE_SHARES})


def _shares(raw: RawTable, mapping: TableMapping, counts: np.ndarray) -> np.ndarray:
    """Return the share of each who owns a row, as its cells are written: what the file gives is divided among them."""
    given = raw.frame[mapping.fields["share"]].astype("str") if "share" in mapping.fields else None
    mark = mapping.formats.get("share", ".")
    shares = np.full(len(counts), "", dtype=object) if given is None else given.to_numpy(dtype=object)
    numbers = None if given is None else parse_numbers(given, mark).to_numpy(dtype=float)
    whole = 1.0 if numbers is None or np.isnan(numbers).all() or np.nanmax(numbers) <= 1 else 100.0
    for at in np.flatnonzero(counts > 1):
        own = whole if numbers is None or np.isnan(numbers[at]) else numbers[at]
        shares[at] = str(own / counts[at]).replace(".", mark)
    return shares
