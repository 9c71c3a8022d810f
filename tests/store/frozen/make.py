"""Databases as released versions wrote them, and the figures they gave then: never made anew, only added to.

``python -m tests.store.frozen.make`` writes the one of the present schema, once, when a schema is released.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path

from coaching.advise import Options, assess
from coaching.importing import Intake
from coaching.store import (
    Goal,
    Person,
    Rule,
    Store,
    add_commitment,
    add_import,
    add_note,
    add_training,
    create_dataset,
    end_sign_in,
    load,
    open_store,
    save_layouts,
    set_goals,
    set_person,
    set_rules,
    set_setting,
    undo_import,
    use_sign_in,
)
from coaching.store.migrating import head
from coaching.store.upkeep.backups import copy_aside
from tests.build import lost, waiting, won
from tests.store.made import MONDAY, deal, intake

FOLDER = Path(__file__).parent
FILES = sorted(file.name for file in FOLDER.glob("*.db"))
TOKEN = "frozen"
#: What sign-ins are known by, and since when they hold; the second one was signed out. From schema 0002 on.
SIGN_IN, ENDED, SINCE = "a" * 64, "b" * 64, dt.datetime(2026, 6, 30, 8, tzinfo=dt.UTC)
_AS_OF = dt.date(2026, 6, 30)


def figures(state: Intake) -> dict[str, dict[str, float | None]]:
    """Return every KPI of every rep."""
    cards = assess(state.tables, Options(as_of=_AS_OF)).reps
    return {str(card.rep): {key: mark.value for key, mark in card.marks.items()} for card in cards}


def expected(name: str) -> dict[str, dict[str, float | None]]:
    """Return the figures that a frozen database gave when it was made."""
    return json.loads((FOLDER / name).with_suffix(".json").read_text(encoding="utf-8"))


def lost_late(**more: object) -> dict[str, object]:
    """Return a deal that was lost after the next step."""
    return lost("next_step", **more)


def fill(store: Store) -> int:
    """Put a small team with everything there can be into a memory; return the data set's id."""
    dataset = create_dataset(store, "Frozen", "lead@example.com", token=TOKEN)
    reps = ("Sara Haddad", "Omar Saleh", "Huda")
    rows = [
        deal(100 * place + number, rep=rep, **kind(account=f"Company {number}"))
        for place, rep in enumerate(reps)
        for number, kind in enumerate([won] * (6 + 2 * place) + [lost] * 7 + [lost_late] * 3 + [waiting] * 4)
    ]
    reps_table = [{"rep": rep, "email": f"{number}@example.com", "team": "North"} for number, rep in enumerate(reps)]
    first = intake(*rows, reps=reps_table, aside=[{"Owner": "?"}])
    add_import(store, dataset.id, first, seen_on=MONDAY, by="lead@example.com", layouts=["key"])
    later = intake(deal(1, rep="Sara Haddad", **won(5000.0)), deal(999, rep="Huda", **won(123.45)), file="later.csv")
    add_import(store, dataset.id, later, seen_on=MONDAY + dt.timedelta(days=7), by="lead@example.com")
    wrong = add_import(store, dataset.id, intake(deal(1)), seen_on=MONDAY, by="lead@example.com", replaces=True)
    undo_import(store, wrong.id, "lead@example.com")
    year = (dt.date(2026, 1, 1), dt.date(2026, 12, 31), "year")
    set_goals(store, dataset.id, [Goal(0, "Huda", None, *year, 90_000.0, "SAR")], "lead@example.com")
    set_rules(store, dataset.id, [Rule(None, "closing_ratio", 0.45, 2.0)], "lead@example.com")
    set_setting(store, dataset.id, "team_name", "فريق الشمال", "lead@example.com")
    made = add_commitment(
        store, dataset.id, "lead@example.com", rep="Huda", kpi="closing_ratio", action="Call", agreed_on=MONDAY,
        due_on=MONDAY, target=0.5,
    )  # fmt: skip
    add_note(store, dataset.id, "Huda", "Well done", "lead@example.com", commitment_id=made.id, private=True)
    add_training(store, dataset.id, "lead", title="Closing", kpi="closing_ratio", held_on=MONDAY, reps=["Huda"])
    set_person(store, Person(0, "lead@example.com", "Lead", "admin"), "")
    use_sign_in(store, SIGN_IN, SINCE, SINCE, unless_since=SINCE, forget_before=SINCE - dt.timedelta(days=1))
    end_sign_in(store, ENDED, SINCE, SINCE)
    save_layouts(store, {"key": {"table": "deals", "fields": {"rep": "Owner"}}}, "lead@example.com")
    return dataset.id


def main() -> None:
    """Write the database of the present schema and its figures."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder=Path(folder), env={})
        state = load(store, fill(store))
        assert state is not None
        shutil.copy(copy_aside(store, "frozen"), FOLDER / f"{head()}.db")
        told = json.dumps(figures(state), ensure_ascii=False, indent=1)
        (FOLDER / f"{head()}.json").write_text(told + "\n", encoding="utf-8")
        store.close()


if __name__ == "__main__":
    main()
