"""Who is let in, until when, and that the door is shut where the settings are in doubt."""

from __future__ import annotations

import ast
import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from coaching import store
from coaching.access import EVERYTHING, Viewer
from coaching.importing.model import Intake
from coaching.store import File
from coaching.tables import Tables, conform
from coaching.words import Words, languages
from pages.kit.escape import markdown
from pages.session import access, datasets, state
from pages.session.datasets import Scope
from server.sign_ins import SignIn, SignIns
from tests.access.conftest import ADMIN, ROOT, SECRETS
from tests.access.leaks import found_in, sent
from tests.access.world import COACH, MANAGER, NAMES, REP, TEAMS, team
from tests.titles import team_titles

HOUR = 3600
OTHER_LANGUAGE = "other-language"
words = Words("en")


@pytest.fixture
def store_of(tmp_path: Path) -> Iterator[Callable[[], store.Store]]:
    kept = store.open_store(folder=tmp_path, env={})
    yield lambda: kept
    kept.close()


def test_a_sign_in_holds_for_so_long_and_no_longer(store_of) -> None:
    signed, one = SignIns(store_of), SignIn("a@example.com", 1000.0)
    assert signed.is_open(one, 1000 + 12 * HOUR)
    assert not signed.is_open(one, 1001 + 12 * HOUR)
    assert not signed.is_open(SignIn("a@example.com", 1000.0 + HOUR), 1000.0), "of the future"


def test_a_sign_in_left_unused_is_over_for_good(store_of) -> None:
    signed, one = SignIns(store_of), SignIn("a@example.com", 0.0)
    assert signed.use(one, 0.0)
    assert not signed.use(one, 3000.0)
    assert signed.is_open(one, 3000.0 + HOUR)
    assert not signed.is_open(one, 3001.0 + HOUR)
    signed.use(one, 3002.0 + HOUR)
    assert not signed.is_open(one, 3003.0 + HOUR)
    assert signed.is_open(SignIn("a@example.com", 3000.0 + HOUR), 3003.0 + HOUR), "signed in anew"


def test_signing_out_ends_one_sign_in_on_every_server_and_no_other(store_of, tmp_path: Path) -> None:
    one, other = SignIn("a@example.com", 0.0), SignIn("b@example.com", 0.0)
    SignIns(store_of).end(one, 5.0)
    replica = store.open_store(folder=tmp_path, env={})
    try:
        elsewhere = SignIns(lambda: replica)
        assert (elsewhere.is_open(one, 6.0), elsewhere.is_open(other, 6.0)) == (False, True)
        assert not elsewhere.is_open(SignIn("A@Example.com", 0.0), 6.0), "whatever the case"
    finally:
        replica.close()


def test_use_is_written_down_once_a_minute_and_what_is_too_old_is_forgotten(store_of) -> None:
    signed, one = SignIns(store_of), SignIn("c@example.com", 0.0)
    for at in (0.0, 30.0, 59.0):
        signed.use(one, at)
        assert store.sign_in_state(store_of(), one.key, moment(0.0))[0] == moment(0.0)
    signed.use(one, 61.0)
    assert store.sign_in_state(store_of(), one.key, moment(0.0))[0] == moment(61.0)
    signed.use(SignIn("c@example.com", 13.0 * HOUR), 13.0 * HOUR)
    assert store.sign_in_state(store_of(), one.key, moment(0.0)) == (None, False)


def test_a_restored_store_revives_no_sign_in(store_of, tmp_path: Path) -> None:
    signed, one = SignIns(store_of), SignIn("a@example.com", time.time() - 60)
    signed.use(one, time.time())
    store.backup(store_of(), tmp_path / "before.zip")
    signed.end(one, time.time())
    store.restore(store_of(), tmp_path / "before.zip", replace=True)
    assert not signed.is_open(one, time.time())
    assert signed.is_open(SignIn("a@example.com", time.time() + 1), time.time() + 1), "signed in since"


def moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def asked(app: AppTest) -> list[str]:
    """Return the labels of the buttons to sign in with."""
    return [button.label for button in app.button if (button.key or "").startswith("sign-in")]


def test_nobody_signs_in_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not access.is_on()
    monkeypatch.setenv("SALES_COACH_SIGN_IN", "required")
    assert access.is_on()


