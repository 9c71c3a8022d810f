"""How the server is, for a load balancer and for Docker: the database is part of the answer."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from coaching.store import Store, StoreProblem, database_state, open_store

OK = "ok"


class Health:
    """Looks at the database that the app uses, over connections of its own.

    Parameters
    ----------
    find : callable
        Opens the store to look at, which brings it up to date: a server is ready before its first visitor comes.
    """

    def __init__(self, find: Callable[[], Store] = open_store) -> None:
        self._find = find
        self._store: Store | None = None

    def database(self) -> str:
        """Return ``ok``, ``outdated`` before the migrations that are due have run, or the code of what is wrong."""
        try:
            if self._store is None:
                self._store = self._find()
            return database_state(self._store)
        except StoreProblem as problem:
            return problem.code

    def health(self, _: Request) -> JSONResponse:
        """Answer 200 where the server and its database answer, else 503."""
        state = self.database()
        return _answer(state, state in (OK, "outdated", "new"))

    def ready(self, _: Request) -> JSONResponse:
        """Answer 200 where a visitor would be served now: the database answers and has this version's tables."""
        state = self.database()
        return _answer(state, state == OK)


def _answer(state: str, is_good: bool) -> JSONResponse:
    said = {"status": OK if is_good else "failing", "database": state}
    return JSONResponse(said, 200 if is_good else 503, {"cache-control": "no-store"})
