"""Assessments as finished text, PDF, Excel and charts, in the reader's language."""

from coaching.report.bundle import plans_zip
from coaching.report.calendar import review_ics
from coaching.report.charts import (
    ChartTable,
    funnel_chart,
    funnel_plot_chart,
    funnel_plot_table,
    funnel_table,
    gap_chart,
    gap_table,
    on_dark,
    shares_chart,
    shares_table,
    trend_chart,
    trend_table,
)
from coaching.report.content import rep_content, team_content
from coaching.report.deals import deals_xlsx
from coaching.report.definitions import Definition, definitions, notes, rule_sentence
from coaching.report.excel import scorecards_xlsx
from coaching.report.impact import ImpactText, impact_text
from coaching.report.model import Commitment, Look
from coaching.report.movement import best_improvement
from coaching.report.one_to_one import one_to_one_pdf
from coaching.report.pdf import rep_pdf, team_pdf
from coaching.report.phrases import kpi_label, kpi_text, sentence
from coaching.report.template import template_xlsx
from coaching.report.tips import tip_texts

__all__ = [
    "ChartTable",
    "Commitment",
    "Definition",
    "ImpactText",
    "Look",
    "best_improvement",
    "deals_xlsx",
    "definitions",
    "funnel_chart",
    "funnel_plot_chart",
    "funnel_plot_table",
    "funnel_table",
    "gap_chart",
    "gap_table",
    "impact_text",
    "kpi_label",
    "kpi_text",
    "notes",
    "on_dark",
    "one_to_one_pdf",
    "plans_zip",
    "rep_content",
    "rep_pdf",
    "review_ics",
    "rule_sentence",
    "scorecards_xlsx",
    "sentence",
    "shares_chart",
    "shares_table",
    "team_content",
    "team_pdf",
    "template_xlsx",
    "tip_texts",
    "trend_chart",
    "trend_table",
]
