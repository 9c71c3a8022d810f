"""The app with people who sign in, without a browser."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coaching import store
from coaching.importing.model import Intake, Source
from coaching.store import File, Person
from pages.session import datasets
from tests.access.world import COACH, MANAGER, NAMES, REP, team

ROOT = Path(__file__).parents[2]
ADMIN = "boss@example.com"
SECRETS = {
    "auth": {
        "redirect_uri": "http://localhost/oauth2callback",
        "cookie_secret": "not a secret, only long enough for a test",
        "client_id": "sales-coach",
        "client_secret": "not a secret",
        "server_metadata_url": "http://localhost/.well-known/openid-configuration",
    }
}
#: A file that a page offers: its name, and its bytes or what makes them.
Offered = list[tuple[str, bytes | Callable[[], bytes]]]


@pytest.fixture(autouse=True)
def first_admin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_COACH_ADMIN", ADMIN)


@pytest.fixture(scope="session")
def company(data_folder: Path) -> str:
    """Keep the team, what was written about it and who may sign in; returns the link of the data."""
    tables = team()
    aside = pd.DataFrame(
        [
            {"file": "team.xlsx", "sheet": "", "row": at, "table": "deals", "reason": "bad_date", "Owner": rep}
            for at, rep in enumerate(NAMES)
        ]
    )
    sources = (Source("team.xlsx", None, None, "deals", len(tables.deals) + 7, len(tables.deals), 7, 0, {}, {}),)
    scope = datasets.keep(Intake(tables, sources, aside), [File("team.xlsx", "0" * 64, 1)], (), dt.date(2026, 6, 30))
    kept, data = datasets.opened(), scope.dataset.id
    for rep in NAMES:
        made = store.add_commitment(
            kept,
            data,
            ADMIN,
            rep=rep,
            kpi="win_rate",
            action=f"Action of {rep}",
            agreed_on=dt.date(2026, 5, 1),
            due_on=dt.date(2026, 6, 1),
            owner=rep,
        )
        store.add_note(kept, data, rep, f"Note on {rep}", ADMIN, commitment_id=made.id)
        store.add_note(kept, data, rep, f"Private word on {rep}", ADMIN, commitment_id=made.id, private=True)
    store.add_training(
        kept,
        data,
        ADMIN,
        title="Closing together",
        kpi="win_rate",
        held_on=dt.date(2026, 5, 2),
        trainer="Somebody",
        reps=NAMES,
    )
    for viewer in (MANAGER, COACH, REP):
        person = Person(0, viewer.email, viewer.role, viewer.role, tuple(viewer.teams), tuple(viewer.reps))
        store.set_person(kept, person, ADMIN)
    return scope.link


@pytest.fixture
def sign_in(company: str) -> Callable[..., AppTest]:
    """Return a function that opens a page of the app for who is signed in; without an e-mail nobody is."""

    def start(email: str | None, page: str = "", /, claims: dict | None = None, **address: str) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
        app.secrets = {name: dict(section) for name, section in SECRETS.items()}
        who = {"is_logged_in": True, "email": email, "name": "Whoever", "iat": time.time() - 60}
        app.user = {**who, **(claims or {})} if email else {"is_logged_in": False}
        for name, value in {"lang": "en", "period": "all", "data": company, **address}.items():
            app.query_params[name] = value
        if page:
            app._page_hash = calc_hash(page.replace("_", "-"))
        return app.run()

    return start


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offered:
    """Return the files that pages offer from now on."""
    files: Offered = []
    marshall = button.marshall_file

    def note(coordinates, data, proto, mimetype, file_name=None, **more) -> None:
        files.append((file_name or "", data))
        marshall(coordinates, data, proto, mimetype, file_name, **more)

    monkeypatch.setattr(button, "marshall_file", note)
    return files
