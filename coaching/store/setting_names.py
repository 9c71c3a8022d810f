"""The names of a data set's settings, and the values of those that are chosen from a list."""

from __future__ import annotations

#: What the next step is in this team: a code of ``coaching.report.MEANINGS``, or the team's own words.
NEXT_STEP = "next_step_meaning"
#: The team's name and logo (a PNG, base64) at the head of reports.
TEAM_NAME = "team_name"
LOGO = "logo"
#: For how many months closed deals are kept.
RETENTION = "retention_months"
#: Whom rankings name: everybody (the default), only a rep's own place on the rep's own page, or nobody.
RANKING_NAMES = "wall_names"
NAMED, OWN_PLACE, NOBODY = "named", "own", "none"
