"""The command line as scheduled jobs use it: layout, exit status, languages, refusals."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coaching import importing, sources
from coaching.cli import main
from coaching.cli.files import question_text
from coaching.cli.parser import parser
from coaching.importing import QUESTIONS, Question
from coaching.report.filenames import file_names
from coaching.sample.arabic import PEOPLE
from coaching.words import Words

pytestmark = pytest.mark.usefixtures("parsed_once")

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
TEAM = str(SAMPLE / "team.xlsx")
DEALS = str(SAMPLE / "deals.csv")
ARABIC = re.compile("[\u0600-\u06ff]")
KPI_KEYS = {
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "estimate",
    "rule",
    "target",
    "status",
    "reason",
    "peer_average",
    "peer_gap",
    "rank",
}
COUNT_KEYS = {
    "deals",
    "open",
    "won",
    "lost",
    "discarded",
    "first_appointments",
    "next_steps_passed",
    "next_steps_failed",
    "next_steps_pending",
    "revenue",
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command; return its status and what it wrote to the standard output and error."""

    def go(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return go


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> dict:
    out = tmp_path_factory.mktemp("score") / "score.json"
    assert main(["score", TEAM, "--json", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def by_rep(document: dict) -> dict[str, dict]:
    return {rep["rep"]: rep for rep in document["reps"]}


def test_the_json_has_every_key_that_jobs_rely_on(scored: dict) -> None:
    assert {"as_of", "period", "currency", "sources", "team", "reps"} <= scored.keys()
    assert {"from", "to", "weeks"} <= scored["period"].keys()
    assert scored["currency"] == "SAR"
    assert {"kpis", "findings"} <= scored["team"].keys()
    for rep in scored["reps"]:
        assert {"rep", "peer_group", "score", "score_kpis", "rank", "counts", "kpis", "plan"} <= rep.keys()
        assert rep["counts"].keys() >= COUNT_KEYS
        for kpi in rep["kpis"].values():
            assert kpi.keys() >= KPI_KEYS
        for step in rep["plan"]:
            assert {"kpi", "status", "weekly_gain", "magic_number_after", "tips"} <= step.keys()
            assert all(tip["id"] and tip["text"] for tip in step["tips"])
    for source in scored["sources"]:
        assert {"file", "sheet", "preset", "table", "mapping", "stages", "assumptions", "issues"} <= source.keys()


def test_a_missing_figure_is_null_with_a_reason_and_never_zero(scored: dict) -> None:
    missing = [kpi for rep in scored["reps"] for kpi in rep["kpis"].values() if kpi["value"] is None]
    assert missing, "the newcomer has figures that cannot be measured"
    assert all(kpi["reason"] and kpi["reason_code"] for kpi in missing)


def test_ratios_are_their_counts_and_lie_between_0_and_1(scored: dict) -> None:
    for rep in scored["reps"]:
        for key in ("next_step_ratio", "closing_ratio", "win_rate"):
            kpi = rep["kpis"][key]
            if kpi["value"] is not None:
                assert 0 <= kpi["low"] <= kpi["value"] <= kpi["high"] <= 1
                assert kpi["value"] == pytest.approx(kpi["numerator"] / kpi["denominator"])


def test_every_row_of_every_sheet_is_accounted_for(scored: dict) -> None:
    assert {source["table"] for source in scored["sources"]} == {"deals", "activities", "goals", "reps"}
    for source in scored["sources"]:
        assert source["rows_read"] == source["rows_kept"] + source["rows_set_aside"] + source["rows_junk"]
        assert source["rows_kept"] > 0


def test_the_weaknesses_of_the_sample_team_are_found(scored: dict) -> None:
    reps = by_rep(scored)
    assert reps["Omar Nasser"]["kpis"]["next_step_ratio"]["status"] == "below"
    assert reps["Yousef Darwish"]["kpis"]["closing_ratio"]["status"] == "below"
    assert reps["Maya Khoury"]["kpis"]["average_sale"]["status"] == "below"
    assert reps["Daniel Reed"]["kpis"]["activity_gauge"]["status"] == "below"
    assert reps["Sara Haddad"]["kpis"]["sales_cycle_days"]["best_practice"]
    assert reps["Omar Nasser"]["plan"][0]["kpi"] == "next_step_ratio"
    assert reps["Adam Farouk"]["kpis"]["closing_ratio"]["status"] != "below"


@pytest.mark.parametrize("name", ["deals.csv", "hubspot-deals.csv", "arabic-deals.csv"])
def test_the_same_team_is_found_in_every_export(name: str, scored: dict, run: Run) -> None:
    status, out, err = run("score", str(SAMPLE / name), "--json", "-")
    assert status == 0, err
    reps, expected = by_rep(json.loads(out)), by_rep(scored)
    named = PEOPLE if name == "arabic-deals.csv" else {}
    assert reps.keys() == {named.get(rep, rep) for rep in expected}
    if name == "deals.csv":
        for rep, card in reps.items():
            assert card["counts"]["won"] == expected[rep]["counts"]["won"]
            assert card["kpis"]["next_step_ratio"]["numerator"] == expected[rep]["kpis"]["next_step_ratio"]["numerator"]


def test_an_export_that_hides_how_far_lost_deals_came_says_so(run: Run) -> None:
    status, out, err = run("score", str(SAMPLE / "salesforce-report.xlsx"), "--json", "-")
    assert status == 0, err
    team = json.loads(out)["team"]["kpis"]
    assert team["next_step_ratio"]["value"] is None
    assert team["next_step_ratio"]["reason"]
    assert team["win_rate"]["value"] is not None


@pytest.mark.parametrize("command", [("score", DEALS), ("check", DEALS)])
def test_json_on_the_standard_output_stands_there_alone(command: tuple[str, ...], run: Run) -> None:
    _, out, _ = run(*command, "--json", "-")
    assert json.loads(out)


def test_everything_said_comes_in_the_language_asked_for(run: Run) -> None:
    _, out, _ = run("score", DEALS, "--json", "-", "--lang", "ar")
    document = json.loads(out)
    said = [kpi["reason"] for rep in document["reps"] for kpi in rep["kpis"].values() if kpi["reason"]]
    said += [tip["text"] for rep in document["reps"] for step in rep["plan"] for tip in step["tips"]]
    said += [note["text"] for note in (*document["assumptions"], *document["team"]["findings"])]
    assert said
    assert all(ARABIC.search(text) for text in said)


def test_the_table_shows_every_rep_with_what_was_counted(run: Run, scored: dict) -> None:
    status, out, _ = run("score", TEAM)
    assert status == 0
    for rep in by_rep(scored):
        assert rep in out
    counted = by_rep(scored)["Omar Nasser"]["kpis"]["next_step_ratio"]
    line = next(line for line in out.splitlines() if "Omar Nasser" in line)
    assert f"({counted['numerator']:.0f}/{counted['denominator']:.0f}) !" in line
    assert not re.search("[\u2066-\u2069]", out), "direction marks are rubbish on many terminals"
    _, arabic, _ = run("score", TEAM, "--lang", "ar")
    assert "المندوب" in arabic


def test_a_period_narrows_what_is_counted(run: Run, scored: dict) -> None:
    _, out, _ = run("score", TEAM, "--from", "2026-07-01", "--to", "2026-09-30", "--as-of", "2026-10-15", "--json", "-")
    document = json.loads(out)
    assert document["period"]["from"] == "2026-07-01"
    assert document["period"]["weeks"] == pytest.approx(92 / 7)
    assert document["as_of"] == "2026-10-15"
    assert document["team"]["counts"]["won"] < scored["team"]["counts"]["won"]


def test_a_goal_typed_in_gives_a_magic_number_where_the_file_has_no_goals(run: Run) -> None:
    without = json.loads(run("score", DEALS, "--json", "-")[1])
    assert without["team"]["kpis"]["magic_number"]["value"] is None
    options = ["--goal", "130000", "--goal-period", "month", "--json", "-"]
    given = by_rep(json.loads(run("score", DEALS, *options)[1]))["Omar Nasser"]["kpis"]
    product = given["average_sale"]["value"] * given["next_step_ratio"]["value"] * given["closing_ratio"]["value"]
    assert given["magic_number"]["value"] == pytest.approx(130000 * 12 / 52 / product)


def test_peers_can_be_everybody(run: Run) -> None:
    groups = [
        {rep["peer_group"] for rep in json.loads(run("score", DEALS, "--peers", peers, "--json", "-")[1])["reps"]}
        for peers in ("team", "all")
    ]
    assert len(groups[0]) == 2
    assert len(groups[1]) == 1


def test_a_rate_brings_another_currency_in(tmp_path: Path, run: Run) -> None:
    rows = ["Owner,Stage,Amount,Currency,Created Date,Close Date"]
    rows += ["Sara,Closed Won,100,SAR,2026-01-05,2026-02-05", "Sara,Closed Won,100,USD,2026-01-05,2026-02-05"]
    file = tmp_path / "two.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    alone = json.loads(run("score", str(file), "--currency", "SAR", "--json", "-")[1])
    both = json.loads(run("score", str(file), "--currency", "sar", "--rate", "usd=3.75", "--json", "-")[1])
    assert alone["team"]["counts"]["revenue"] == 100
    assert both["team"]["counts"]["revenue"] == 475
    assert both["currency"] == "SAR"


def test_a_rule_of_ones_own_decides_the_status(run: Run, scored: dict) -> None:
    assert by_rep(scored)["Sara Haddad"]["kpis"]["closing_ratio"]["status"] == "on_target"
    _, out, _ = run("score", DEALS, "--rule", "closing_ratio=0.9", "--json", "-")
    closing = by_rep(json.loads(out))["Sara Haddad"]["kpis"]["closing_ratio"]
    assert (closing["status"], closing["rule"]) == ("below", 0.9)


def test_the_workbook_is_written(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "cards.xlsx"
    assert run("score", DEALS, "--xlsx", str(out))[0] == 0
    assert out.read_bytes().startswith(b"PK")


def test_pdfs_for_everyone_with_their_own_names(tmp_path: Path, run: Run, scored: dict) -> None:
    out = tmp_path / "plans" / "new"
    assert run("report", DEALS, "--out", str(out))[0] == 0
    written = {file.name for file in out.iterdir()}
    assert len(written) == 1 + len(scored["reps"])
    assert {"team.pdf", "Sara-Haddad.pdf", "خالد-العتيبي.pdf"} <= written
    assert all(file.read_bytes().startswith(b"%PDF") for file in out.iterdir())


def test_one_pdf_when_one_is_asked_for(tmp_path: Path, run: Run) -> None:
    assert run("report", DEALS, "--out", str(tmp_path), "--rep", "خالد العتيبي", "--lang", "ar")[0] == 0
    assert [file.name for file in tmp_path.iterdir()] == ["خالد-العتيبي.pdf"]
    assert run("report", DEALS, "--out", str(tmp_path / "team"), "--team")[0] == 0
    assert [file.name for file in (tmp_path / "team").iterdir()] == ["team.pdf"]


def test_an_unknown_rep_is_answered_with_the_known_ones(tmp_path: Path, run: Run) -> None:
    status, _, err = run("report", DEALS, "--out", str(tmp_path), "--rep", "Nobody")
    assert status == 2
    assert "Sara Haddad" in err
    assert "Nobody" in err


def test_names_from_a_file_never_leave_the_folder(tmp_path: Path, run: Run) -> None:
    rows = ["Owner,Stage,Amount,Created Date,Close Date,First appointment on"]
    hostile = ["../../evil", "/etc/passwd", "CON", "Team", "..", "a/b", "a:b"]
    for rep in hostile:
        rows += [f"{rep},Closed Won,100,2026-01-05,2026-02-05,2026-01-10"] * 3
    (tmp_path / "hostile.csv").write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "in" / "plans"
    status, _, err = run("report", str(tmp_path / "hostile.csv"), "--out", str(out))
    assert status == 0, err
    names = [file.name for file in out.iterdir()]
    assert {file.name for file in tmp_path.iterdir()} == {"hostile.csv", "in"}
    assert len({name.casefold() for name in names}) == len(names) == 1 + len(hostile)
    assert not {"CON.pdf", "...pdf"} & set(names)


def test_people_whose_names_look_alike_on_a_disk_keep_their_own_file() -> None:
    names = file_names(["A B", "a-b", "A/B", "", "نورة", "x" * 400, "Café", "Cafe\u0301"], ".pdf", taken=["team"])
    stems = [name.removesuffix(".pdf").casefold() for name in names.values()]
    assert len(set(stems)) == len(names) == 8
    assert names["نورة"] == "نورة.pdf"
    assert all(0 < len(name.encode()) < 200 for name in names.values())
    assert file_names(["team", "TEAM"], ".pdf", taken=["team"]) == {"team": "team-2.pdf", "TEAM": "TEAM-3.pdf"}


def test_check_says_what_each_sheet_was_taken_for(run: Run) -> None:
    status, out, _ = run("check", TEAM)
    assert status == 0
    assert "team.xlsx [Goals]: goals" in out
    assert "Proposal sent = next_step" in out


@pytest.mark.parametrize(("lang", "said"), [("en", "counts as"), ("ar", "تُحسب")])
def test_check_ends_with_what_it_has_to_ask(tmp_path: Path, run: Run, lang: str, said: str) -> None:
    file = tmp_path / "deals.csv"
    rows = [f"{n},Ann Lee,{label},100,2026-01-05,2026-02-10" for n, label in enumerate(["Won", "Lost", "Approved"] * 4)]
    file.write_text("\n".join(["Deal ID,Owner,Status,Amount,Created Date,Close Date", *rows]), encoding="utf-8")
    status, out, _ = run("check", str(file), "--lang", lang)
    asked = [line for line in out.splitlines() if line.startswith("  ? ")]
    assert status == 0 and any("Approved" in line and said in line for line in asked)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (QUESTIONS["negative_amounts"].asked("amount", "Net", guess="won"), ("Net", "Won, as the file says")),
        (QUESTIONS["date_order"].asked("closed_on", "Closed", guess="mdy"), ("Closed", "Month, day, year")),
        (QUESTIONS["outcome_column"].asked("", "Status", "Status, Stage", "status"), ("The status",)),
        (QUESTIONS["stage"].asked(label="Parked"), ("Parked",)),
        (QUESTIONS["table"].asked(guess="goals"), ("goals", "left out")),
        (QUESTIONS["table"].asked(guess="deals"), ("sales", "count as deals")),
        (QUESTIONS["table"].asked(guess="left_out"), ("sales", "left out until")),
    ],
)
def test_a_question_says_what_holds_until_it_is_answered(question: Question, said: tuple[str, ...]) -> None:
    text = question_text(question, Words("en"))
    assert all(part in text for part in said)


def test_a_table_that_is_taken_for_what_it_may_be_is_said_to_be() -> None:
    question = QUESTIONS["table"].asked(guess="activities")
    assert "taken for activities" in question_text(question, Words("en"), "activities")


def test_every_source_of_the_json_carries_its_questions(tmp_path: Path, run: Run) -> None:
    bad = tmp_path / "empty.csv"
    bad.write_text("Deal ID,Owner,Status\n", encoding="utf-8")
    out = run("check", DEALS, str(bad), "--json", "-")[1]
    assert all({"questions", "taken_for", "likely"} <= set(source) for source in json.loads(out)["sources"])


def test_the_account_of_check_can_be_given_back_as_a_mapping(tmp_path: Path, run: Run) -> None:
    mapping = tmp_path / "mapping.json"
    assert run("check", DEALS, "--json", str(mapping))[0] == 0
    account = json.loads(mapping.read_text(encoding="utf-8"))
    account["sources"][0]["mapping"]["rep"] = "Team"
    mapping.write_text(json.dumps(account), encoding="utf-8")
    _, out, _ = run("score", DEALS, "--mapping", str(mapping), "--json", "-")
    assert by_rep(json.loads(out)).keys() == {"Riyadh", "Jeddah"}


def refused(run: Run, *arguments: str) -> str:
    """Run a command in both languages, see that it is refused politely, and return the English reason."""
    texts = {}
    for lang in ("en", "ar"):
        status, _, texts[lang] = run(*arguments, "--lang", lang)
        assert status == 2
        assert "Traceback" not in texts[lang]
    assert ARABIC.search(texts["ar"])
    return texts["en"]


def test_a_wrong_path_is_refused_with_the_path(tmp_path: Path, run: Run) -> None:
    assert "no such file" in refused(run, "score", str(tmp_path / "gone.csv"))
    assert "is a folder" in refused(run, "check", str(tmp_path))


def test_a_file_that_is_no_table_is_refused_with_what_to_do(tmp_path: Path, run: Run) -> None:
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    for command in ("score", "check"):
        said = refused(run, command, str(picture))
        assert "picture.xlsx" in said
        assert len(said.splitlines()) > 1, "the reason of the file stands below"


def test_a_table_without_deals_is_refused(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "shopping.csv"
    file.write_text("Apples,Pears\n1,2\n3,4\n", encoding="utf-8")
    assert "nothing to score" in refused(run, "score", str(file))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Activity ID,Activity Type,Activity Date,Rep\nA1,Call,2025-01-05,Ann Lee\n", "taken for activities"),
        ("Apples,Pears\n1,2\n3,4\n", "What does this table hold?"),
        ("Invoice No,Customer,Invoice Date,Due Date,Amount\nI1,A,2025-01-05,2025-02-05,10\n", "invoices"),
    ],
)
def test_score_says_of_each_file_why_nothing_is_scored(tmp_path: Path, run: Run, text: str, said: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(text, encoding="utf-8")
    line = next(line for line in refused(run, "score", str(file)).splitlines() if said in line)
    assert line.startswith("odd.csv: ")


def test_a_bad_file_among_good_ones_is_reported_and_the_rest_scored(tmp_path: Path, run: Run) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    status, out, err = run("score", DEALS, str(broken), "--json", "-")
    assert status == 0
    assert "broken.xlsx" in err
    document = json.loads(out)
    left_out = next(source for source in document["sources"] if source["file"] == "broken.xlsx")
    assert left_out["table"] is None
    assert {issue["severity"] for issue in left_out["issues"]} == {"fatal"}
    assert len(document["reps"]) == 12


def test_impossible_choices_are_refused(tmp_path: Path, run: Run) -> None:
    assert "--from" in refused(run, "score", DEALS, "--from", "2026-05-01", "--to", "2026-04-01")
    assert "--goal" in refused(run, "score", DEALS, "--goal", "0")
    assert "--goal" in refused(run, "score", DEALS, "--goal", "nan")
    assert "written" in refused(run, "score", DEALS, "--json", str(tmp_path / "no" / "such" / "folder.json"))
    assert "--currency" in refused(run, "score", DEALS, "--rate", "USD=3.75")
    assert "USD" in refused(run, "score", DEALS, "--currency", "SAR", "--rate", "USD=0")
    assert "win_rate" in refused(run, "score", DEALS, "--rule", "charm=0.5")
    assert run("score", DEALS, "--rule", "win_rate")[0] == 2
    assert run("score", DEALS, "--as-of", "31.10.2026")[0] == 2
    assert run("score")[0] == 2
    assert run("nonsense")[0] == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("fields: {rep: No such column}", "No such column"),
        ("fields: {salesman: Rep}", "salesman"),
        ("stages: {Won: victory}", "victory"),
        ("table: customers", "customers"),
        ("columns: {rep: Rep}", "fields"),
        ("- a list", "fields"),
        ("fields: [rep]", "fields"),
        ("{", "JSON or YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(said: str, why: str, tmp_path: Path, run: Run) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(said, encoding="utf-8")
    assert why in refused(run, "score", DEALS, "--mapping", str(mapping))


def test_the_stages_of_a_mapping_decide(tmp_path: Path, run: Run, scored: dict) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("stages: {Lost: discarded}\nfields: {status: null, lost_reason: null}", encoding="utf-8")
    status, out, err = run("score", DEALS, "--mapping", str(mapping), "--json", "-")
    assert status == 0, err
    assert json.loads(out)["team"]["counts"]["discarded"] > scored["team"]["counts"]["discarded"]


def test_the_magic_number_of_the_published_example(run: Run) -> None:
    example = "magic-number --goal 15000 --goal-period month --average-sale 2500 --next-step 0.60 --closing 0.40"
    status, out, _ = run(*example.split(), "--json", "-")
    assert status == 0
    assert json.loads(out) == {
        "sales_needed": pytest.approx(6),
        "next_steps_needed": pytest.approx(15),
        "first_appointments_needed": pytest.approx(25),
        "magic_number": pytest.approx(25 / (52 / 12)),
        "magic_number_rounded_up": 6,
    }
    _, readable, _ = run(*example.replace("0.60", "60%").split())
    assert "5.77" in readable
    assert "plan 6" in readable


def test_a_magic_number_cannot_be_worked_out_of_nonsense(run: Run) -> None:
    usual = ["magic-number", "--average-sale", "2500", "--closing", "0.4"]
    assert "60%" in refused(run, *usual, "--goal", "1000", "--next-step", "60")
    assert "--goal" in refused(run, *usual, "--goal", "-1", "--next-step", "0.6")
    assert "--goal" in refused(run, *usual, "--goal", "inf", "--next-step", "0.6")


def test_a_sample_can_be_made_and_scored(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "made up.csv"
    assert run("sample", str(out), "--reps", "3", "--deals", "90", "--seed", "5")[0] == 0
    status, text, err = run("score", str(out), "--json", "-")
    assert status == 0, err
    assert len(json.loads(text)["reps"]) == 3
    assert "rep" in refused(run, "sample", str(out), "--reps", "0")


def test_it_runs_as_a_module_whatever_the_terminal_can_show(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coaching", "score", DEALS, "--lang", "ar"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert "خالد العتيبي" in done.stdout.decode()


def commands_of(document: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(r"^ {4}\S*python -m coaching (.+)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("line", commands_of("docs/README.md"))
def test_the_commands_in_the_documentation_work(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (tmp_path / "sample_data").symlink_to(SAMPLE)
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*shlex.split(line))
    assert status == 0, err


def options_by_command() -> dict[str, set[str]]:
    actions = parser()._subparsers._group_actions[0]
    assert isinstance(actions, argparse._SubParsersAction)
    return {
        name: {option for action in command._actions for option in action.option_strings} - {"-h", "--help"}
        for name, command in actions.choices.items()
    }


def test_every_command_and_option_is_documented_and_none_that_does_not_exist() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    told = set(re.findall(r"--[a-z][a-z-]*", text))
    there = options_by_command()
    assert told == set().union(*there.values())
    assert set(re.findall(r"^### `([\w-]+)", text, flags=re.MULTILINE)) == set(there)


@pytest.mark.parametrize("engine", ["duckdb", "polars", "spark"])
def test_parquet_gives_the_figures_of_the_csv(run, tmp_path: Path, engine: str) -> None:
    """Lost otherwise: the way on for a team whose deals no longer fit into memory."""
    taken = importing.apply_mapping(
        [
            (table, importing.suggest_mapping(table))
            for table in sources.read([importing.Upload("deals.csv", Path(DEALS).read_bytes())]).tables
        ]
    )
    folder = tmp_path / "deals"
    folder.mkdir()
    half = len(taken.tables.deals) // 2
    taken.tables.deals.iloc[:half].to_parquet(folder / "a.parquet")
    taken.tables.deals.iloc[half:].to_parquet(folder / "b.parquet")
    lake = json.loads(run("score", str(folder), "--engine", engine, "--json", "-")[1])
    plain = json.loads(run("score", DEALS, "--json", "-")[1])
    assert lake["reps"] == plain["reps"]
    assert lake["sources"][0]["rows_kept"] == plain["sources"][0]["rows_kept"] == 1400


def test_a_folder_without_parquet_is_refused_with_a_reason(run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    status, _, err = run("score", str(tmp_path))
    assert status == 2
    assert "Parquet" in err
