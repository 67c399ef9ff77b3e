"""Canned answers in plain service language: texts with named gaps that the hub fills for one case."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

LONGEST_TEXT = 2_000
_GAP = re.compile(r"\{\{\s*(\w{1,40})\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


class TemplateKind(Enum):
    """For which act the text is meant."""

    ANSWER = "ANSWER"
    INFORMATION_REQUEST = "INFORMATION_REQUEST"
    RETURN = "RETURN"
    CLOSE = "CLOSE"
    PROGRESS = "PROGRESS"


PLACEHOLDERS: Mapping[str, str] = {
    "nomor_laporan": "public number of the case",
    "judul": "its title, personal numbers masked",
    "nama_instansi": "the agency that writes",
    "topik": "what it is about",
    "wilayah": "where it happened",
    "tanggal": "today",
    "tanggal_laporan": "when it was handed in",
    "tenggat": "the next legal deadline",
    "batas_balas": "last day for the reporter to reply, if the text is sent today",
}
"""The closed list: Indonesian, for officers write them. Any other name is a fault when the file is read."""

UNKNOWN = "-"
"""Stands where the case has no such thing, e.g. no deadline runs."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text. `topic` None: for every topic; one serves those below it. `agency` None: for everybody."""

    code: str
    title: str
    kind: TemplateKind
    text: str
    topic: str | None = None
    agency: str | None = None


def gaps(text: str) -> Iterator[str]:
    """Names between double braces, as written."""
    return (found[1] for found in _GAP.finditer(text))


def faults_of(text: str) -> Iterator[str]:
    """What is wrong with a text: gaps nobody can fill, braces that open no gap, too much of it."""
    for name in gaps(text):
        if name not in PLACEHOLDERS:
            yield f"`{{{{{name}}}}}` is no placeholder; known: {', '.join(PLACEHOLDERS)}"
    if _BRACES.search(_GAP.sub("", text)):
        yield "write a placeholder as `{{name}}`, and no other double braces"
    if len(text) > LONGEST_TEXT:
        yield f"a text has at most {LONGEST_TEXT} characters"


def fill(template: Template, values: Mapping[str, str]) -> str:
    """The text with its gaps filled, in one pass: what stands in a value is never a gap again.

    Values are put on one line, without control characters. The result is plain text; whoever shows it in HTML
    escapes it there.
    """
    return _GAP.sub(lambda gap: _plain(values.get(gap[1], UNKNOWN)), template.text)


def _plain(value: str) -> str:
    line = "".join(one if one.isprintable() else " " for one in value)
    return " ".join(line.split()) or UNKNOWN
