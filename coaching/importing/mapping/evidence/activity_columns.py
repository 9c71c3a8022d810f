"""The columns of activities told apart: when they were, what came of each kind, and who rang."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.mapping.evidence.deal_days import by_elimination
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.match import LIKELY, Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.vocabulary.activity_kinds import OWN_RESULT, kind_of_activity

#: How far a header of a kind of activity must speak for results to be one of its own.
_AT_LEAST = 0.5
#: The part of a column's labels that say who rang, from which its rows are calls.
_ALL_CALLS = 0.9
#: How far a header must speak for the kinds of activities to be one of them.
_CLEAR = 0.9


def settle_activities(match: Match, profiles: Mapping[str, Profile], has_kinds: bool) -> None:
    """Tell the columns of activities apart; ``has_kinds`` says that the layout of a CRM tells their kind."""
    _planned_alone(match)
    _results_of_kinds(match, profiles)
    by_elimination("happened_on", match, profiles)
    if not has_kinds:
        _by_who_rang(match, profiles)


def _planned_alone(match: Match) -> None:
    """Take the planned date of activities as their date where there is no other: the result says what came of them."""
    if "planned_on" in match.fields and "happened_on" not in match.fields:
        header, sure = match.fields["planned_on"], match.certainty["planned_on"]
        match.drop("planned_on")
        match.take("happened_on", header, sure)


def _results_of_kinds(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Let each kind of activity read its own of two columns of results: one of calls, one of meetings."""
    about = {
        header: kind_of_activity(header)
        for header, profile in profiles.items()
        if header == match.fields.get("result")
        or (header not in match.fields.values() and not profile.is_empty and _is_of_results(header))
    }
    own = {kind: [header for header in about if about[header] == kind] for kind in OWN_RESULT}
    if "result" in match.fields and all(len(headers) == 1 for headers in own.values()):
        if about[match.fields["result"]] is not None:
            match.drop("result")
        for kind, name in OWN_RESULT.items():
            match.take(name, own[kind][0], LIKELY)


def _is_of_results(header: str) -> bool:
    scores = header_scores(header, "activities")
    return scores.get("result", 0.0) >= max(_AT_LEAST, *scores.values(), 0.0)


def _by_who_rang(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a column that says who rang for the kinds where no other is one of kinds: all are calls.

    The subjects of calls name kinds too ("Demo with Acme").
    """
    rang = [header for header, profile in profiles.items() if profile.direction_share > _ALL_CALLS]
    kind = match.fields.get("kind")
    of_kinds = kind and (
        header_scores(kind, "activities").get("kind", 0.0) >= _CLEAR or profiles[kind].kind_share > _ALL_CALLS
    )
    if not rang or (of_kinds and kind not in rang):
        return
    if match.fields.get("kind") != rang[0]:
        match.drop(*[name for name, header in match.fields.items() if header == rang[0]])
    match.take("kind", rang[0], LIKELY)
