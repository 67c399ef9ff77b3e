"""docs/http.md names every code the doors can answer, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WRITTEN = (ROOT / "docs/http.md").read_text()
SOURCE = "\n".join(path.read_text() for path in (ROOT / "hub/web").glob("*.py"))
OF_THE_SCHEMA = {"FELL_BEHIND", "FORBIDDEN", "RESYNC_REQUIRED"}


def test_every_code_is_documented() -> None:
    answered = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|UNAVAILABLE|UNAUTHENTICATED|INTERNAL)"', SOURCE)) - {
        "RATE_LIMITED"
    }
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", WRITTEN)) - OF_THE_SCHEMA

    assert answered == named - {"GET", "POST", "PUT", "DELETE"}


def test_every_close_code_is_documented() -> None:
    answered = set(re.findall(r"= (4\d{3}|10\d\d)\b", SOURCE))
    named = set(re.findall(r"^\| (\d{4}) \|", WRITTEN, re.M)) - {"1012"}  # that one is the server's own

    assert answered == named
