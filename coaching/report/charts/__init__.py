"""Charts by Plotly, in the same colours as the PDF and readable from right to left, each with its table."""

from coaching.report.charts.funnel import funnel_chart, funnel_table
from coaching.report.charts.funnel_plot import funnel_plot_chart, funnel_plot_table, funnel_plot_text
from coaching.report.charts.gap import gap_chart, gap_table
from coaching.report.charts.shares import shares_chart, shares_table
from coaching.report.charts.table import ChartTable
from coaching.report.charts.trend import trend_chart, trend_table

__all__ = [
    "ChartTable",
    "funnel_chart",
    "funnel_plot_chart",
    "funnel_plot_table",
    "funnel_plot_text",
    "funnel_table",
    "gap_chart",
    "gap_table",
    "shares_chart",
    "shares_table",
    "trend_chart",
    "trend_table",
]
