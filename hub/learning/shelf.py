"""Stored models in a folder: one directory per version, and a file that names the one in force.

Being written: `Shelf(folder)` with put, load, versions, current, use, forget.
"""
