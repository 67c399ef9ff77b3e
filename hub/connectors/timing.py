"""Time as connectors get it: handed in, never read from the machine."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The hub's time now; aware."""

Ticks = Callable[[], float]
"""Seconds that only rise, from an arbitrary start."""
