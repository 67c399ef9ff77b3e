"""Figures become files: tables, charts and pages, without knowing where the figures come from."""
