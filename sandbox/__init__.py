"""Simulated agency systems: each one a real HTTP server in a process of its own, with officers who act.

The package knows the outside protocols only. It never imports the hub, so that both can be wrong separately.
"""
