"""The commands for the upkeep of the store: ``backup``, ``restore``, ``verify``, ``export`` and ``erase``."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coaching.access import person_finder, security_log
from coaching.cli.errors import CliError
from coaching.cli.output import report_written, write_out
from coaching.settings import read_settings
from coaching.store import (
    Dataset,
    Store,
    StoreProblem,
    data_folder,
    erase_person,
    export_rep,
    list_datasets,
    open_store,
    restore_database,
)
from coaching.store import backup as back_up_store
from coaching.store import verify as verify_store
from coaching.words import Words, plain

_BY = "cli"


def backup(options: Namespace, words: Words) -> None:
    """Write the whole store to one file."""
    _begin_log()
    with _opened(options, words) as store:
        back_up_store(store, Path(options.out))
    security_log.record("download", _BY, what="backup")
    report_written(options.out, words)


def restore(options: Namespace, words: Words) -> None:
    """Replace the contents of the store by a backup."""
    with _store_errors(options, words):
        done = restore_database(Path(options.file), options.replace, folder=_folder(options))
    counts = {name: words.number(done.rows[name]) for name in ("datasets", "imports")}
    print(plain(words("cli.restored", **counts)))
    if done.put_aside:
        print(plain(words("cli.restored_damaged", files=", ".join(done.put_aside))))
    print(words("cli.restored_restart"))


def verify(options: Namespace, words: Words) -> None:
    """Check the store for damage; raises ``CliError`` with every damaged place."""
    with _opened(options, words) as store:
        report = verify_store(store)
        has_data = any(not dataset.is_sample for dataset in list_datasets(store))
    if options.expect_data and not has_data:
        raise CliError("no_data", _where(options, words))
    if not report.whole:
        raise CliError("not_whole", *(plain(f"- {place}") for place in report.problems))
    counts = {name: words.number(getattr(report, name)) for name in ("datasets", "imports", "parts")}
    print(plain(words("cli.whole", kind=report.kind, schema=report.schema, **counts)))


def export(options: Namespace, words: Words) -> None:
    """Write everything that is stored about one rep to a file."""
    _begin_log()
    with _opened(options, words) as store:
        dataset = _dataset(store, options).id
        data = export_rep(store, dataset, options.rep, person_finder)
    security_log.record("download", _BY, what="export", data=dataset)
    write_out(options.out, data)
    report_written(options.out, words)


def erase(options: Namespace, words: Words) -> None:
    """Replace the name of one rep by a pseudonym, irreversibly."""
    if not options.yes:
        raise CliError("erase_unconfirmed", rep=plain(options.rep))
    _begin_log()
    with _opened(options, words) as store:
        dataset = _dataset(store, options).id
        done = erase_person(store, dataset, options.rep, _BY, person_finder)
        security_log.record("erasure", _BY, data=dataset)
        tokens = [dataset.token for dataset in list_datasets(store) if dataset.id in done.elsewhere]
    print(plain(words("cli.erased", pseudonym=done.pseudonym)))
    if done.backups:
        print(plain(words("cli.erased_backups", backups=", ".join(done.backups))))
    if tokens:
        print(plain(words("cli.erased_elsewhere", datasets=", ".join(tokens))))


def _begin_log() -> None:
    """Start the security log if the settings name one; raises ``CliError`` if it cannot be written."""
    where = read_settings().security_log
    try:
        security_log.begin(where)
    except OSError as error:
        raise CliError("cannot_write", file=where, why=error.strerror or str(error)) from error


@contextmanager
def _opened(options: Namespace, words: Words) -> Iterator[Store]:
    """Open the store for a command; its problems become ``CliError``."""
    expected = {"SALES_COACH_EXPECT_DATA": "yes"} if getattr(options, "expect_data", False) else {}
    with _store_errors(options, words):
        store = open_store(folder=_folder(options), env={**os.environ, **expected})
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _store_errors(options: Namespace, words: Words) -> Iterator[None]:
    """Turn problems of the store into ``CliError`` with its folder, which the user of a command may know."""
    try:
        yield
    except StoreProblem as problem:
        why = plain(words(f"store.{problem.code}", **problem.values))
        where = (_where(options, words),) if problem.code in ("unreachable", "corrupt", "lost") else ()
        raise CliError("store", why, *where) from problem


def _folder(options: Namespace) -> Path | None:
    return Path(options.data) if options.data else None


def _where(options: Namespace, words: Words) -> str:
    return plain(words("cli.data_folder", folder=str((_folder(options) or data_folder()).absolute())))


def _dataset(store: Store, options: Namespace) -> Dataset:
    """Return the data set named by ``--dataset``, or the only one; raises ``CliError`` if there are several."""
    datasets = [dataset for dataset in list_datasets(store) if options.dataset in (None, dataset.token)]
    if len(datasets) != 1:
        known = (f"- {dataset.token}  {dataset.name}" for dataset in list_datasets(store))
        raise CliError("which_dataset", *map(plain, known))
    return datasets[0]
