"""Assessments as finished text, PDF, Excel and charts, in the reader's language."""

from coaching.report.charts import funnel_chart
from coaching.report.content import rep_content, team_content
from coaching.report.excel import scorecards_xlsx
from coaching.report.pdf import rep_pdf, team_pdf
from coaching.report.phrases import kpi_label, sentence

__all__ = [
    "funnel_chart",
    "kpi_label",
    "rep_content",
    "rep_pdf",
    "scorecards_xlsx",
    "sentence",
    "team_content",
    "team_pdf",
]
