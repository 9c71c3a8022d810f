"""PDF by Typst: a rep's page, the team's summary, the sheet for a one-to-one, and all plans in a ZIP."""
