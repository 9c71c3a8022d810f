"""Charts under the mouse: a picture to take away, and a bar that leads to its deals.

What would be lost: the chart for the manager's slides, and the way from a number to its records.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.report import palette
from coaching.words import Words

pytestmark = pytest.mark.browser
AR = Words("ar")


def test_a_chart_is_saved_as_a_picture_without_any_outside_request(server: str, open_site) -> None:
    site = open_site(server)
    site.go("funnel", data="sample", lang="ar")
    site.page.locator(".js-plotly-plot").first.hover()
    button = site.page.locator(".modebar-btn").first
    assert button.get_attribute("data-title") == AR("chart.picture")
    with site.page.expect_download(timeout=60_000) as started:
        button.click()
    assert started.value.suggested_filename == "funnel.png"
    assert Path(started.value.path()).read_bytes().startswith(b"\x89PNG")
    assert site.elsewhere == []


def test_a_chart_is_whole_on_paper(server: str, open_site) -> None:
    """Drawn as wide as the screen, it would lose what stands at its far end, in Arabic the steps themselves."""
    site = open_site(server)
    site.go("funnel", data="sample", lang="ar")
    chart = site.page.locator(".js-plotly-plot .main-svg").first
    on_screen = chart.bounding_box()["width"]
    assert on_screen > 720
    site.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert chart.bounding_box()["width"] <= 720
    site.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert chart.bounding_box()["width"] == on_screen


def test_a_chart_follows_the_theme_without_a_run_of_the_app(server: str, open_site) -> None:
    """Words in the ink of the light page cannot be read on the dark one; paper is white whatever the theme."""
    site = open_site(server)
    site.go("funnel", data="sample", lang="en")
    words = site.page.locator(".js-plotly-plot .bartext").first.element_handle()
    light, dark = (_written(colour) for colour in (palette.INK, palette.DARK[palette.INK]))
    for colour, media in (
        (light, {"color_scheme": "light"}),
        (dark, {"color_scheme": "dark"}),
        (light, {"media": "print"}),
    ):
        site.page.emulate_media(**media)  # the app hears of it a moment later
        site.page.wait_for_function("([one, colour]) => getComputedStyle(one).fill === colour", arg=[words, colour])


def _written(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_bar_of_the_funnel_leads_to_its_deals(server: str, open_site) -> None:
    site = open_site(server)
    site.go("funnel", data="sample", lang="en")
    bar = site.page.locator(".js-plotly-plot .bars .point path").nth(2)
    bar.hover(force=True)
    site.page.wait_for_timeout(300)
    bar.click(force=True)
    site.page.locator(".st-key-behind-table").wait_for()
    site.settle()
    assert "behind=next_step_ratio" in site.page.url
