"""Assessments as finished text, PDF, Excel and charts, in the reader's language."""

from coaching.report import palette
from coaching.report.calendar import review_ics
from coaching.report.charts import (
    ChartTable,
    funnel_chart,
    funnel_plot_chart,
    funnel_plot_table,
    funnel_plot_text,
    funnel_table,
    gap_chart,
    gap_table,
    shares_chart,
    shares_table,
    trend_chart,
    trend_table,
)
from coaching.report.content.definitions import Definition, definitions, notes, rule_sentence
from coaching.report.content.figures.cells import Cell, Quantity
from coaching.report.content.figures.change import best_improvement
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import counted_cell, range_cell, target_cell, value_cell
from coaching.report.content.funnel import leak_gate, leak_text
from coaching.report.content.model import (
    Bar,
    Change,
    Commitment,
    FunnelRow,
    Headline,
    KpiRow,
    LeaderKpi,
    LeaderRow,
    Look,
    RepContent,
    StepText,
    TalkText,
    TeamContent,
    TipText,
)
from coaching.report.content.pages import rep_content, team_content
from coaching.report.content.phrases import MEANINGS, kpi_label, kpi_text, sentence, shown_name
from coaching.report.content.plan.impact import ImpactText, impact_text
from coaching.report.content.plan.open_deals import open_deals
from coaching.report.content.plan.talks import NAMES, money_text, rep_head, talk_text, talk_texts
from coaching.report.content.plan.tips import tip_texts
from coaching.report.content.provenance import assumption_texts
from coaching.report.excel.deals import deals_xlsx
from coaching.report.excel.scorecards import scorecards_xlsx
from coaching.report.excel.template import template_xlsx
from coaching.report.filenames import file_names, safe_stem
from coaching.report.pdf.bundle import plans_zip
from coaching.report.pdf.one_to_one import one_to_one_pdf
from coaching.report.pdf.pages import rep_pdf, team_pdf
from coaching.report.text import NOTHING, as_text, say

__all__ = [
    "MEANINGS",
    "NAMES",
    "NOTHING",
    "Bar",
    "Cell",
    "Change",
    "ChartTable",
    "Commitment",
    "Definition",
    "FunnelRow",
    "Headline",
    "ImpactText",
    "KpiRow",
    "LeaderKpi",
    "LeaderRow",
    "Look",
    "Quantity",
    "RepContent",
    "StepText",
    "TalkText",
    "TeamContent",
    "TipText",
    "as_text",
    "assumption_texts",
    "best_improvement",
    "counted_cell",
    "deals_xlsx",
    "definitions",
    "file_names",
    "funnel_chart",
    "funnel_plot_chart",
    "funnel_plot_table",
    "funnel_plot_text",
    "funnel_table",
    "gap_chart",
    "gap_table",
    "impact_text",
    "kind_format",
    "kpi_label",
    "kpi_text",
    "leak_gate",
    "leak_text",
    "money_text",
    "notes",
    "one_to_one_pdf",
    "open_deals",
    "palette",
    "plans_zip",
    "range_cell",
    "rep_content",
    "rep_head",
    "rep_pdf",
    "review_ics",
    "rule_sentence",
    "safe_stem",
    "say",
    "scorecards_xlsx",
    "sentence",
    "shares_chart",
    "shares_table",
    "shown_name",
    "talk_text",
    "talk_texts",
    "target_cell",
    "team_content",
    "team_pdf",
    "template_xlsx",
    "tip_texts",
    "trend_chart",
    "trend_table",
    "value_cell",
]
