"""The commands that look after the memory: back up, restore, verify, hand over, erase."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coaching.access import traces_of
from coaching.cli.output import say_written, write_out
from coaching.cli.refusal import Refusal
from coaching.store import (
    Dataset,
    Store,
    StoreProblem,
    erase_person,
    export_rep,
    list_datasets,
    open_store,
)
from coaching.store import backup as back_up
from coaching.store import restore as put_back
from coaching.store import verify as look_at
from coaching.words import Words, plain

_BY = "cli"


def backup(options: Namespace, words: Words) -> None:
    """Write everything to one file."""
    with _opened(options, words) as store:
        back_up(store, Path(options.out))
    say_written(options.out, words)


def restore(options: Namespace, words: Words) -> None:
    """Put a backup in the place of what is there."""
    with _opened(options, words) as store:
        rows = put_back(store, Path(options.file), options.replace)
    print(plain(words("cli.restored", datasets=words.number(rows["datasets"]), imports=words.number(rows["imports"]))))


def verify(options: Namespace, words: Words) -> None:
    """Say whether everything is whole."""
    with _opened(options, words) as store:
        report = look_at(store)
    if not report.whole:
        raise Refusal("not_whole", *(plain(f"- {place}") for place in report.problems))
    counts = {name: words.number(getattr(report, name)) for name in ("datasets", "imports", "parts")}
    print(plain(words("cli.whole", kind=report.kind, schema=report.schema, **counts)))


def export(options: Namespace, words: Words) -> None:
    """Write everything that is known of one rep."""
    with _opened(options, words) as store:
        data = export_rep(store, _dataset(store, options).id, options.rep, traces_of)
    write_out(options.out, data)
    say_written(options.out, words)


def erase(options: Namespace, words: Words) -> None:
    """Put a pseudonym in the place of one rep, for good."""
    if not options.yes:
        raise Refusal("erase_unconfirmed", rep=plain(options.rep))
    with _opened(options, words) as store:
        done = erase_person(store, _dataset(store, options).id, options.rep, _BY, traces_of)
        tokens = [one.token for one in list_datasets(store) if one.id in done.elsewhere]
    print(plain(words("cli.erased", pseudonym=done.pseudonym)))
    if done.backups:
        print(plain(words("cli.erased_backups", backups=", ".join(done.backups))))
    if tokens:
        print(plain(words("cli.erased_elsewhere", datasets=", ".join(tokens))))


@contextmanager
def _opened(options: Namespace, words: Words) -> Iterator[Store]:
    """Give the memory, and turn its problems into refusals."""
    try:
        store = open_store(folder=Path(options.data) if options.data else None)
        try:
            yield store
        finally:
            store.close()
    except StoreProblem as problem:
        raise Refusal("memory", plain(words(f"store.{problem.code}", **problem.values))) from problem


def _dataset(store: Store, options: Namespace) -> Dataset:
    """Return the data set asked for, or the only one."""
    found = [one for one in list_datasets(store) if options.dataset in (None, one.token)]
    if len(found) != 1:
        known = (f"- {one.token}  {one.name}" for one in list_datasets(store))
        raise Refusal("which_dataset", *map(plain, known))
    return found[0]
