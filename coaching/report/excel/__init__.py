"""Workbooks by openpyxl: scorecards, lists of deals, and the template to fill in."""
