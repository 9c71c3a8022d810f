"""Figures as values with formats: what a unit and a kind of KPI say of them, and how they moved."""
