"""Deals in batches, for tables larger than memory.

Whatever is found of deals is found of each batch and put together: tallies are added up (``add``), distinct days
joined, counts summed. So nothing depends on how the deals were cut, and only one batch is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast, runtime_checkable

import pandas as pd

from coaching.tables import Tables


@runtime_checkable
class BatchedDeals(Protocol):
    """A source of deals that can be read batch by batch any number of times."""

    def batches(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield these columns of the canonical deals table in batches of rows."""


#: A deals table in memory, or one that is read in batches.
Deals = pd.DataFrame | BatchedDeals


def with_deals(tables: Tables, deals: Deals) -> Tables:
    """Return tables with other deals, in memory or in batches, which are only to be measured then."""
    return replace(tables, deals=cast(pd.DataFrame, deals))


def batches_of(deals: Deals, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Return the deals batch by batch; a table in memory is one batch."""
    if isinstance(deals, pd.DataFrame):
        yield deals
    else:
        yield from deals.batches(columns)


@dataclass(frozen=True)
class _ChangedBatches:
    deals: BatchedDeals
    change: Callable[[pd.DataFrame], pd.DataFrame]
    reads: tuple[str, ...]

    def batches(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        asked = tuple(dict.fromkeys((*columns, *self.reads)))
        return map(self.change, self.deals.batches(asked))


def changed(
    deals: Deals, change: Callable[[pd.DataFrame], pd.DataFrame], reads: tuple[str, ...] = ("amount", "currency")
) -> Deals:
    """Return the deals with every batch changed by a function that reads the columns ``reads``, row by row."""
    return change(deals) if isinstance(deals, pd.DataFrame) else _ChangedBatches(deals, change, reads)


def with_column_from(deals: Deals, name: str, source: str) -> Deals:
    """Return the deals with the column ``source`` in place of ``name``."""
    return changed(deals, lambda batch: batch.assign(**{name: batch[source]}), reads=(source,))
