"""Rows of deals that several people own -> one row for each of them, with the shares that are written, else even."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coaching.importing.mapping.row_questions import joined_owners, second_owner, shares_in, written_shares
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
    joined, written_in = joined_owners(raw, mapping.fields), written_shares(raw, mapping.fields)
    beside = None if "share" in mapping.fields and not written_in else second_owner(raw, mapping.fields)
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
    columns = [raw.frame[name].astype("str") for name in written_in]
    written = [" ".join(cells) for cells in zip(*columns, strict=True)] if columns else [""] * len(names)
    given = mapping.fields.get("share")
    even = _even_shares(raw, None if given in written_in else given, mapping.formats.get("share", "."), counts)
    shares = [
        parts if count > 1 and len(parts := shares_in(cell)) == count else (even_part,) * count
        for cell, even_part, count in zip(written, even, counts, strict=True)
    ]
    frame[MADE_SHARES] = [str(share) for of_row in shares for share in of_row]
    header_row = (*raw.header, MADE_SHARES)
    shared = replace(raw, header=header_row, frame=frame, row_numbers=raw.row_numbers[rows])
    return shared, replace(mapping, fields={**mapping.fields, "share": MADE_SHARES})


def _even_shares(raw: RawTable, header: str | None, mark: str, counts: np.ndarray) -> np.ndarray:
    """Return the share of each who owns a row, as its cells are written: what the file gives is divided among them."""
    given = raw.frame[header].astype("str") if header else None
    shares = np.full(len(counts), "", dtype=object) if given is None else given.to_numpy(dtype=object)
    numbers = None if given is None else parse_numbers(given, mark).to_numpy(dtype=float)
    whole = 1.0 if numbers is None or np.isnan(numbers).all() or np.nanmax(numbers) <= 1 else 100.0
    for at in np.flatnonzero(counts > 1):
        own = whole if numbers is None or np.isnan(numbers[at]) else numbers[at]
        shares[at] = str(own / counts[at]).replace(".", mark)
    return shares
