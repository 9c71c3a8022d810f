"""Imports as immutable snapshots: adding, listing, undoing and loading them, and merging the active ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from coaching.importing import Changes, Intake, compare_intakes, inferred_dates, merge
from coaching.store import schema
from coaching.store.changelog import now, record, touch
from coaching.store.datasets import create_in, must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.imports.snapshots import Part, from_parts, hash_of, to_parts
from coaching.store.model import File, Import
from coaching.store.problems import StoreProblem

_IMPORTS, _PARTS = schema.imports, schema.parts


def add_import(
    store: Store,
    dataset_id: int,
    intake: Intake,
    *,
    files: Sequence[File] = (),
    layouts: Iterable[str] = (),
    seen_on: dt.date,
    by: str,
    replaces: bool = False,
) -> Import:
    """Save an import in a data set, in one transaction.

    Parameters
    ----------
    files, layouts
        The uploaded files, and the layout key of each of their tables (``importing.layout_key``).
    seen_on : date
        The day of the export: what it is the first to show had happened by then. Imports are merged in the order of
        these days, whenever they are added.
    replaces : bool
        Whether it replaces all earlier imports; otherwise it is merged with them.

    Returns
    -------
    Import
        The new import, or the last one if its contents are the same.

    Raises
    ------
    StoreProblem
        Nothing was saved; the same call may succeed later.
    """
    parts, contents = to_parts(intake), tuple(files)
    sha256 = hash_of(parts)
    # The comparison may take long, so it is made before the lock is taken, and again only if another import came first.
    known = active_imports(store, dataset_id)
    changes = None if _is_same(known, sha256, contents, replaces) else _changes(store, known, intake, seen_on, replaces)
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        before = _active(connection, dataset_id)
        if _is_same(before, sha256, contents, replaces):
            return _last(before)
        if changes is None or [item.id for item in before] != [item.id for item in known]:
            changes = _changes(store, before, intake, seen_on, replaces)
        values = {"seen_on": seen_on, "replaces": replaces, "created_by": by, "sha256": sha256}
        values |= {"files": [asdict(file) for file in contents], "layouts": list(layouts)}
        return _inserted(connection, dataset_id, {**values, "rows": _counted(intake), "changes": changes}, parts)


def add_dataset(
    store: Store,
    name: str,
    intake: Intake,
    *,
    files: Sequence[File] = (),
    layouts: Iterable[str] = (),
    seen_on: dt.date,
    by: str,
    token: str | None = None,
    is_sample: bool = False,
) -> Import:
    """Create a data set with its first import in one transaction, so that a failure leaves no empty data set.

    If there is a data set with that ``token``, the import replaces its contents. Parameters, result and errors are
    those of ``create_dataset`` and ``add_import``.
    """
    parts, contents = to_parts(intake), tuple(files)
    sha256 = hash_of(parts)
    with writing(store) as connection:
        home = create_in(connection, name, by, token, is_sample)
        before = _active(connection, home.id)
        if before and _is_same(before, sha256, contents, True):
            return _last(before)
        changes = _changes(store, before, intake, seen_on, True)
        values = {"seen_on": seen_on, "replaces": token is not None, "created_by": by, "sha256": sha256}
        values |= {"files": [asdict(file) for file in contents], "layouts": list(layouts)}
        return _inserted(connection, home.id, {**values, "rows": _counted(intake), "changes": changes}, parts)


def _inserted(connection: Connection, dataset_id: int, values: dict[str, Any], parts: Sequence[Part]) -> Import:
    """Insert an import with its parts, and an entry in the change log, within a transaction."""
    last = connection.scalar(select(func.max(_IMPORTS.c.number)).where(_IMPORTS.c.dataset_id == dataset_id))
    number = (last or 0) + 1
    row = insert(_IMPORTS).values(dataset_id=dataset_id, number=number, created_at=now(), **values)
    import_id = connection.execute(row.returning(_IMPORTS.c.id)).scalar_one()
    _put(connection, import_id, parts)
    touch(connection, dataset_id)
    names = [file["name"] for file in values["files"]]
    record(connection, values["created_by"], "import_added", dataset_id, number, {"files": names, **values["changes"]})
    return _one(connection, import_id)


def list_imports(store: Store, dataset_id: int) -> tuple[Import, ...]:
    """Return all imports of a data set in the order in which they were added, including undone ones."""
    with reading(store) as connection:
        return _imports(connection, dataset_id)


def active_imports(store: Store, dataset_id: int, upto: int | None = None) -> tuple[Import, ...]:
    """Return the imports that the present contents of a data set are merged from, by the days of their exports.

    These are the imports that are not undone, from the last one that replaced all before it; with ``upto``, only those
    with a number up to that one.
    """
    with reading(store) as connection:
        return _active(connection, dataset_id, upto)


def undo_import(store: Store, import_id: int, by: str) -> Import:
    """Undo an import; the contents of the data set are then as if it had never been added."""
    return _set_undone(store, import_id, by, True)


def redo_import(store: Store, import_id: int, by: str) -> Import:
    """Reapply an import that was undone."""
    return _set_undone(store, import_id, by, False)


def load_import(store: Store, import_id: int) -> Intake:
    """Return the contents of one import. Raises ``StoreProblem`` if it was deleted or is damaged."""
    with reading(store) as connection:
        sha256, parts = _snapshot(connection, import_id)
    return _opened(import_id, sha256, parts)


def snapshot(connection: Connection, import_id: int) -> Intake:
    """Return the contents of one import within a transaction."""
    return _opened(import_id, *_snapshot(connection, import_id))


def rewrite(connection: Connection, import_id: int, intake: Intake) -> None:
    """Replace the snapshot of an import, which only erasure and retention may do."""
    parts = to_parts(intake)
    connection.execute(delete(_PARTS).where(_PARTS.c.import_id == import_id))
    _put(connection, import_id, parts)
    rows = _counted(intake)
    connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(sha256=hash_of(parts), rows=rows))


def merged(store: Store, dataset_id: int, upto: int | None = None) -> Intake | None:
    """Return the active imports merged into one intake, without goals typed in the app; None without imports."""
    return _merged(store, active_imports(store, dataset_id, upto))


def _snapshot(connection: Connection, import_id: int) -> tuple[str, list[Part]]:
    sha256 = connection.scalar(select(_IMPORTS.c.sha256).where(_IMPORTS.c.id == import_id))
    if sha256 is None:
        raise StoreProblem("no_such", place="import")
    rows = connection.execute(select(_PARTS).where(_PARTS.c.import_id == import_id))
    return sha256, [Part(row.name, row.position, row.sha256, bytes(row.bytes)) for row in rows]


def _opened(import_id: int, sha256: str, parts: Sequence[Part]) -> Intake:
    if hash_of(parts) != sha256:
        raise StoreProblem("corrupt", place=f"import {import_id}")
    return from_parts(parts)


def _put(connection: Connection, import_id: int, parts: Sequence[Part]) -> None:
    for part in parts:
        row = {"name": part.name, "position": part.position, "sha256": part.sha256, "bytes": part.data}
        connection.execute(insert(_PARTS).values(import_id=import_id, **row))


def _counted(intake: Intake) -> dict[str, int]:
    return {name: len(frame) for name, frame in vars(intake.tables).items() if len(frame)}


def _last(known: Sequence[Import]) -> Import:
    return max(known, key=lambda item: item.number)


def _is_same(known: Sequence[Import], sha256: str, files: Sequence[File], replaces: bool) -> bool:
    """Return whether an import has the same contents as the last one."""
    if not known or _last(known).sha256 != sha256 or (replaces and not _last(known).replaces):
        return False
    return sorted(file.sha256 for file in _last(known).files) == sorted(file.sha256 for file in files)


def _merged(store: Store, known: Sequence[Import]) -> Intake | None:
    hashes = tuple(f"{item.sha256} {item.seen_on}" for item in known)
    count, state = store.state_cache.longest(hashes)
    for item in known[count:]:
        state = _onto(state, load_import(store, item.id), item.seen_on)
    if state is not None and count < len(known):
        store.state_cache.keep(hashes, state)
    return state


def _onto(state: Intake | None, brought: Intake, seen_on: dt.date) -> Intake:
    """Return a state merged with a later export."""
    return brought if state is None else merge(state, inferred_dates(state, brought, seen_on)[0])


def _changes(store: Store, known: Sequence[Import], after: Intake, seen_on: dt.date, replaces: bool) -> dict[str, int]:
    """Return the counts of what an import changes in the contents of a data set (``Import.changes``)."""
    before, dated = _merged(store, known), 0
    if before is None:
        rows = sum(map(len, vars(after.tables).values()))
        return {"new": rows, "changed": 0, "unchanged": 0, "gone": 0, "gates_dated": 0}
    later = [item for item in known if item.seen_on > seen_on]
    if later and not replaces:
        after = _onto(_merged(store, known[: -len(later)]), after, seen_on)
        for item in later:
            after = _onto(after, load_import(store, item.id), item.seen_on)
        changes = compare_intakes(before, after)
        dated = _newly_dated(changes)
    else:
        if not replaces:
            after, dated = inferred_dates(before, after, seen_on)
        changes = compare_intakes(before, after)
    counts = {name: getattr(changes, name) for name in ("new", "changed", "unchanged", "gone")}
    return {**counts, "gates_dated": dated}


def _newly_dated(changes: Changes) -> int:
    """Return how many existing deals got the date of a first appointment or a next step."""
    if "deals" not in changes.tables:
        return 0
    cells = changes.tables["deals"].cells
    is_date = cells["field"].isin(("first_appointment_on", "next_step_on")) & cells["before"].isna()
    return int(cells.loc[is_date, "key"].nunique())


def _imports(connection: Connection, dataset_id: int) -> tuple[Import, ...]:
    rows = connection.execute(select(_IMPORTS).where(_IMPORTS.c.dataset_id == dataset_id).order_by(_IMPORTS.c.number))
    return tuple(map(_import, rows))


def _one(connection: Connection, import_id: int) -> Import:
    row = connection.execute(select(_IMPORTS).where(_IMPORTS.c.id == import_id)).first()
    if row is None:
        raise StoreProblem("no_such", place="import")
    return _import(row)


def _import(row: Row[Any]) -> Import:
    values = dict(row._mapping)
    files = tuple(File(**file) for file in values.pop("files"))
    return Import(**{**values, "files": files, "layouts": tuple(values["layouts"])})


def _active(connection: Connection, dataset_id: int, upto: int | None = None) -> tuple[Import, ...]:
    active: list[Import] = []
    for item in _imports(connection, dataset_id):
        if item.undone_at is None and (upto is None or item.number <= upto):
            active = [item] if item.replaces else [*active, item]
    return tuple(sorted(active, key=lambda item: (item.seen_on, item.number)))


def _set_undone(store: Store, import_id: int, by: str, is_undone: bool) -> Import:
    with writing(store) as connection:
        undone = _one(connection, import_id)
        if (undone.undone_at is not None) == is_undone:
            return undone
        values = {"undone_at": now(), "undone_by": by} if is_undone else {"undone_at": None, "undone_by": None}
        connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**values))
        touch(connection, undone.dataset_id)
        record(connection, by, "import_undone" if is_undone else "import_redone", undone.dataset_id, undone.number)
        return _one(connection, import_id)
