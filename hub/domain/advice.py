"""What a learned model says about the owner of a case. It advises: law and place come before it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinion:
    """One agency the model thinks of. `words` are what spoke most for it, as they stand in the text."""

    agency: str
    probability: float  # 0 to 1, calibrated on cases the model had not seen
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """At most 5 opinions, best first. `sure`: the first one lies above the margin that was proved."""

    model: str  # name of the model, with its version
    opinions: tuple[Opinion, ...]
    sure: bool


Advise = Callable[[str, str, str, str | None], Advice | None]
"""Title, body, region code and topic code of a case -> what the model says, None where there is no model."""


def no_advice(title: str, body: str, region: str, topic: str | None) -> None:
    """A hub without a model."""
