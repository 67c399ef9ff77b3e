"""Lessons from the hub's own store for the routing model: what officers decided, guarded cases never.

Being written: `Training(tools).examples(since, until)`.
"""
