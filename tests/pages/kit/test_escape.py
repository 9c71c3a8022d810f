"""Names from a file show letter by letter, whatever they contain.

What would be lost: a deal named by a stranger colours the page, links to somewhere or runs a script.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.importing.model import Intake, Source
from coaching.spreadsheets import safe_csv
from coaching.tables import Tables, conform
from pages.kit.escape import markdown, name
from tests.pages.stored import store_dataset

NAMES = (
    ":red[x] $\\LaTeX$ [a](javascript:alert(1)) <script>alert(1)</script>",
    ":material/home: **bold** _it_ `code` # head",
    "<img src=x onerror=alert(1)> & www.example.com me@example.com",
    '=HYPERLINK("http://example.com")',
)


@pytest.fixture
def hostile_data() -> str:
    rows = [
        {
            "rep": rep,
            "outcome": "won" if at % 2 else "lost",
            "gate": "won" if at % 2 else "first_appointment",
            "gate_shown": True,
            "amount": 1000.0,
            "first_appointment_on": "2026-02-01",
            "closed_on": "2026-03-01",
            "deal_name": rep,
            "product": NAMES[at % 4],
            "team": NAMES[at % 2],
            "lost_reason": NAMES[at % 3],
        }
        for at in range(24)
        for rep in NAMES
    ] + [
        {"rep": rep, "outcome": "open", "gate": "first_appointment", "gate_shown": True, "deal_name": rep,
         "account": rep, "stage": rep, "first_appointment_on": "2026-02-20"}
        for rep in NAMES
    ]  # fmt: skip
    deals = conform(pd.DataFrame(rows), "deals")
    source = Source(NAMES[0] + ".csv", NAMES[1], None, "deals", 100, 100, 0, 0, {}, {})
    aside = pd.DataFrame(
        [{"file": NAMES[0], "sheet": "", "row": 2, "table": "deals", "reason": "x", NAMES[1]: NAMES[3]}]
    )
    return store_dataset(Intake(Tables(deals=deals), (source,), aside)).link


@pytest.mark.parametrize(
    "page",
    [
        "upload",
        "quality",
        "leaderboard",
        "funnel",
        "offerings",
        "scorecard",
        "action_plan",
        "magic_number",
    ],
)
def test_pages_show_hostile_names_literally(open_app, shown, hostile_data: str, page: str) -> None:
    app = open_app(page, data=hostile_data, behind="win_rate", m_from=NAMES[2])
    assert not app.exception
    for element in app.get("html"):
        body = element.proto.body
        own = body.startswith(("<style>", "<script>("))
        assert own or ("<script" not in body and "<img" not in body), body[:300]
    for kind in ("markdown", "caption", "error", "warning", "info", "subheader"):
        for element in app.get(kind):
            assert not any(bad in element.value for bad in (":red[", "$\\LaTeX$", "](javascript:", ":material/home:"))


def test_an_action_plan_of_a_hostile_name_is_literal(open_app, shown, hostile_data: str) -> None:
    app = open_app("action_plan", data=hostile_data, rep=NAMES[2])
    assert not app.exception
    assert "<img" not in "".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("text", NAMES)
def test_markdown_is_escaped(text: str) -> None:
    escaped = markdown(text)
    assert ":red[" not in escaped
    assert "](" not in escaped
    assert ":material/" not in escaped
    assert not any(sign in escaped.replace("\\" + sign, "") for sign in "[]$`*_<>")


def test_html_is_escaped_and_kept_apart() -> None:
    assert name("<b>\u202eevil") == '<bdi class="sc-name">&lt;b&gt;evil</bdi>'


def test_the_csv_of_rows_set_aside_has_no_live_formula() -> None:
    frame = pd.DataFrame({"=cmd": ["=1+1", "+44 20", "@x", "-12.5", "plain", "\t=x"], "row": [1, 2, 3, 4, 5, 6]})
    lines = safe_csv(frame).decode("utf-8-sig").splitlines()
    assert lines == ["'=cmd,row", "'=1+1,1", "'+44 20,2", "'@x,3", "-12.5,4", "plain,5", "'\t=x,6"]
