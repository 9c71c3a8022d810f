"""Signing in and out in a real browser, against an identity provider of the tests' own.

What would be lost: a link opens a team's figures to whoever has it, or somebody who signed out is still let in.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from coaching import store
from coaching.importing.model import Intake
from coaching.store import Person
from coaching.words import Words, language_name
from tests.access.idp import CLIENT, SECRET, Provider
from tests.access.world import MANAGER, NAMES, REP, team
from tests.browser.conftest import Site, free_port, serve
from tests.titles import team_titles

words = Words("en")
ADMIN = "boss@example.com"


@dataclass
class Guarded:
    """A server where people sign in, whom the provider lets in next, and the link of the data."""

    address: str
    provider: Provider
    link: str

    def sign_in(self, site: Site, email: str, **claims: object) -> None:
        """Go to the app and sign in as somebody."""
        self.provider.claims = {"email": email, "name": "Some Body", **claims}
        site.go()
        site.page.get_by_role("button", name=words("access.sign_in")).click()
        site.page.wait_for_timeout(1500)
        site.settle()


@pytest.fixture(scope="module")
def guarded(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Start a server that nobody has visited before the first test, with a company's data and people."""
    tmp_path = tmp_path_factory.mktemp("guarded")
    memory = store.open_store(folder=tmp_path / "memory", env={})
    data = store.create_dataset(memory, "Company", ADMIN)
    made = Intake(team(), (), pd.DataFrame())
    store.add_import(memory, data.id, made, seen_on=dt.date(2026, 6, 30), by=ADMIN)
    for viewer in (MANAGER, REP):
        person = Person(0, viewer.email, viewer.role, viewer.role, tuple(viewer.teams), tuple(viewer.reps))
        store.set_person(memory, person, ADMIN)
    memory.close()
    port = free_port()
    address = f"http://localhost:{port}"
    with Provider() as provider:
        auth = {
            "redirect_uri": f"{address}/oauth2callback",
            "cookie_secret": "only for this test, but long enough",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": f"{provider.address}/.well-known/openid-configuration",
        }
        secrets = tmp_path / "secrets.toml"
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in auth.items())
        secrets.write_text(f"[auth]\n{lines}\n", encoding="utf-8")
        env = {"SALES_COACH_DATA": str(tmp_path / "memory"), "SALES_COACH_ADMIN": ADMIN}
        env |= dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1")
        for _ in serve(f"--secrets.files={secrets}", port=port, **env):
            yield Guarded(address, provider, data.token)


def told(site: Site) -> str:
    """All that can be read or found in the page, with what stands in its fields."""
    fields = site.page.locator("input").evaluate_all("fields => fields.map(field => field.value).join('\\n')")
    return f"{site.page.locator('body').inner_text()}\n{site.page.content()}\n{fields}"


def named(text: str) -> set[str]:
    return {name for name in NAMES if name in text}


@pytest.mark.browser
def test_a_link_shows_nothing_before_signing_in_and_only_the_own_after(guarded: Guarded, open_site) -> None:
    site = open_site(guarded.address)
    for page in ("leaderboard", "scorecard", "people", "no-such-page"):
        site.go(page, data=guarded.link, rep="Amal")
        assert site.heading() == words("access.sign_in.title"), page
        assert not named(told(site))
        assert words("nav.team") not in told(site)
    guarded.sign_in(site, REP.email)
    assert "Ghada" in site.heading()
    assert named(told(site)) == {"Ghada"}
    site.go("scorecard", data=guarded.link, rep="Amal", behind="win_rate", peers="all")
    assert named(told(site)) == {"Ghada"}
    with site.page.expect_download() as begun:
        site.page.get_by_role("button", name=words("download.xlsx")).click()
    with zipfile.ZipFile(io.BytesIO(Path(begun.value.path()).read_bytes())) as book:
        assert named("".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())) == {"Ghada"}
    site.go("leaderboard", data=guarded.link)
    assert site.heading() == words("access.not_yours.title")
    assert not named(told(site))


@pytest.mark.browser
def test_signing_out_ends_it_in_every_tab(guarded: Guarded, open_site) -> None:
    site = open_site(guarded.address)
    guarded.sign_in(site, MANAGER.email)
    site.go("leaderboard")
    assert site.heading() in team_titles()
    other = Site(site.page.context.new_page(), guarded.address)
    other.go("leaderboard")
    assert other.heading() in team_titles()
    before = guarded.provider.signed_out
    site.page.get_by_role("button", name=words("access.sign_out")).click()
    site.page.wait_for_timeout(1500)
    site.settle()
    assert site.heading() == words("access.sign_in.title")
    assert guarded.provider.signed_out == before + 1
    other.page.get_by_text(language_name("ar"), exact=True).click()
    other.page.wait_for_timeout(500)
    other.settle()
    assert other.heading() == Words("ar")("access.ended.title")
    other.go("leaderboard", lang="en")
    assert other.heading() == words("access.sign_in.title")


@pytest.mark.browser
def test_who_is_not_known_or_signed_in_too_long_ago_is_refused(guarded: Guarded, open_site) -> None:
    stranger = open_site(guarded.address)
    guarded.sign_in(stranger, "stranger@example.com")
    assert stranger.heading() == words("access.unknown.title")
    stranger.go("leaderboard", data=guarded.link)
    assert stranger.heading() == words("access.unknown.title")
    assert stranger.page.get_by_role("button", name=words("access.sign_out")).is_visible()
    late = open_site(guarded.address)
    guarded.sign_in(late, ADMIN, iat=int(time.time()) - 13 * 3600)
    assert late.heading() == words("access.ended.title")
    guarded.sign_in(late, ADMIN)
    late.go("people")
    assert late.heading() == words("people.title")
    assert {MANAGER.email, REP.email} <= set(told(late).split())


@pytest.mark.browser
def test_an_admin_takes_a_backup_and_all_about_a_rep_away(guarded: Guarded, open_site) -> None:
    """Files are made where nobody is signed in; the page must have said for whom."""
    site = open_site(guarded.address)
    guarded.sign_in(site, ADMIN)
    site.go("privacy", data=guarded.link)
    with site.page.expect_download(timeout=60_000) as begun:
        site.page.get_by_role("button", name=words("privacy.export.button")).click()
    with zipfile.ZipFile(begun.value.path()) as about:
        assert json.loads(about.read("data.json"))["rep"] in NAMES
    site.page.get_by_role("tab", name=words("privacy.backup")).click()
    with site.page.expect_download(timeout=60_000) as begun:
        site.page.get_by_role("button", name=words("privacy.backup.button")).click()
    with zipfile.ZipFile(begun.value.path()) as backup:
        assert "manifest.json" in backup.namelist()
        assert named(backup.read("tables/people.jsonl").decode()) == {"Ghada"}
