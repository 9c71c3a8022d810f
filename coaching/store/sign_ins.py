"""Sign-ins, as far as all servers over one store must agree on them: when one was last used, and whether it has ended.

A sign-in is known by a hash, which names nobody.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, insert, select, update

from coaching.store import schema
from coaching.store.engine import Store, reading, writing

_T = schema.sign_ins
#: Stands for every sign-in begun before it ended.
_ALL = "*"


def sign_in_state(store: Store, key: str, since: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """Return when a sign-in was last used (None for never), and whether it has ended."""
    with reading(store) as connection:
        rows = {row.key: row for row in connection.execute(select(_T).where(_T.c.key.in_([key, _ALL])))}
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
    """Write down that a sign-in is used, unless it was after ``unless_since``; return whether it is the first time.

    Sign-ins begun before ``forget_before`` are taken away: they are too old to hold anyway.
    """
    with reading(store) as connection:
        used_at = connection.scalar(select(_T.c.used_at).where(_T.c.key == key))
    if used_at is not None and used_at > unless_since:
        return False
    with writing(store) as connection:
        is_new = not connection.execute(update(_T).where(_T.c.key == key).values(used_at=now)).rowcount
        if is_new:
            connection.execute(delete(_T).where(_T.c.since < forget_before, _T.c.key != _ALL))
            connection.execute(insert(_T).values(key=key, since=since, used_at=now, ended_at=None))
        return is_new


def end_sign_in(store: Store, key: str, since: dt.datetime, now: dt.datetime) -> None:
    """End a sign-in for good."""
    with writing(store) as connection:
        _end(connection, key, since, now)


def end_all_sign_ins(connection: Connection, now: dt.datetime) -> None:
    """End every sign-in begun until now, inside a transaction: a restored store does not know which had ended."""
    _end(connection, _ALL, now, now)


def _end(connection: Connection, key: str, since: dt.datetime, now: dt.datetime) -> None:
    values = {"used_at": now, "ended_at": now}
    if not connection.execute(update(_T).where(_T.c.key == key).values(**values)).rowcount:
        connection.execute(insert(_T).values(key=key, since=since, **values))
