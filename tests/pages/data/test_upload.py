"""The first minute: a file in, understood, used; a wrong file gets a sentence.

What would be lost: the manager gives up on the first page.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coaching.importing.model import Intake
from coaching.tables import STAGE_MEANINGS
from coaching.words import Words, languages
from pages.kit.escape import markdown
from pages.session import clock, datasets, results
from pages.session.session_state import KEY
from tests.importing.made import xlsx_bytes

pytestmark = pytest.mark.usefixtures("parsed_once")

SAMPLES = Path(__file__).parents[3] / "sample_data"
EN = Words("en")
#: The page of the team, whose title depends on how old the data is.
LEADERBOARD = (EN("team.title"), EN("team.title.old"))


def asked(app: AppTest) -> list[str]:
    """The headings that say how many questions are left."""
    headings = {EN.count("upload.questions", count) for count in range(1, 20)}
    return [heading.value for heading in app.subheader if heading.value in headings]


def answer(app: AppTest) -> AppTest:
    """Say that what is asked in front is right."""
    return next(button for button in app.button if (button.key or "").endswith(":right")).click().run()


def answer_all(app: AppTest) -> AppTest:
    """Answer one question after the other by what is guessed."""
    for _ in range(20):
        if not asked(app):
            return app
        app = answer(app)
    raise AssertionError(asked(app))


def give(app: AppTest, name: str, data: bytes) -> AppTest:
    return app.file_uploader[0].upload(name, data).run()


def sample(name: str) -> tuple[str, bytes]:
    return name, (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", ["team.xlsx", "deals.csv", "hubspot-deals.csv", "salesforce-report.xlsx"])
def test_a_known_export_needs_one_click(open_app, name: str) -> None:
    app = give(open_app(), *sample(name))
    assert not app.exception
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value in LEADERBOARD
    assert app.query_params["data"] not in ("", "sample")


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("empty.csv", b""),
        ("pivot.csv", b"Sum of Amount,Column Labels,,\nRow Labels,Q1,Q2,Grand Total\nSara,1,2,3\nGrand Total,1,2,3\n"),
        ("letter.csv", b"Dear Sara,\nplease call me.\n"),
        ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ],
)
def test_a_wrong_file_gets_a_sentence(open_app, shown, name: str, data: bytes, lang: str) -> None:
    app = give(open_app(lang=lang), name, data)
    assert not app.exception
    said = [element.value for kind in ("error", "info") for element in app.get(kind)]
    asked = [box for box in app.selectbox if box.label == Words(lang)("map.table")]
    assert said or asked, shown(app)
    assert all(button.disabled for button in app.button if button.key == "use")


def test_a_good_file_beside_a_wrong_one_can_be_used(open_app) -> None:
    app = open_app()
    app.file_uploader[0].upload("empty.csv", b"")
    app.file_uploader[0].upload(*sample("deals.csv")).run()
    assert not app.exception
    assert any(element.value for element in app.error)
    assert not app.button(key="use").disabled


def test_stages_can_be_corrected_and_the_question_goes(open_app, shown) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    assert asked(app)
    stage = next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or ""))
    stage.select("first_appointment").run()
    assert not app.exception
    answer_all(app)
    assert not asked(app)
    assert EN("upload.use.check") not in shown(app)


def test_what_is_right_can_be_said_with_one_click(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    answer_all(app)
    assert not asked(app)


def test_what_was_understood_is_said_in_one_sentence(open_app, shown) -> None:
    text = shown(give(open_app(), "deals.csv", deals(*map(row, range(20)))))
    assert "20 deals of 2 reps, January 2026 to February 2026." in text


UNNAMED = b"Deal ID,Title,Feld7,Stage,Amount,Created date,Close date\n" + b"".join(
    f"D{n},Sale {n},{('Sara Haddad', 'Omar Nasser')[n % 2]},{stage},1000,2026-01-05,2026-02-10\n".encode()
    for n, stage in enumerate(["Closed Won", "Closed Lost", "Negotiation"] * 10)
)


def test_questions_come_one_at_a_time_and_say_what_an_answer_unlocks(open_app, shown) -> None:
    app = give(open_app(), "deals.csv", UNNAMED)
    assert asked(app) == [EN.count("upload.questions", 2)]
    owner = EN("map.ask.guess", field=EN("field.rep"), header=EN.name("Feld7"))
    assert owner in shown(app) and EN("question.first_appointment_stage") not in shown(app)
    assert EN("map.unlocks", what=EN("unlocks.people")) in shown(app)
    assert len([button for button in app.button if (button.key or "").endswith(":right")]) == 1
    box = next(box for box in app.selectbox if (box.key or "").endswith(":asked:rep"))
    box.select("Feld7").run()
    assert "30 deals of 2 reps" in shown(app)
    answer(app)
    assert asked(app) == [EN.count("upload.questions", 1)]
    assert owner not in shown(app)
    assert not asked(answer(app))


def test_what_a_team_does_not_record_can_be_said_so(open_app, shown) -> None:
    app = give(open_app(), "deals.csv", UNNAMED)
    next(button for button in app.button if (button.key or "").endswith(":none")).click().run()
    assert not app.exception
    assert asked(app) == [EN.count("upload.questions", 1)]
    assert EN("question.owner") not in shown(app)
    assert not app.button(key="use").disabled


def test_stages_stand_in_the_order_of_the_funnel(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    stages = [box.value for box in app.selectbox if ":stage:" in (box.key or "")]
    order = ["", *STAGE_MEANINGS]
    assert stages == sorted(stages, key=order.index)


def test_a_column_can_be_mapped_otherwise(open_app) -> None:
    app = give(open_app(), *sample("deals.csv"))
    amount = next(box for box in app.selectbox if (box.key or "").endswith(":field:amount"))
    amount.select("").run()
    assert not app.exception
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value in LEADERBOARD


def test_the_mapping_can_be_corrected_after_looking_at_the_figures(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    app.button(key="use").click().run()
    first, before = app.query_params["data"], gates_of(app)
    app.switch_page("pages/data/upload.py").run()
    stage = next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or ""))
    stage.select("first_appointment").run()
    app.button(key="instead").click().run()
    assert not app.exception
    assert app.title[0].value in LEADERBOARD
    assert app.query_params["data"] == first
    assert gates_of(app) != before


def test_data_that_was_left_is_kept_and_can_be_opened_again(open_app, monkeypatch) -> None:
    monkeypatch.setattr(datasets, "is_private", lambda: True)
    app = give(open_app(), *sample("deals.csv"))
    app.button(key="use").click().run()
    token = app.query_params["data"]
    app.switch_page("pages/data/upload.py").run()
    app.button(key="leave").click().run()
    assert not app.exception
    assert "data" not in app.query_params
    kept = datasets.find(token)
    app.button(key=f"open-{kept.dataset.id}").click().run()
    assert not app.exception
    assert app.query_params["data"] == token


def test_a_stranger_is_not_shown_the_data_of_others(open_app, monkeypatch) -> None:
    app = give(open_app(), *sample("deals.csv"))
    app.button(key="use").click().run()
    monkeypatch.setattr(datasets, "is_private", lambda: False)
    assert not [button for button in open_app().button if (button.key or "").startswith("open-")]


def test_the_template_can_be_downloaded(open_app) -> None:
    from pages.session import results

    open_app()
    assert results.template().startswith(b"PK")


DEALS = "Deal ID,Deal,Owner,Stage,Amount,Created date,Close date,Deal type\n"


def deals(*rows: str) -> bytes:
    return (DEALS + "".join(row + "\n" for row in rows)).encode()


def row(number: int, amount: int = 1000, kind: str = "New business") -> str:
    won = "Closed Won" if number % 2 else "Closed Lost"
    return f"D{number},Sale {number},{('Sara', 'Omar')[number % 2]},{won},{amount},2026-01-05,2026-02-10,{kind}"


def test_what_a_later_file_changes_is_told_before_it_is_used(open_app, shown) -> None:
    app = give(open_app(), "january.csv", deals(*map(row, range(20))))
    assert EN("upload_changes.title") not in shown(app)
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    app = give(app, "february.csv", deals(row(0, 1500), *map(row, range(1, 18)), row(30), row(31), row(32)))
    assert not app.exception
    assert EN("upload_changes.title") in shown(app)
    counts = [f'class="sc-figure">{count}</td>' for count in (3, 1, 17, 2)]
    assert "".join(f"<td {count}" for count in counts) in shown(app)
    app.button(key="join").click().run()
    assert not app.exception
    assert app.title[0].value in LEADERBOARD
    scope = state_of(app)
    assert len(scope.tables.deals) == 23
    assert scope.tables.deals.set_index("deal_id")["amount"]["D0"] == 1500


def gates_of(app: AppTest) -> list[object]:
    return state_of(app).tables.deals["gate"].astype(str).tolist()


def state_of(app: AppTest) -> Intake:
    token = app.query_params["data"]
    scope = datasets.find(token if isinstance(token, str) else token[0])
    assert scope is not None
    return scope.intake


def test_renewals_can_be_left_out(open_app) -> None:
    rows = [row(at, kind="Renewal" if at < 6 else "New business") for at in range(20)]
    app = give(open_app(), "deals.csv", deals(*rows))
    box = next(box for box in app.multiselect if box.key.endswith(":exclude:deal_type"))
    box.select("Renewal").run()
    assert not app.exception
    app.button(key="use").click().run()
    assert len(state_of(app).tables.deals) == 14
    assert (state_of(app).set_aside["reason"] == "left_out_by_choice").sum() == 6


def after_a_decision(open_app) -> AppTest:
    """Return the upload page after a file was used of which one stage was decided by hand."""
    app = give(open_app(), *sample("hubspot-deals.csv"))
    stage = next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or ""))
    stage.select("first_appointment").run()
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    return app


def test_what_was_decided_about_a_layout_is_remembered(open_app) -> None:
    app = after_a_decision(open_app)
    _, data = sample("hubspot-deals.csv")
    app = give(app, "next month.csv", data.replace(b"\n", b" \n", 1))
    assert not app.exception
    assert not asked(app)


def test_an_earlier_import_given_again_is_known_and_not_put_over_a_later_one(open_app, shown) -> None:
    january = deals(*map(row, range(20)))
    app = give(open_app(), "january.csv", january)
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    app = give(app, "february.csv", deals(row(0, 1500), *map(row, range(1, 20))))
    app.button(key="join").click().run()
    app.switch_page("pages/data/upload.py").run()
    app = give(app, "january again.csv", january)
    assert not app.exception
    assert any(EN("datasets.ways.earlier") in warning.value for warning in app.warning)
    assert "join" not in [button.key for button in app.button]
    app.button(key="go").click().run()
    assert app.title[0].value in LEADERBOARD
    assert state_of(app).tables.deals.set_index("deal_id")["amount"]["D0"] == 1500


def test_files_that_change_nothing_say_so_and_lead_on(open_app, shown) -> None:
    january = deals(*map(row, range(20)))
    app = give(open_app(), "january.csv", january)
    app.button(key="use").click().run()
    for name, data in (("again.csv", january), ("fewer.csv", deals(*map(row, range(15))))):
        app.switch_page("pages/data/upload.py").run()
        app = give(app, name, data)
        assert not app.exception
        assert EN("datasets.ways.same") in shown(app)
        assert "join" not in [button.key for button in app.button]
        app.button(key="go").click().run()
        assert app.title[0].value in LEADERBOARD
        assert len(state_of(app).tables.deals) == 20


def test_rows_that_were_set_aside_and_mended_are_added_and_no_longer_to_be_mended(open_app, shown) -> None:
    broken = row(20).replace("Sara", "").replace("Omar", "")
    app = give(open_app(), "january.csv", deals(*map(row, range(20)), broken))
    app.button(key="use").click().run()
    assert state_of(app).set_aside["reason"].tolist() == ["no_rep"]
    app.switch_page("pages/data/upload.py").run()
    account = "file,sheet,row,table,reason," + DEALS
    app = give(app, "mended.csv", (account + "january.csv,,22,deals,no rep," + row(20) + "\n").encode())
    assert not app.exception
    assert EN("datasets.ways.more") in shown(app)
    app.button(key="join").click().run()
    scope = state_of(app)
    assert len(scope.tables.deals) == 21
    assert scope.set_aside["reason"].tolist() == ["superseded"]
    assert sum(source.rows_read for source in scope.sources) == 22


def test_an_unknown_export_of_other_people_looks_like_another_team(open_app, shown) -> None:
    app = give(open_app(), "january.csv", deals(*map(row, range(20))))
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    others = deals(*(row(at).replace("Sara", "Lina").replace("Omar", "Ali") for at in range(40, 60)))
    app = give(app, "south.csv", others)
    assert EN("datasets.ways.other") in shown(app)


def test_an_older_export_is_offered_under_its_own_day(open_app) -> None:
    app = give(open_app(), "january.csv", deals(*map(row, range(20))))
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    older = deals(*(row(at).replace("2026-02-10", "2026-01-20") for at in range(20)))
    app = give(app, "older.csv", older)
    assert f"{app.date_input[0].value:%Y-%m-%d}" == "2026-01-20"


@pytest.mark.parametrize(("name", "shown_as"), [("deals_2026-03-02.csv", "2026-03-02"), ("deals_2026-01-02.csv", "")])
def test_the_day_in_the_name_of_an_export_is_its_day_unless_its_events_are_later(open_app, name, shown_as) -> None:
    app = give(open_app(), "january.csv", deals(*map(row, range(20))))
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    later = deals(*(row(at).replace("2026-02-10", "2026-02-20") for at in range(20)))
    app = give(app, name, later)
    assert f"{app.date_input[0].value:%Y-%m-%d}" == (shown_as or clock.today().isoformat())


def test_one_more_column_is_still_the_layout_that_is_known(open_app) -> None:
    app = after_a_decision(open_app)
    _, data = sample("hubspot-deals.csv")
    lines = data.decode("utf-8-sig").splitlines()
    more = "\n".join([lines[0] + ",Remark", *(line + ",x" for line in lines[1:])])
    app = give(app, "next month.csv", more.encode())
    assert not app.exception
    assert next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or "")).value == (
        "first_appointment"
    )


def test_what_looks_wrong_as_a_whole_is_said_before_it_is_used(open_app, shown) -> None:
    fine = deals(*map(row, range(20)))
    assert EN("upload.use.ready") in shown(give(open_app(), "fine.csv", fine))
    odd = deals(*(row(at).replace("2026-02-10", "2025-02-10") for at in range(20)))
    app = give(open_app(), "odd.csv", odd)
    assert EN("upload.use.doubtful") in shown(app)
    assert EN("upload.use.ready") not in shown(app)
    assert any("Close date" in note.value and "20" in note.value for note in app.info)


AMBIGUOUS = b"Deal ID,Deal,Owner,Stage,Amount,Created date,Close date\n" + b"".join(
    f"D{n},Sale {n},Sara,Closed Won,1000,0{n}/0{n + 1}/2026,0{n + 1}/0{n + 2}/2026\n".encode() for n in range(1, 7)
)


def test_an_answer_can_be_changed_until_it_is_confirmed(open_app, shown) -> None:
    app = give(open_app(), "deals.csv", AMBIGUOUS)
    assert EN("upload.use.check") in shown(app)
    order = next(radio for radio in app.radio if ":format:" in radio.key)
    order.set_value("mdy").run()
    assert not app.exception
    order = next(radio for radio in app.radio if ":format:" in radio.key)
    assert order.value == "mdy"
    order.set_value("dmy").run()
    assert asked(app)
    answer_all(app)
    assert not asked(app)
    assert not [radio for radio in app.radio if ":format:" in (radio.key or "")]


def test_a_field_that_loses_its_column_is_shown_without_it(open_app) -> None:
    app = give(open_app(), "deals.csv", deals(*map(row, range(20))))
    stage = next(box for box in app.selectbox if box.key.endswith(":field:stage"))
    assert stage.value == "Stage"
    next(box for box in app.selectbox if box.key.endswith(":field:rep")).select("Stage").run()
    assert not app.exception
    assert next(box for box in app.selectbox if box.key.endswith(":field:stage")).value == ""
    assert any("Stage" in toast.value for toast in app.toast)


def test_a_sheet_that_holds_no_data_can_be_left_out_for_good(open_app, shown) -> None:
    notes = b"Remarks,Of whom\nCall Sami back,Lina\nWrite the offer,Omar\n"

    def given(app: AppTest) -> AppTest:
        app.file_uploader[0].upload("deals.csv", deals(*map(row, range(20))), "text/csv")
        return app.file_uploader[0].upload("notes.csv", notes, "text/csv").run()

    app = given(open_app())
    assert not app.error, "what the question asks is not said twice"
    next(button for button in app.button if button.label == EN("table.left_out")).click().run()
    assert not app.exception
    assert not app.error
    app.button(key="use").click().run()
    scope = state_of(app)
    assert scope.set_aside["reason"].tolist() == ["left_out_by_choice"] * 2
    assert not [issue for issue in scope.issues if issue.severity == "fatal"]
    app.switch_page("pages/data/upload.py").run()
    app = given(app)
    assert not app.error
    assert EN("upload.use.check") not in shown(app)


@pytest.mark.parametrize("is_agent", [True, False])
def test_records_that_only_a_label_calls_sold_are_asked_about_first(open_app, is_agent: bool) -> None:
    """Listings of an agent and a fleet of vehicles: one question, and "no" leaves the file out with a word."""
    head = "MLS,Address,Agent,Price" if is_agent else "Unit,Vehicle,Driver,Value"
    rows = [
        f"{n},{n} Elm,{('Ann Lee', 'Bob Roy')[n % 2]},{n}500,{('Active', 'Sold')[n % 3 % 2]}\n" for n in range(40, 60)
    ]
    app = open_app()
    app.file_uploader[0].upload("deals.csv", deals(*map(row, range(20))), "text/csv")
    app.file_uploader[0].upload("others.csv", f"{head},Status\n{''.join(rows)}".encode(), "text/csv").run()
    assert any(EN("question.sales") in text.value for text in app.markdown)
    assert not [box for box in app.selectbox if box.key.endswith(":1:table")]
    next(button for button in app.button if button.label == EN("table.no_sales")).click().run()
    assert not app.exception and not app.error
    assert not any(EN("question.sales") in text.value for text in app.markdown)
    app.button(key="use").click().run()
    assert state_of(app).set_aside["reason"].tolist() == ["left_out_by_choice"] * 20


def test_records_that_are_said_to_be_sales_count_as_deals(open_app) -> None:
    rows = [f"{n},{n} Elm,{('Ann Lee', 'Bob Roy')[n % 2]},{n}500,Sold\n" for n in range(40, 60)]
    app = give(open_app(), "units.csv", f"Unit,Address,Agent,Price,Status\n{''.join(rows)}".encode())
    next(button for button in app.button if button.label == EN("table.sales")).click().run()
    assert not app.exception
    assert not any(EN("question.sales") in text.value for text in app.markdown)
    assert next(box for box in app.selectbox if box.key.endswith(":table")).value == "deals"


@pytest.mark.parametrize(("names", "is_asked"), [(("Ann Lee", "Bob Roy"), False), (("North", "South"), True)])
def test_whose_the_rows_of_sheets_are_is_asked_once_or_shown(open_app, names: tuple[str, str], is_asked: bool) -> None:
    head, row = ["Client", "Created", "Outcome", "Amount"], ["Acme", "2026-01-05", "Won", "900"]
    app = give(open_app(), "team.xlsx", xlsx_bytes(**{name: [head, row, row] for name in names}))
    of_owner = EN("question.owner.called_after", names=EN.listed([EN.name(name) for name in names]))
    assert any(of_owner in text.value for text in app.markdown) == is_asked
    shown = EN("map.sheets_of_reps", file=EN.name("team.xlsx"), names=EN.listed([EN.name(name) for name in names]))
    assert any(caption.value == markdown(shown) for caption in app.caption) != is_asked
    if is_asked:
        next(button for button in app.button if button.label == EN("map.right")).click().run()
        assert not any(of_owner in text.value for text in app.markdown)


def test_somebody_who_only_has_activities_does_not_stop_the_leaderboard(open_app) -> None:
    results = b"Activity ID,Type,Date,Owner\n" + b"".join(
        f"A{n},Call,2026-01-0{n},Huda\n".encode() for n in range(1, 8)
    )
    app = open_app()
    app.file_uploader[0].upload("deals.csv", deals(*map(row, range(20))), "text/csv")
    app.file_uploader[0].upload("calls.csv", results, "text/csv").run()
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value in LEADERBOARD


@pytest.mark.parametrize("lang", tuple(languages()))
def test_columns_that_are_only_likely_are_named_before_the_file_is_used(
    open_app, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """A manager who is not asked about a column still sees what it was taken for."""
    suggest = results.suggest
    monkeypatch.setattr(results, "suggest", lambda table: replace(suggest(table), certainty={"amount": 0.92}))
    words, app = Words(lang), give(open_app(lang=lang), *sample("deals.csv"))
    (said,) = (line.value for line in app.caption if "deals\\.csv" in line.value)
    assert "Amount" in said
    assert words("field.amount") in said


DISAGREE = b"Deal ID,Owner,Status,Is won,Amount,Created date,Close date\n" + b"".join(
    f"D{n},{('Sara', 'Omar')[n % 2]},{('Won', 'Lost')[n % 2]},{('yes', 'no')[n % 2] if n > 1 else 'yes'},"
    f"1000,2026-01-05,2026-02-10\n".encode()
    for n in range(20)
)


def test_an_answer_stays_listed_and_can_be_changed(open_app, shown) -> None:
    app = give(open_app(), "deals.csv", DISAGREE)
    assert any(radio.key.endswith(":outcome_column") for radio in app.radio)
    next(radio for radio in app.radio if radio.key.endswith(":outcome_column")).set_value("is_won").run()
    app = answer(app)
    assert not asked(app)
    next(button for button in app.button if (button.key or "").endswith(":change")).click().run()
    assert any(radio.key.endswith(":outcome_column") for radio in app.radio)
    assert EN("upload.use.ready") not in shown(app), "a question that was opened again is not settled"
    next(radio for radio in app.radio if radio.key.endswith(":outcome_column")).set_value("is_won").run()
    app = answer(app)
    app.button(key="use").click().run()
    assert state_of(app).tables.deals["outcome"].eq("won").sum() == 11


def test_an_answer_of_an_earlier_upload_is_listed_and_can_be_changed(open_app, shown) -> None:
    app = answer(give(open_app(), "deals.csv", DISAGREE))
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    app = give(app, "next month.csv", DISAGREE + b"D20,Sara,Won,yes,1000,2026-01-05,2026-02-10\n")
    assert not asked(app)
    assert EN("asked.outcome_column") in shown(app)
    app = next(button for button in app.button if ":outcome_column:" in (button.key or "")).click().run()
    assert not app.exception
    next(radio for radio in app.radio if radio.key.endswith(":outcome_column")).set_value("is_won").run()
    app = answer(app)
    app.button(key="instead").click().run()
    assert state_of(app).tables.deals["outcome"].eq("won").sum() == 12


def test_a_file_without_deals_is_added_to_the_data_in_use(open_app, shown) -> None:
    """Goals can wait, as the first page says; alone they are not enough to begin with."""
    goals = b"Sales rep,Month,Goal\nAmal,2026-05,90000\nBasma,2026-05,80000\n"
    app = give(open_app(), "goals.csv", goals)
    assert app.button(key="use").disabled
    assert EN("upload.only_others") in shown(app)
    app = give(open_app(), *sample("deals.csv"))
    app.button(key="use").click().run()
    app.switch_page("pages/data/upload.py").run()
    app = give(app, "goals.csv", goals)
    assert not app.exception
    assert app.button(key="use").label == EN("datasets.way.join")
    app.button(key="use").click().run()
    assert not app.exception
    tables = datasets.find(app.query_params["data"]).intake.tables
    assert {"Amal", "Basma"} <= set(tables.goals["rep"])
    assert len(tables.deals)


def test_sheets_with_the_same_columns_are_asked_about_once(open_app, shown) -> None:
    head = ["Deal ID", "Owner", "Status", "Amount", "Created Date", "Close Date"]
    sheets = {
        month: [head, *([f"{month}{n}", "Ann Lee", label, "1000", "2026-01-05", "2026-02-10"] for n, label in labels)]
        for month, labels in (
            ("Jan", enumerate(["Won", "Lost", "Approved"] * 3)),
            ("Feb", enumerate(["Won", "Approved"] * 4)),
            ("Mar", enumerate(["Won", "Lost", "Approved"] * 3)),
        )
    }
    app = give(open_app(), "year.xlsx", xlsx_bytes(**sheets))
    assert asked(app) == [EN.count("upload.questions", 1)]
    assert "2 other tables with the same columns" in shown(app)
    app = answer(app)
    assert not app.exception and not asked(app)
    assert all(not mapping.questions for mapping in app.session_state[KEY].upload.mappings.values())
    changes = [button for button in app.button if (button.key or "").endswith(":change")]
    assert len(changes) == 1
    app = changes[0].click().run()
    box = next(box for box in app.selectbox if (box.key or "").endswith("stage:Approved"))
    app = answer(box.select("lost").run())
    assert {mapping.stages["Approved"] for mapping in app.session_state[KEY].upload.mappings.values()} == {"lost"}


def test_sheets_that_are_called_after_their_reps_are_asked_about_by_name(open_app, shown) -> None:
    head = ["Deal ID", "Status", "Amount", "Created Date", "Close Date"]
    rows = [[str(n), label, "1000", "2026-01-05", "2026-02-10"] for n, label in enumerate(["Won", "Lost"] * 5)]
    sheets = {rep: [head, *([f"{rep}{row[0]}", *row[1:]] for row in rows)] for rep in ("Jade", "Kofi")}
    app = give(open_app(), "log.xlsx", xlsx_bytes(**sheets))
    names = EN.listed([EN.name("Jade"), EN.name("Kofi")])
    assert EN("question.owner.called_after", names=names) in shown(app)
    assert EN("map.not_recorded") not in [button.label for button in app.button]
    app = answer(app)
    assert EN("map.owner.called_after") in shown(app)
    assert not asked(app) and EN("upload.use.ready") in shown(app)


def test_a_text_that_was_an_option_once_changes_nothing(open_app) -> None:
    """A browser sends the name of a choice as it was: of another language, or of the question before."""
    app = give(open_app(), *sample("deals.csv"))
    before = dict(app.session_state[KEY].upload.mappings)
    for part in (":field:amount", ":table"):
        box = next(box for box in app.selectbox if (box.key or "").endswith(part))
        box.options.append("Choose")
        box.set_value("Choose").run()
        assert not app.exception
    assert app.session_state[KEY].upload.mappings == before


def test_of_many_sheets_one_is_looked_at(open_app) -> None:
    head = ["Deal ID", "Owner", "Status", "Amount", "Created Date", "Close Date"]
    sheets = {
        f"Week {week}": [head, *([f"{week}-{n}", "Ann", "Won", "1000", "2026-01-05", "2026-02-10"] for n in range(3))]
        for week in range(1, 9)
    }
    app = give(open_app(), "weeks.xlsx", xlsx_bytes(**sheets))
    assert not app.exception
    (which,) = (box for box in app.selectbox if box.key == "details-of")
    assert len(which.options) == 8
    assert len([box for box in app.selectbox if (box.key or "").endswith(":field:rep")]) == 1
    app = which.set_value(3).run()
    assert ":3:" in next(box.key for box in app.selectbox if (box.key or "").endswith(":field:rep"))
