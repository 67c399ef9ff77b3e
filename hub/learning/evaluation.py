"""Figures of a model on cases it has not seen: accuracy, top three, macro-F1, coverage, precision, calibration.

Being written: `Judged`, `figures(judged)`, `confusion(judged)`, `reliability(judged)`.
"""