def test_settings_that_cannot_be_read_shut_the_door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import streamlit as st
    from streamlit.runtime.secrets import Secrets

    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\nredirect_uri = ", encoding="utf-8")
    before = st.config.get_option("secrets.files")
    st.config.set_option("secrets.files", [str(broken)])
    monkeypatch.setattr(st, "secrets", Secrets())
    try:
        assert access.is_on()
        assert access.providers() == ()
        assert access.refusal() == "settings"
        with pytest.raises(PermissionError):
            access.viewer()
    finally:
        st.config.set_option("secrets.files", before)


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize(
    ("email", "claims", "why"),
    [
        (None, {}, "sign_in"),
        ("stranger@example.com", {}, "unknown"),
        (REP.email, {"email_verified": False}, "unverified"),
        (REP.email, {"iat": time.time() - 13 * HOUR}, "ended"),
        (REP.email, {"iat": None}, "sign_in"),
        (ADMIN, {"is_logged_in": "yes"}, "sign_in"),
        ("", {"is_logged_in": True, "email": ""}, "sign_in"),
    ],
)
def test_who_is_not_let_in_gets_no_page(sign_in, email: str | None, claims: dict, why: str, lang: str) -> None:
    for page in ("", "team", "people", "upload"):
        app = sign_in(email, page, claims=claims, lang=lang, rep="Amal")
        assert not app.exception
        assert app.title[0].value == Words(lang)(f"access.{why}.title")
        assert not found_in(sent(app))
        assert not app.get("selectbox")
        assert not app.get("file_uploader")


@pytest.mark.parametrize("missing", ["redirect_uri", "cookie_secret", "client_id"])
def test_settings_with_a_part_missing_shut_the_door(sign_in, company: str, missing: str) -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
    app.secrets = {"auth": {key: value for key, value in SECRETS["auth"].items() if key != missing}}
    app.user = {"is_logged_in": True, "email": ADMIN, "iat": time.time()}
    app.query_params["lang"], app.query_params["data"] = "en", company
    app.run()
    assert app.title[0].value == words("access.settings.title")
    assert not asked(app)


def test_several_providers_have_a_button_each(company: str) -> None:
    common, section = {}, dict(SECRETS["auth"])
    for key in ("redirect_uri", "cookie_secret"):
        common[key] = section.pop(key)
    app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
    app.secrets = {"auth": {**common, "google": section, "microsoft": section}}
    app.user = {"is_logged_in": False}
    app.query_params["lang"] = "en"
    app.run()
    assert asked(app) == ["Sign in with google", "Sign in with microsoft"]


def test_signing_out_shuts_out_the_same_sign_in_elsewhere(sign_in) -> None:
    since = time.time() - 60
    here, there = (sign_in(COACH.email, "team", claims={"iat": since}) for _ in range(2))
    assert here.title[0].value == there.title[0].value in team_titles()
    here.button(key="sign-out").click().run()
    there.run()
    assert there.title[0].value == words("access.ended.title")
    assert not found_in(sent(there))
    again = sign_in(COACH.email, "team", claims={"iat": since + 10})
    assert again.title[0].value in team_titles()


def test_each_role_arrives_at_a_page_of_its_own(sign_in) -> None:
    arrived = {who: sign_in(who).title[0].value for who in (ADMIN, MANAGER.email, COACH.email, REP.email)}
    *leads, rep = arrived.values()
    assert all(title in team_titles() for title in leads)
    assert rep == words.name("Ghada")


