"""Imports: immutable snapshots, and the one state that those which stand make together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from coaching.importing import Changes, Intake, compare_intakes, inferred_dates, merge
from coaching.store import schema
from coaching.store.changelog import now, record, touch
from coaching.store.datasets import made_inside, must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.imports.snapshots import Part, from_parts, hash_of, to_parts
from coaching.store.model import File, Import
from coaching.store.problems import StoreProblem

_T, _P = schema.imports, schema.parts


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
    """Keep what was read, for good once this returns; wholly or not at all.

    Parameters
    ----------
    files, layouts
        What was uploaded, and ``intake.layout_key`` of each table in it.
    seen_on : date
        The day the export shows: what it is the first to show happened by then. An export brought late takes its
        place among the others by this day.
    replaces : bool
        Use it instead of all earlier imports; else the two are merged.

    Returns
    -------
    Import
        The last import again, unchanged, where the same is brought twice in a row.

    Raises
    ------
    StoreProblem
        With nothing kept; the same call may succeed later.
    """
    parts, given = to_parts(intake), tuple(files)
    sha256 = hash_of(parts)
    # The comparison may take long, so it is made before others have to wait, and again only if one was quicker.
    known = standing(store, dataset_id)
    changes = None if _is_same(known, sha256, given, replaces) else _changes(store, known, intake, seen_on, replaces)
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        before = _standing(connection, dataset_id)
        if _is_same(before, sha256, given, replaces):
            return _last(before)
        if changes is None or [one.id for one in before] != [one.id for one in known]:
            changes = _changes(store, before, intake, seen_on, replaces)
        told = {"seen_on": seen_on, "replaces": replaces, "created_by": by, "layouts": list(layouts), "sha256": sha256}
        values = {**told, "files": [asdict(file) for file in given], "rows": _counted(intake), "changes": changes}
        return _inserted(connection, dataset_id, values, parts)


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
    """Make a data set of what was read, in one transaction: a failure leaves no empty data set.

    Where there is one of that ``token`` already, what was read is used instead of all that it holds; the parameters,
    the result and the errors are those of ``create_dataset`` and ``add_import``.
    """
    parts, given = to_parts(intake), tuple(files)
    sha256 = hash_of(parts)
    with writing(store) as connection:
        home = made_inside(connection, name, by, token, is_sample)
        before = _standing(connection, home.id)
        if before and _is_same(before, sha256, given, True):
            return _last(before)
        changes = _changes(store, before, intake, seen_on, True)
        told = {"seen_on": seen_on, "replaces": token is not None, "created_by": by, "sha256": sha256}
        told |= {"files": [asdict(file) for file in given], "layouts": list(layouts)}
        return _inserted(connection, home.id, {**told, "rows": _counted(intake), "changes": changes}, parts)


def _inserted(connection: Connection, dataset_id: int, values: dict[str, Any], parts: Sequence[Part]) -> Import:
    """Write an import, its parts and its entry in the log inside a transaction."""
    number = (connection.scalar(select(func.max(_T.c.number)).where(_T.c.dataset_id == dataset_id)) or 0) + 1
    row = insert(_T).values(dataset_id=dataset_id, number=number, created_at=now(), **values)
    import_id = connection.execute(row.returning(_T.c.id)).scalar_one()
    _put(connection, import_id, parts)
    touch(connection, dataset_id)
    names = [file["name"] for file in values["files"]]
    record(connection, values["created_by"], "import_added", dataset_id, number, {"files": names, **values["changes"]})
    return _one(connection, import_id)


def list_imports(store: Store, dataset_id: int) -> tuple[Import, ...]:
    """Return all imports of a data set in their order, those undone too."""
    with reading(store) as connection:
        return _imports(connection, dataset_id)


def standing(store: Store, dataset_id: int, upto: int | None = None) -> tuple[Import, ...]:
    """Return the imports that make what is shown, by the days they show.

    Those not undone, from the last that was used instead of all before it.
    """
    with reading(store) as connection:
        return _standing(connection, dataset_id, upto)


def undo_import(store: Store, import_id: int, by: str) -> Import:
    """Take an import back: all is as if it had not been made."""
    return _stand(store, import_id, by, False)


def redo_import(store: Store, import_id: int, by: str) -> Import:
    """Take the taking back back."""
    return _stand(store, import_id, by, True)


def load_import(store: Store, import_id: int) -> Intake:
    """Return what one import brought, exactly. Raises ``StoreProblem`` where it is gone or damaged."""
    with reading(store) as connection:
        sha256, parts = _snapshot(connection, import_id)
    return _opened(import_id, sha256, parts)


def snapshot(connection: Connection, import_id: int) -> Intake:
    """Return what one import brought, inside a transaction."""
    return _opened(import_id, *_snapshot(connection, import_id))


def rewrite(connection: Connection, import_id: int, intake: Intake) -> None:
    """Put another snapshot in the place of one: only where the law or the owner of the data asks for it."""
    parts = to_parts(intake)
    connection.execute(delete(_P).where(_P.c.import_id == import_id))
    _put(connection, import_id, parts)
    rows = _counted(intake)
    connection.execute(update(_T).where(_T.c.id == import_id).values(sha256=hash_of(parts), rows=rows))


def merged(store: Store, dataset_id: int, upto: int | None = None) -> Intake | None:
    """Return what the imports that stand say together, without anything typed in the app."""
    return _merged(store, standing(store, dataset_id, upto))


def _snapshot(connection: Connection, import_id: int) -> tuple[str, list[Part]]:
    sha256 = connection.scalar(select(_T.c.sha256).where(_T.c.id == import_id))
    if sha256 is None:
        raise StoreProblem("no_such", place="import")
    rows = connection.execute(select(_P).where(_P.c.import_id == import_id))
    return sha256, [Part(row.name, row.position, row.sha256, bytes(row.bytes)) for row in rows]


def _opened(import_id: int, sha256: str, parts: Sequence[Part]) -> Intake:
    if hash_of(parts) != sha256:
        raise StoreProblem("corrupt", place=f"import {import_id}")
    return from_parts(parts)


def _put(connection: Connection, import_id: int, parts: Sequence[Part]) -> None:
    for part in parts:
        row = {"name": part.name, "position": part.position, "sha256": part.sha256, "bytes": part.data}
        connection.execute(insert(_P).values(import_id=import_id, **row))


def _counted(intake: Intake) -> dict[str, int]:
    return {name: len(frame) for name, frame in vars(intake.tables).items() if len(frame)}


def _last(known: Sequence[Import]) -> Import:
    return max(known, key=lambda one: one.number)


def _is_same(known: Sequence[Import], sha256: str, files: Sequence[File], replaces: bool) -> bool:
    """Return whether an import brings what the last one brought."""
    if not known or _last(known).sha256 != sha256 or (replaces and not _last(known).replaces):
        return False
    return sorted(file.sha256 for file in _last(known).files) == sorted(file.sha256 for file in files)


def _merged(store: Store, known: Sequence[Import]) -> Intake | None:
    hashes = tuple(f"{one.sha256} {one.seen_on}" for one in known)
    count, state = store.recent.longest(hashes)
    for one in known[count:]:
        state = _onto(state, load_import(store, one.id), one.seen_on)
    if state is not None and count < len(known):
        store.recent.keep(hashes, state)
    return state


def _onto(state: Intake | None, brought: Intake, seen_on: dt.date) -> Intake:
    """Return what is known with a later export."""
    return brought if state is None else merge(state, inferred_dates(state, brought, seen_on)[0])


def _changes(store: Store, known: Sequence[Import], after: Intake, seen_on: dt.date, replaces: bool) -> dict[str, int]:
    """Say what an import changes in what is shown."""
    before, dated = _merged(store, known), 0
    if before is None:
        rows = sum(map(len, vars(after.tables).values()))
        return {"new": rows, "changed": 0, "unchanged": 0, "gone": 0, "gates_dated": 0}
    later = [one for one in known if one.seen_on > seen_on]
    if later and not replaces:
        after = _onto(_merged(store, known[: -len(later)]), after, seen_on)
        for one in later:
            after = _onto(after, load_import(store, one.id), one.seen_on)
        changes = compare_intakes(before, after)
        dated = _newly_dated(changes)
    else:
        if not replaces:
            after, dated = inferred_dates(before, after, seen_on)
        changes = compare_intakes(before, after)
    told = {name: getattr(changes, name) for name in ("new", "changed", "unchanged", "gone")}
    return {**told, "gates_dated": dated}


def _newly_dated(changes: Changes) -> int:
    """Return how many deals that were known got the date of a step."""
    if "deals" not in changes.tables:
        return 0
    cells = changes.tables["deals"].cells
    is_date = cells["field"].isin(("first_appointment_on", "next_step_on")) & cells["before"].isna()
    return int(cells.loc[is_date, "key"].nunique())


def _imports(connection: Connection, dataset_id: int) -> tuple[Import, ...]:
    rows = connection.execute(select(_T).where(_T.c.dataset_id == dataset_id).order_by(_T.c.number))
    return tuple(map(_import, rows))


def _one(connection: Connection, import_id: int) -> Import:
    row = connection.execute(select(_T).where(_T.c.id == import_id)).first()
    if row is None:
        raise StoreProblem("no_such", place="import")
    return _import(row)


def _import(row: Row[Any]) -> Import:
    values = dict(row._mapping)
    files = tuple(File(**file) for file in values.pop("files"))
    return Import(**{**values, "files": files, "layouts": tuple(values["layouts"])})


def _standing(connection: Connection, dataset_id: int, upto: int | None = None) -> tuple[Import, ...]:
    found: list[Import] = []
    for one in _imports(connection, dataset_id):
        if one.undone_at is None and (upto is None or one.number <= upto):
            found = [one] if one.replaces else [*found, one]
    return tuple(sorted(found, key=lambda one: (one.seen_on, one.number)))


def _stand(store: Store, import_id: int, by: str, stands: bool) -> Import:
    with writing(store) as connection:
        one = _one(connection, import_id)
        if (one.undone_at is None) == stands:
            return one
        values = {"undone_at": None, "undone_by": None} if stands else {"undone_at": now(), "undone_by": by}
        connection.execute(update(_T).where(_T.c.id == import_id).values(**values))
        touch(connection, one.dataset_id)
        record(connection, by, "import_redone" if stands else "import_undone", one.dataset_id, one.number)
        return _one(connection, import_id)
