"""Health and readiness of the server and its database, for load balancers and Docker."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from coaching.store import Store, StoreProblem, database_state, open_store

OK = "ok"


class Health:
    """Checks the app's database over separate connections.

    Parameters
    ----------
    find : callable
        Opens the store, which also migrates it, so that a server is ready before its first visitor.
    """

    def __init__(self, find: Callable[[], Store] = open_store) -> None:
        self._find = find
        self._store: Store | None = None

    def database(self) -> str:
        """Return the state of the database (``coaching.store.database_state``), or the code of a problem."""
        try:
            if self._store is None:
                self._store = self._find()
            return database_state(self._store)
        except StoreProblem as problem:
            return problem.code

    def health(self, _: Request) -> JSONResponse:
        """Answer 200 if the database answers, else 503."""
        state = self.database()
        return _answer(state, state in (OK, "outdated", "new"))

    def ready(self, _: Request) -> JSONResponse:
        """Answer 200 if visitors can be served: the database answers and has this version's schema; else 503."""
        state = self.database()
        return _answer(state, state == OK)


def _answer(state: str, is_good: bool) -> JSONResponse:
    content = {"status": OK if is_good else "failing", "database": state}
    return JSONResponse(content, 200 if is_good else 503, {"cache-control": "no-store"})
