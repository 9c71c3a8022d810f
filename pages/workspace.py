"""The one door from pages to data: what a page knows of the data in use, for whoever looks and as they chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from coaching.advise import Assessment, Choices, SegmentFigures
from coaching.importing import Intake
from coaching.metrics import Point, StageDuration
from coaching.report import RepContent, TeamContent, talk_texts
from coaching.words import Words
from pages.kit import widgets
from pages.session import choices, results, state, url
from pages.session.datasets import Scope


@dataclass(frozen=True)
class Workspace:
    """The data in use, narrowed to what its reader may see, under the options chosen on top of the page.

    ``only`` are the reps of the team chosen there (None: everybody). Results are cached by data set, version, viewer
    and options, so a page may ask again and again.
    """

    scope: Scope
    options: Choices
    words: Words
    only: frozenset[str] | None = None

    @property
    def token(self) -> str:
        """What names the data and its reader."""
        return self.scope.token

    @property
    def intake(self) -> Intake:
        """What was imported."""
        return self.scope.intake

    def assessment(self) -> Assessment:
        """Return figures, scores and plans of everybody."""
        return results.assessment(self.token, self.options)

    def before(self) -> Assessment | None:
        """Return the same for the like period before; None where there is nothing to compare."""
        return results.before(self.token, self.options)

    def reps(self) -> tuple[str, ...]:
        """Return the reps of the chosen team, best first."""
        return tuple(card.rep for card in self.assessment().reps if card.rep and self.shows(card.rep))

    def shows(self, rep: str) -> bool:
        """Return whether a rep belongs to the chosen team."""
        return self.only is None or rep in self.only

    def team(self) -> TeamContent:
        """Return the team's summary as finished text."""
        return results.team_content(self.token, self.options, self.words)

    def rep(self, rep: str) -> RepContent:
        """Return a rep's figures and plan as finished text."""
        return results.rep_content(self.token, self.options, rep, self.words)

    def trend(self, by: str = "month") -> Mapping[str | None, Mapping[str, tuple[Point, ...]]]:
        """Return each figure by month or quarter, per rep and for the team (None)."""
        return results.kpi_trends(self.token, self.options, by)

    def segments(self, attribute: str) -> tuple[SegmentFigures, ...]:
        """Return the figures of each product (segment, source, team) over all reps."""
        return results.segment_figures(self.token, self.options, attribute)

    def attributes(self) -> tuple[str, ...]:
        """Return by what deals can be cut: product, segment, source, team."""
        return results.attributes(self.token)

    def lost_reasons(self, rep: str | None = None) -> pd.DataFrame:
        """Return why deals were lost, by how far they had come."""
        return results.lost_reasons(self.token, self.options, rep)

    def stage_durations(self, rep: str | None = None) -> tuple[StageDuration, ...]:
        """Return how long deals stay before each gate."""
        return results.stage_durations(self.token, self.options, rep)


def enter(words: Words) -> Workspace:
    """Return the workspace; without data say what to do and end the run."""
    scope = widgets.need_data(words)
    with st.spinner(words("wait.assess"), show_time=False):
        results.assessment(scope.token, choices.current())
    return Workspace(scope, choices.current(), words, choices.only())


def find(words: Words) -> Workspace | None:
    """Return the workspace, or None where there is no data with a dated event."""
    scope = state.scope()
    if scope is None or results.facts(scope.token) is None:
        return None
    return Workspace(scope, choices.current(), words, choices.only())


def pick_rep(work: Workspace) -> str:
    """Let the reader choose a rep; opens on the first of the three names. Ends the run where there is none."""
    words, reps = work.words, work.reps()
    if not reps:
        st.info(words("rep.none"))
        url.stop()
    named = (talk.rep for talk in talk_texts(work.assessment(), words, reps))
    return widgets.choose_rep(words, reps, next(named, reps[0]))
