"""Rows of an office's database to our values; pure. All values arrive as text of bounded length."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hub.connectors.wild import LARGEST, Wild, as_text, moment, need_id, need_int, need_text, need_word
from hub.connectors.words import Words, fold
from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ExternalRef, Manifest, RemoteCase

Line = Mapping[str, Wild]
STEP = 1000  # room between two places of an integer column, as between two seconds in milliseconds


@dataclass(frozen=True, slots=True)
class Rows:
    """Records and the newest reply to each, by the record's id as text."""

    records: Mapping[str, Line]
    replies: Mapping[str, Line]

    @classmethod
    def of(cls, records: Iterable[Line], replies: Iterable[Line]) -> "Rows":
        """The first row of an id counts."""
        found: dict[str, Line] = {}
        for row in records:
            found.setdefault(str(row["id"]), row)
        answered: dict[str, Line] = {}
        for row in replies:
            answered.setdefault(str(row["record"]), row)
        return cls(found, answered)


@dataclass(frozen=True, slots=True)
class View:
    """How one instance's rows are read. `order`: what the monotone column holds, time or integer."""

    manifest: Manifest
    order: str
    words: Words
    ranks: Mapping[str, int]  # folded word -> its place in the instance's table

    @classmethod
    def of(cls, manifest: Manifest, order: str, statuses: Mapping[str, CaseStatus]) -> "View":
        """`statuses` as written in the instance file, in the order of a case's life."""
        return cls(
            manifest, order, Words(statuses), {fold(word): place for place, word in enumerate(statuses)}
        )

    def remote(self, ref: ExternalRef, row: Line, reply: Line | None, as_of: datetime) -> RemoteCase:
        """A record as it stands. Raises `Misunderstood`."""
        change = self.change(ref, row, reply)
        return RemoteCase(ref, change.status_text, change.status, as_of, change.note, None, (change,))

    def change(self, ref: ExternalRef, row: Line, reply: Line | None) -> Change:
        """A table shows no history: the present state, with the last reply, is the one change.

        Raises:
            Misunderstood: a value is missing or of another shape.
        """
        word = need_word(row, "word")
        order, when = self._place(need_text(row, "changed"))
        number = ""
        if reply is not None:
            number = ":" + need_id(reply, "id")
            later, written = self._place(need_text(reply, "written"))
            order, when = (later, written) if later > order else (order, when)
        note = as_text(reply["text"]) if reply is not None else None
        # Many databases count whole seconds: of two words within one the later in the table goes last.
        order += self.ranks.get(fold(word), 0)
        name = f"{ref.id}:{order}:{word}{number}"
        return Change(name, ref, word, self.words.status_of(word), order, note, None, when)

    def _place(self, value: str) -> tuple[int, datetime | None]:
        if self.order == "integer":
            return need_int({"changed": value}, "changed", largest=LARGEST // STEP) * STEP, None
        when = moment(value, "iso", self.manifest.zone)
        return int(when.timestamp() * 1000), when


def holds(text: Wild, ticket: str) -> bool:
    """Whether a text names this ticket, and not one that only begins like it."""
    return re.search(rf"(?<![\w-]){re.escape(ticket)}(?!\d)", str(text or "")) is not None


def wall_time(now: datetime, zone: tzinfo, ago: float = 0.0) -> str:
    """The time on the wall there, as every database reads it; `ago` in seconds."""
    return (now - timedelta(seconds=ago)).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