def test_those_who_bring_no_data_get_the_youngest_of_the_team(
    sign_in, company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests keep data of others in the same store, any number of them.
    monkeypatch.setattr(state, "_LATEST", 10_000)
    for link in ("", "no such data", f"{company}@1", f'{company}~["admin", [], []]'):
        app = sign_in(REP.email, "rep", data=link)
        shown = found_in(sent(app))
        assert shown <= {"Ghada"}
        assert shown or link


def test_a_token_says_for_whom_it_stands(company: str) -> None:
    dataset = store.find_dataset(datasets.opened(), company)
    assert dataset is not None
    tokens = {Scope(dataset, viewer).token for viewer in (EVERYTHING, MANAGER, COACH, REP)}
    assert len(tokens) == 4
    assert {datasets.whole(token) for token in tokens} == {Scope(dataset, EVERYTHING).token}
    for viewer in (MANAGER, COACH, REP):
        told = datasets.viewer_in(Scope(dataset, viewer).token)
        assert (told.role, told.teams, told.reps) == (viewer.role, viewer.teams, viewer.reps)
    hostile = Viewer("rep", "", frozenset(), frozenset({'x~["admin", [], []]', "a@1"}))
    token = Scope(dataset, hostile).token
    assert datasets.viewer_in(token).reps == hostile.reps
    assert datasets.reps(token) == hostile.reps


def test_only_the_gateway_reaches_for_the_whole() -> None:
    """Pages that loaded data by themselves would go past the narrowing."""
    gateway = {"datasets.py", "results.py", "records.py", "access.py"}
    reaching = {"whole", "opened", "load", "load_import"}
    for file in (ROOT / "pages").rglob("*.py"):
        if file.name in gateway:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in reaching, f"{file.name}:{node.lineno}"


def test_a_manager_cannot_reach_others_by_an_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that call somebody a member of the own team are left out of what is kept."""
    dataset = datasets.keep(Intake(team()), [File("b.xlsx", "1" * 64, 1)], (), dt.date(2026, 6, 30)).dataset
    people = conform(pd.DataFrame([{"rep": rep, "team": "North", "file": "m.csv"} for rep in NAMES]), "reps")
    made = Intake(Tables(reps=people))
    monkeypatch.setattr(access, "viewer", lambda: MANAGER)
    scope = Scope(dataset, MANAGER)
    with pytest.raises(PermissionError):
        datasets.keep(made, (), (), dt.date(2026, 7, 1), scope, replaces=True)
    after = datasets.keep(made, (), (), dt.date(2026, 7, 1), scope)
    assert datasets.reps(Scope(after.dataset, MANAGER).token) == set(TEAMS["North"])
    for viewer in (COACH, REP):
        monkeypatch.setattr(access, "viewer", lambda viewer=viewer: viewer)
        with pytest.raises(PermissionError):
            datasets.keep(made, (), (), dt.date(2026, 7, 1), scope)
    store.delete_dataset(datasets.opened(), dataset.id, ADMIN)


def people_page(sign_in) -> AppTest:
    app = sign_in(ADMIN, "people")
    assert not app.exception
    return app


def test_an_admin_adds_changes_and_stops_a_person(sign_in) -> None:
    app = people_page(sign_in)
    app.button(key="edit-0").click().run()
    app.text_input(key="person-0-email").set_value("not an e-mail").run()
    app.button(key="person-0-save").click().run()
    assert app.error[0].value == markdown(words("people.bad_email"))
    app.text_input(key="person-0-email").set_value("New@Example.com").run()
    app.selectbox(key="person-0-role").set_value("coach").run()
    assert set(NAMES) <= set(app.multiselect(key="person-0-reps").options)
    app.multiselect(key="person-0-reps").set_value(["Basma"]).run()
    app.button(key="person-0-save").click().run()
    person = store.person_of(datasets.opened(), "new@example.com")
    assert person is not None
    assert (person.role, person.reps, person.active) == ("coach", ("Basma",), True)
    assert found_in(sent(sign_in("new@example.com", "team"))) == {"Basma"}

    app = people_page(sign_in)
    app.button(key=f"edit-{person.id}").click().run()
    app.toggle(key=f"person-{person.id}-active").set_value(False).run()
    app.button(key=f"person-{person.id}-save").click().run()
    assert sign_in("new@example.com", "team").title[0].value == words("access.unknown.title")

    app = people_page(sign_in)
    app.button(key=f"edit-{person.id}").click().run()
    app.button(key=f"person-{person.id}-remove").click().run()
    assert store.person_of(datasets.opened(), "new@example.com") is None


def test_people_are_listed_where_nobody_signs_in_too(monkeypatch: pytest.MonkeyPatch) -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
    app.query_params["lang"] = "en"
    app.run()
    app.switch_page("pages/settings/people.py").run()
    assert not app.exception
    assert app.info[0].value == words("people.off")


def test_what_a_hostile_name_is_made_of_is_shown_as_it_is(sign_in) -> None:
    person = store.Person(0, "evil@example.com", "<script>alert(1)</script> **:red[x]**", "coach", (), ("<b>x</b>",))
    kept = store.set_person(datasets.opened(), person, ADMIN)
    try:
        shown = "\n".join(element.proto.body for element in people_page(sign_in).get("html"))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
    finally:
        store.remove_person(datasets.opened(), kept.email, ADMIN)
