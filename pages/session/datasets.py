"""Data sets for the pages: finding and saving them, and their contents, redacted for the viewer and cached."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import streamlit as st

from coaching.access import EVERYTHING, Viewer, redact_intake, redact_upload, visible_reps
from coaching.advise import Tip, own_tip
from coaching.importing import Intake
from coaching.metrics import OwnRule
from coaching.store import (
    Dataset,
    File,
    Import,
    Store,
    active_imports,
    add_dataset,
    add_import,
    apply_retention,
    find_dataset,
    get_dataset,
    list_datasets,
    load,
    save_layouts,
    setting_names,
    suggested_name,
)
from coaching.store import forget_layout as forget_stored_layout
from coaching.store import layouts as stored_layouts
from coaching.store import rules as stored_rules
from coaching.store import settings as stored_settings
from coaching.store import tips as stored_tips
from pages.session import access, clock
from pages.session.cache import cached
from pages.session.database import opened
from pages.session.session_state import session

SAMPLE = "sample"
#: The files of the sample data sets in ``sample_data``, by link.
SAMPLES: Mapping[str, str] = MappingProxyType({SAMPLE: "team.xlsx", "sample-ar": "team-ar.xlsx"})


@dataclass(frozen=True)
class Scope:
    """A data set in one version, and the viewer for whom it is redacted.

    ``token`` identifies both and is the key of every cached result: what is computed for a token holds nothing that
    its viewer may not see. ``link`` identifies the data set alone.
    """

    dataset: Dataset
    viewer: Viewer = field(default_factory=access.viewer)

    @property
    def token(self) -> str:
        whole = f"{self.dataset.token}@{self.dataset.version}"
        if self.viewer.sees_all:
            return whole
        return f"{whole}~{json.dumps([self.viewer.role, sorted(self.viewer.teams), sorted(self.viewer.reps)])}"

    @property
    def link(self) -> str:
        return self.dataset.token

    @property
    def is_sample(self) -> bool:
        return self.dataset.is_sample

    @property
    def intake(self) -> Intake:
        return intake(self.token)


def store() -> Store:
    """Return the store; raises ``PermissionError`` if nobody is signed in where people sign in."""
    access.viewer()
    return opened()


def whole(token: str) -> str:
    """Return the token of the same data without any redaction."""
    return token.partition("~")[0]


def viewer_in(token: str) -> Viewer:
    """Return the viewer of a token."""
    _, separator, viewer_text = token.partition("~")
    if not separator:
        return EVERYTHING
    role, teams, reps = json.loads(viewer_text)
    return Viewer(role, "", frozenset(teams), frozenset(reps))


def who() -> str:
    """Return the e-mail address of the signed-in person; ``""`` if people do not sign in."""
    if access.acting_private() is not None:
        return access.viewer().email
    return str(getattr(st.user, "email", "") or "") if getattr(st.user, "is_logged_in", False) else ""


def is_private() -> bool:
    """Return whether the visitor is at this machine or signed in, and so may see the list of all data sets."""
    acting = access.acting_private()
    return bool(who()) or access.is_at_this_machine() if acting is None else acting


def find(link: str) -> Scope | None:
    """Return the data set of a link in its present version; None if there is none."""
    dataset = find_dataset(store(), link)
    return None if dataset is None else Scope(dataset)


def own() -> tuple[Dataset, ...]:
    """Return the data sets to choose from, the latest first; none for visitors who are not private."""
    if not is_private():
        return ()
    return tuple(dataset for dataset in reversed(list_datasets(store())) if not dataset.is_sample)


@cached
def intake(token: str) -> Intake:
    """Return the contents of a data set, redacted for the token's viewer; raises ``KeyError`` if it was deleted."""
    if whole(token) != token:
        return redact_intake(intake(whole(token)), viewer_in(token))
    loaded = load(opened(), _id(token))
    return Intake() if loaded is None else loaded


