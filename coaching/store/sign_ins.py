"""Sign-ins shared by all servers of one store: when each was last used, and whether it has ended.

The key of a sign-in is a hash that identifies no person.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, insert, select, update

from coaching.store import schema
from coaching.store.engine import Store, reading, writing

_TABLE = schema.sign_ins
#: The key of the row that ends every sign-in begun before it.
_ALL = "*"


def sign_in_state(store: Store, key: str, since: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """Return when a sign-in was last used (None if never), and whether it has ended."""
    with reading(store) as connection:
        rows = {row.key: row for row in connection.execute(select(_TABLE).where(_TABLE.c.key.in_([key, _ALL])))}
    own, every = rows.get(key), rows.get(_ALL)
    is_ended = (own is not None and own.ended_at is not None) or (every is not None and since <= every.ended_at)
    return (None if own is None else own.used_at), is_ended


def use_sign_in(
    store: Store,
    key: str,
    since: dt.datetime,
    now: dt.datetime,
    unless_since: dt.datetime,
    forget_before: dt.datetime,
) -> bool:
    """Record the use of a sign-in, unless one was recorded after ``unless_since``; return whether it is the first.

    Sign-ins begun before ``forget_before`` are deleted; they are no longer valid anyway.
    """
    with reading(store) as connection:
        used_at = connection.scalar(select(_TABLE.c.used_at).where(_TABLE.c.key == key))
    if used_at is not None and used_at > unless_since:
        return False
    with writing(store) as connection:
        is_new = not connection.execute(update(_TABLE).where(_TABLE.c.key == key).values(used_at=now)).rowcount
        if is_new:
            connection.execute(delete(_TABLE).where(_TABLE.c.since < forget_before, _TABLE.c.key != _ALL))
            connection.execute(insert(_TABLE).values(key=key, since=since, used_at=now, ended_at=None))
        return is_new


def end_sign_in(store: Store, key: str, since: dt.datetime, now: dt.datetime) -> None:
    """End a sign-in irreversibly."""
    with writing(store) as connection:
        _end(connection, key, since, now)


def end_all_sign_ins(connection: Connection, now: dt.datetime) -> None:
    """End every sign-in begun until now, within a transaction, as after a restore, which may revive ended ones."""
    _end(connection, _ALL, now, now)


def _end(connection: Connection, key: str, since: dt.datetime, now: dt.datetime) -> None:
    values = {"used_at": now, "ended_at": now}
    if not connection.execute(update(_TABLE).where(_TABLE.c.key == key).values(**values)).rowcount:
        connection.execute(insert(_TABLE).values(key=key, since=since, **values))
