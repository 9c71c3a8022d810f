"""The layouts of CRMs that the headers of a table give away."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.importing.model import RawTable
from coaching.importing.values.normalize import keys
from coaching.importing.vocabulary.word_lists import Layout, presets, spelled


def layouts_of(table: RawTable) -> Iterator[tuple[float, Layout]]:
    """Yield the CRM layouts that the headers give away, with the weight of the evidence."""
    header_keys = {k for header in table.header for k in keys(header)}
    written = set(map(spelled, table.header))
    for preset in presets().values():
        for layout in preset.layouts:
            signs = len(layout.signs & written)
            if signs >= layout.need and not layout.without & written:
                mapped = sum(any(k in header_keys for k in names) for names in layout.fields.values())
                yield signs + 0.5 * mapped, layout