@cached
def reps(token: str) -> frozenset[str] | None:
    """Return the reps that the token's viewer may see; None means everybody."""
    return visible_reps(viewer_in(token), intake(whole(token)).tables)


@cached
def rules(token: str) -> tuple[OwnRule, ...]:
    """Return the rules that the team has set in place of the declared ones."""
    return tuple(OwnRule(rule.kpi, rule.limit, rule.weight, rule.team) for rule in stored_rules(opened(), _id(token)))


@cached
def tips(token: str) -> tuple[Tip, ...]:
    """Return the team's own tips, including those that only hide a tip of the playbook."""
    return tuple(
        own_tip(
            f"own.{stored.id}", stored.kpi, stored.texts, stored.product, stored.segment, stored.replaces, stored.active
        )
        for stored in stored_tips(opened(), _id(token))
    )


@cached
def settings(token: str) -> Mapping[str, Any]:
    """Return the settings of the data set by name (``coaching.store.setting_names``)."""
    return stored_settings(opened(), _id(token))


def _id(token: str) -> int:
    dataset = find_dataset(opened(), token.partition("@")[0])
    if dataset is None:
        raise KeyError("the data in use is gone")
    return dataset.id


def keep(
    new: Intake,
    files: Sequence[File],
    layouts: Iterable[str],
    seen_on: dt.date,
    into: Scope | None = None,
    replaces: bool = False,
) -> Scope:
    """Save an import in a new data set, or ``into`` an existing one, merged with its imports or replacing them.

    Rows of reps whom the viewer may not see are set aside. Returns the data set with the import. Raises
    ``PermissionError`` unless the viewer may add (or replace) data.
    """
    access.need("replace_data" if replaces and into is not None else "add_data")
    if into is not None:
        new = redact_upload(new, intake(whole(into.token)), access.viewer())
    brought: dict[str, Any] = {"files": files, "layouts": layouts, "seen_on": seen_on, "by": who()}
    if into is None:
        home_id = add_dataset(store(), suggested_name(new, files), new, **brought).dataset_id
    else:
        home_id = add_import(store(), into.dataset.id, new, **brought, replaces=replaces).dataset_id
    if stored_settings(store(), home_id).get(setting_names.RETENTION):
        apply_retention(store(), home_id, clock.today(), who())
    return Scope(get_dataset(store(), home_id))


def sample_in(lang: str) -> str:
    """Return the link of the sample data in a language, or of the default sample if the language has none."""
    link = f"{SAMPLE}-{lang}"
    return link if link in SAMPLES else SAMPLE


def keep_sample(link: str, new: Intake, file: File, seen_on: dt.date) -> Scope:
    """Save sample data as a data set; does nothing if it was saved before."""
    first = add_dataset(store(), link, new, files=[file], seen_on=seen_on, by="", token=link, is_sample=True)
    return Scope(get_dataset(store(), first.dataset_id))


def import_of(scope: Scope, files: Sequence[File]) -> tuple[Import, bool] | None:
    """Return the active import that holds these files, and whether it is the latest; None if there is none."""
    active = active_imports(store(), scope.dataset.id)
    brought = {file.sha256 for file in files}
    imports = [item for item in active if brought and brought <= {file.sha256 for file in item.files}]
    return (imports[-1], imports[-1] == active[-1]) if imports else None


def layouts() -> dict[str, Mapping[str, Any]]:
    """Return the saved mappings by layout: those of the store for private visitors, and those of this session."""
    typed = session().layouts
    return {**stored_layouts(store()), **typed} if is_private() else typed


def keep_layouts(decided: Mapping[str, Mapping[str, Any]]) -> None:
    """Save the mappings of layouts for their next upload, in the store or, for other visitors, in the session."""
    if is_private():
        save_layouts(store(), decided, who())
    else:
        session().layouts.update(decided)


def forget_layout(key: str) -> None:
    """Delete the saved mapping of a layout."""
    session().layouts.pop(key, None)
    if is_private():
        forget_stored_layout(store(), key, who())
