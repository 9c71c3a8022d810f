"""The only way from pages to results: the data in use, redacted for its viewer, under the options on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from coaching.advise import Assessment, Options, SegmentFigures
from coaching.importing import Intake
from coaching.metrics import Point, StageDuration
from coaching.report import RepContent, TeamContent, talk_texts
from coaching.words import Words
from pages.kit import widgets
from pages.session import choices, results, state, url
from pages.session.datasets import Scope


@dataclass(frozen=True)
class Workspace:
    """The data in use, redacted for its viewer, under the options chosen on top of the page.

    ``only`` holds the reps of the team chosen there; None means everybody. Results are cached by data set, version,
    viewer and options, so a page may ask for them as often as it likes.
    """

    scope: Scope
    options: Options
    words: Words
    only: frozenset[str] | None = None

    @property
    def token(self) -> str:
        """The key of the data and its viewer in caches."""
        return self.scope.token

    @property
    def intake(self) -> Intake:
        """The imported data."""
        return self.scope.intake

    def assessment(self) -> Assessment:
        """Return figures, scores and plans of the team and of every rep."""
        return results.assessment(self.token, self.options)

    def before(self) -> Assessment | None:
        """Return the assessment of the preceding period of the same length; None if there is nothing to compare."""
        return results.before(self.token, self.options)

    def reps(self) -> tuple[str, ...]:
        """Return the reps of the chosen team by rank."""
        return tuple(card.rep for card in self.assessment().reps if card.rep and self.shows(card.rep))

    def shows(self, rep: str) -> bool:
        """Return whether a rep belongs to the chosen team."""
        return self.only is None or rep in self.only

    def is_behind(self, rep: str) -> bool:
        """Return whether the first step of a rep's plan is a weakness, and not only the widest gap to look at."""
        plan = self.assessment().plans.get(rep)
        return plan is not None and bool(plan.steps) and plan.steps[0].status != "first_look"

    def team(self) -> TeamContent:
        """Return the team's summary as finished text."""
        return results.team_content(self.token, self.options, self.words)

    def rep(self, rep: str) -> RepContent:
        """Return a rep's figures and plan as finished text."""
        return results.rep_content(self.token, self.options, rep, self.words)

    def trend(self, kpi: str) -> Mapping[str | None, tuple[Point, ...]]:
        """Return a figure by month, for each rep and for the team (key None)."""
        trends = results.kpi_trends(self.token, self.options, "month", (kpi,))
        return {rep: points[kpi] for rep, points in trends.items()}

    def segments(self, attribute: str) -> tuple[SegmentFigures, ...]:
        """Return the figures of each product (segment, source, team) over all reps."""
        return results.segment_figures(self.token, self.options, attribute)

    def attributes(self) -> tuple[str, ...]:
        """Return the attributes by which the deals can be grouped, such as ``product`` or ``segment``."""
        return results.attributes(self.token)

    def lost_reasons(self, rep: str | None = None) -> pd.DataFrame:
        """Return the counts of lost deals by reason, before and after the next step."""
        return results.lost_reasons(self.token, self.options, rep)

    def stage_durations(self, rep: str | None = None) -> tuple[StageDuration, ...]:
        """Return how long deals stay before each gate."""
        return results.stage_durations(self.token, self.options, rep)


def enter(words: Words) -> Workspace:
    """Return the workspace of a page; without data show what to do and end the run."""
    scope = widgets.need_data(words)
    with st.spinner(words("wait.assess"), show_time=False):
        results.assessment(scope.token, choices.current())
    return Workspace(scope, choices.current(), words, choices.only())


def find(words: Words) -> Workspace | None:
    """Return the workspace of a page; None if there is no data with a dated event."""
    scope = state.scope()
    if scope is None or results.summary(scope.token) is None:
        return None
    return Workspace(scope, choices.current(), words, choices.only())


def pick_rep(work: Workspace) -> str:
    """Show the choice of a rep and return it; the default is the first rep to talk to. Ends the run without reps."""
    words, reps = work.words, work.reps()
    if not reps:
        st.info(words("rep.none"))
        url.stop()
    named = (talk.rep for talk in talk_texts(work.assessment(), words, reps))
    return widgets.choose_rep(words, reps, next(named, reps[0]))
