"""From a file to the PDF without a mouse.

What would be lost: the app, for everybody who cannot use one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.words import Words
from tests.titles import team_heading, team_titles

pytestmark = pytest.mark.browser
#: In reading order; importing the page would run it.
VIEWS = ("ranking", "funnel", "segments", "certainty")
SAMPLES = Path(__file__).parents[2] / "sample_data"
EN = Words("en")
_MOST_TABS = 80
_HAS_FOCUS = """wanted => {
  const here = document.activeElement;
  if (!here || !here.closest(wanted)) return '';
  const style = getComputedStyle(here);
  const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || here.matches('input');
  return shown ? 'seen' : 'unseen';
}"""


def tab_to(site, wanted: str) -> None:
    """Press Tab until the focus is inside ``wanted``, where it has to be seen."""
    for _ in range(_MOST_TABS):
        site.page.keyboard.press("Tab")
        if state := site.page.evaluate(_HAS_FOCUS, wanted):
            assert state == "seen", f"the focus on {wanted} cannot be seen"
            return
    pytest.fail(f"{_MOST_TABS} times Tab do not lead to {wanted}")


def test_the_keyboard_leads_from_a_file_to_the_pdf(server: str, open_site) -> None:
    site = open_site(server)
    # Asked for only at the key, the dialog may open before the browser has heard that it is to be handed over.
    site.page.on("filechooser", lambda _: None)
    site.go(lang="en")
    tab_to(site, "[data-testid=stFileUploaderDropzone] button")
    with site.page.expect_file_chooser() as chooser:
        site.page.keyboard.press("Enter")
    chooser.value.set_files(SAMPLES / "team.xlsx")
    site.page.locator(".st-key-use").wait_for(timeout=60_000)
    site.settle()

    tab_to(site, ".st-key-use")
    site.page.keyboard.press("Enter")
    site.page.get_by_role("heading", name=team_heading()).wait_for()
    site.settle()

    tab_to(site, ".st-key-team-pdf")
    with site.page.expect_download(timeout=60_000) as started:
        site.page.keyboard.press("Enter")
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")

    site.page.reload()
    site.settle()
    tab_to(site, "[class*=st-key-talk-]")
    site.page.keyboard.press("Enter")
    site.page.locator(".sc-rep-head").wait_for()
    site.settle()
    tab_to(site, ".st-key-rep-pdf")
    with site.page.expect_download(timeout=60_000) as started:
        site.page.keyboard.press("Enter")
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")


def test_the_keyboard_passes_over_the_ranking_and_opens_nobody(server: str, open_site) -> None:
    """A table drawn on a canvas chooses its first cell once it has the focus, and a chosen row is a rep to open."""
    site = open_site(server)
    site.go("team", data="sample", lang="en")
    site.page.keyboard.press("Tab")
    assert site.page.evaluate("document.activeElement.innerText") == EN("skip.link")
    site.page.keyboard.press("Enter")
    assert site.page.evaluate("document.activeElement.dataset.testid") == "stMain"
    tab_to(site, "[data-testid=stPopover]")
    site.page.keyboard.press("Enter")
    site.page.locator("[data-testid=stPopoverBody] :focus").wait_for()
    site.page.keyboard.press("Shift+Tab")
    site.page.wait_for_timeout(200)
    assert site.page.evaluate("!!document.activeElement.closest('[data-testid=stPopoverBody]')")
    site.page.keyboard.press("Escape")
    site.page.locator("[data-testid=stPopover] button:focus").wait_for()
    for _ in range(_MOST_TABS):
        site.page.keyboard.press("Tab")
        if site.page.evaluate("document.activeElement.matches('.st-key-leaders-table canvas')"):
            break
    else:
        pytest.fail("the ranking is never in focus")
    site.page.wait_for_timeout(1500)
    site.settle()
    assert site.heading() in team_titles()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_arrow_keys_lead_to_where_they_point(server: str, open_site, lang: str) -> None:
    """Streamlit takes the direction of the keys from the browser's language, and draws every page left to right."""
    site = open_site(server, locale="ar-SA")
    site.go("team", data="sample", lang=lang)
    tab_to(site, ".st-key-show [role=radiogroup]")
    left = "document.activeElement.getBoundingClientRect().left"
    before = site.page.evaluate(left)
    site.page.keyboard.press("ArrowLeft")
    site.page.wait_for_timeout(100)
    assert site.page.evaluate(left) < before
    shown = site.page.locator(".st-key-show button").all()
    labels = [one.inner_text() for one in sorted(shown, key=lambda one: one.bounding_box()["x"])]
    read = [Words(lang)(f"team.show.{code}") for code in VIEWS]
    assert labels == (read[::-1] if lang == "ar" else read)
