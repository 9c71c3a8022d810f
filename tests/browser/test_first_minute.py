"""The whole path in a real browser: from a file to a rep's plan in the hand.

What would be lost: the main job of this software.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coaching.words import Words
from pages import registry
from tests.titles import team_heading

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).parents[2] / "sample_data"
EN, AR = Words("en"), Words("ar")
MENU = ".st-key-menu a[data-testid=stPageLink-NavLink]"


def upload(site, *names: str) -> None:
    site.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [SAMPLES / name for name in names])
    site.page.get_by_role("button", name=EN("upload.use")).wait_for(timeout=60_000)
    site.settle()


def downloaded(site, key: str) -> bytes:
    with site.page.expect_download(timeout=60_000) as started:
        site.page.locator(f".st-key-{key} button").click()
    return Path(started.value.path()).read_bytes()


def test_from_the_file_to_the_plan(server: str, open_site) -> None:
    site = open_site(server)
    site.go()
    upload(site, "team.xlsx")
    site.page.get_by_text(re.compile(r"team\.xlsx\W* · \W*Deals")).first.click()
    site.page.get_by_label(EN("field.amount"), exact=True).first.wait_for()

    site.page.get_by_role("button", name=EN("upload.use")).click()
    site.page.get_by_role("heading", name=team_heading()).wait_for()
    site.settle()
    assert downloaded(site, "team-pdf").startswith(b"%PDF-")
    assert downloaded(site, "team-xlsx").startswith(b"PK")

    site.page.get_by_role("button", name=EN("names.prepare")).first.click()
    site.page.locator(".sc-rep-head").wait_for()
    site.settle()
    assert re.search(r"[?&]rep=\w+", site.page.url)

    site.page.get_by_role("radio", name="العربية").or_(site.page.get_by_role("button", name="العربية")).first.click()
    site.page.locator("html[dir=rtl]").wait_for(state="attached")
    site.settle()
    assert site.page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert "lang=ar" in site.page.url

    assert downloaded(site, "rep-pdf").startswith(b"%PDF-")
    assert site.elsewhere == []

    place = site.heading()
    site.page.reload()
    site.settle()
    assert site.heading() == place
    assert site.page.locator(".sc-rep-head").first.is_visible()


def test_sample_data_is_one_click_away(server: str, open_site) -> None:
    site = open_site(server)
    site.go()
    site.page.get_by_role("button", name=EN("upload.sample")).click()
    site.page.get_by_role("heading", name=team_heading()).wait_for(timeout=60_000)
    site.settle()
    assert "data=sample" in site.page.url
    assert site.elsewhere == []

    table = site.page.locator(".st-key-leaders-table")
    place, said = table.bounding_box(), site.page.locator(".sc-strip .sc-help > div").nth(1)
    site.page.locator(".sc-strip .sc-help summary").nth(1).click()
    said.wait_for()
    assert table.bounding_box() == place, "what a figure means lies over the page and moves nothing"
    site.page.locator("h1").click()
    said.wait_for(state="hidden")


def test_the_way_to_a_rep_works_without_a_mouse(server: str, open_site) -> None:
    site = open_site(server)
    site.go("team", data="sample", lang="en")
    site.page.get_by_role("button", name=EN("names.prepare")).first.focus()
    site.page.keyboard.press("Enter")
    site.page.locator(".sc-rep-head").wait_for()
    site.settle()
    site.page.locator(".st-key-rep input").focus()
    site.page.keyboard.type("Omar", delay=40)
    site.page.get_by_role("option", name="Omar Nasser").wait_for()
    site.page.keyboard.press("Enter")
    site.page.get_by_role("option").first.wait_for(state="detached")
    site.settle()
    assert "rep=Omar" in site.page.url


def test_one_step_back_is_one_page_back(server: str, open_site) -> None:
    site = open_site(server)
    site.go("team", data="sample", lang="en")
    site.page.get_by_role("button", name=EN("names.prepare")).first.click()
    site.page.locator(".sc-rep-head").first.wait_for()
    site.settle()
    site.page.get_by_role("link", name=EN("menu.calculator")).click()
    site.page.get_by_role("heading", name=EN("calculator.title")).wait_for()
    site.settle()
    site.page.go_back()
    site.page.locator(".sc-rep-head").first.wait_for()
    site.settle()
    site.page.go_back()
    site.page.get_by_role("heading", name=team_heading()).wait_for()


@pytest.mark.parametrize(
    ("asked", "lang", "side"), [("ar", "ar", "rtl"), ("ar-arab", "ar", "rtl"), ("xx", "en", "ltr"), ("", "en", "ltr")]
)
def test_a_page_is_turned_round_before_anything_is_drawn(
    server: str, open_site, asked: str, lang: str, side: str
) -> None:
    site = open_site(server)
    site.page.route("**/static/js/**", lambda one: one.abort())
    site.begin("team", lang=asked)
    site.page.wait_for_load_state("domcontentloaded")
    assert site.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [lang, side]
    assert site.page.title() == EN("app.title")


def test_data_is_deleted_only_after_a_question(server: str, open_site) -> None:
    site = open_site(server)
    site.go()
    upload(site, "deals.csv")
    site.page.get_by_role("button", name=EN("upload.use")).click()
    site.page.get_by_role("heading", name=team_heading()).wait_for()
    site.settle()
    site.page.get_by_role("link", name=EN("menu.data")).click()
    site.page.get_by_role("link", name=EN("nav.imports")).click()
    site.page.locator(".st-key-delete button").click()
    site.page.locator(".st-key-delete-no button").click()
    site.page.get_by_role("dialog").wait_for(state="detached")
    site.settle()
    assert "data=" in site.page.url
    site.page.locator(".st-key-delete button").click()
    site.page.locator(".st-key-delete-yes button").click()
    site.page.get_by_role("heading", name=EN("upload.title")).wait_for()
    site.settle()
    assert "data=" not in site.page.url


def test_reading_a_large_file_can_be_stopped(server: str, open_site, tmp_path) -> None:
    large = tmp_path / "large.csv"
    row = "Sale,Sara,Closed Won,1000,2026-01-05,2026-02-10\n"
    large.write_text("Deal,Owner,Stage,Amount,Created date,Close date\n" + row * 1_000_000)
    site = open_site(server)
    site.go(lang="en")
    site.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", large)
    site.page.get_by_role("button", name=EN("upload.cancel")).click(timeout=60_000)
    site.page.get_by_role("button", name=EN("upload.template")).wait_for()
    site.settle()
    assert site.page.get_by_role("button", name=EN("upload.use")).count() == 0


@pytest.mark.parametrize(("path", "page"), [("rep", "rep"), ("offerings", "team")])
def test_the_first_visitor_may_come_by_a_deep_link(fresh_server: str, open_site, path: str, page: str) -> None:
    site = open_site(fresh_server)
    site.go(path, data="sample", lang="en")
    site.page.wait_for_timeout(1500)
    # A rep's page is headed by the rep's name.
    assert site.page.locator(".sc-rep-head").count() if page == "rep" else site.heading() == EN(f"{page}.title")
    assert site.page.get_by_role("dialog").count() == 0
    assert site.page.locator("[data-testid=stException]").count() == 0
    links = site.page.locator(MENU).count()
    site.go(lang="en")
    assert links == site.page.locator(MENU).count() == len(registry.ENTRIES)


def test_an_address_that_does_not_exist_says_so(server: str, open_site) -> None:
    site = open_site(server)
    for lang in ("en", "ar"):
        site.go("no-such-page", lang=lang)
        assert site.heading() == Words(lang)("page.unknown.title")
        assert site.page.get_by_role("dialog").count() == 0
