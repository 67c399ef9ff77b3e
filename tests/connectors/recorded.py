"""Recorded answers: real shapes, invented content, one peculiarity each."""

import json
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fixtures"


def recorded(name: str) -> object:
    """The answer `<kind>/<what is peculiar>`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
