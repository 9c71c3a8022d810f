"""Assessments as finished text, PDF, Excel and charts, in the reader's language."""

from coaching.report.content import rep_content, team_content
from coaching.report.phrases import kpi_label, sentence

__all__ = ["kpi_label", "rep_content", "sentence", "team_content"]
