"""How the `lapor` kind shows a complaint: detail, log entries and follow-ups."""

from collections.abc import Mapping, Sequence

from sandbox.faults import disturbed, spoken
from sandbox.lapor_masters import CATEGORIES, OTHER_CATEGORY, STATUS_CODES, TEMPLATE_OF, TEMPLATES
from sandbox.officers import NOTES
from sandbox.records import Event, Record
from sandbox.wire import Object, local

WIB_HOURS = 7
UNKNOWN_CODE = 99
FOLLOW_UPS = ("answer", "message")
TEMPLATED = ("created", "accept", "progress")


class View:
    """Renders with the institutions' names (id -> name) and the names of stored files (id -> name)."""

    def __init__(self, institutions: Mapping[str, str], files: Mapping[int, str], mode: str) -> None:
        self.institutions, self.files, self.mode = institutions, files, mode

    def detail(self, record: Record, events: Sequence[Event]) -> Object:
        """`results` of the detail call."""
        word = spoken(record.word, self.mode)
        data = {
            "id": record.number,
            "title": record.title,
            "content": record.body,
            "category_name": CATEGORIES.get(_whole(record.payload.get("category_id")), OTHER_CATEGORY),
            "status_code": STATUS_CODES.get(word, UNKNOWN_CODE),
            "status_name": word,
            "disposition_id": record.institution,
            "disposition_name": self._name(record.institution),
            "created_at": stamp(record.created),
            "status_logs": [self._status(event) for event in events if event.word != event.old_word],
        }
        return {"data": data, "data_logs": [self.log(event) for event in disturbed(events, self.mode)]}

    def log(self, event: Event) -> Object:
        """One entry of `data_logs`; the key of its time and that of its text differ from entry to entry."""
        code = TEMPLATE_OF.get(event.action, "followup")
        entry: Object = {
            "id": event.seq,
            ("created_at" if event.seq % 2 else "date"): stamp(event.at),
            "template_code": code,
            "institution_from_name": self._name(event.institution),
            "institution_to_name": self._name(event.proposed),
            "status_old": {"name": event.old_word} if event.old_word else None,
            "status_new": {"name": self._new_word(event)},
            "attachments": self._attachments(event),
        }
        if event.proposed:
            entry["institution_to"] = {"id": event.proposed, "name": self._name(event.proposed)}
        if event.note is None or (event.action in TEMPLATED and event.note == NOTES.get(event.action)):
            entry["template_content"] = next(t["content"] for t in TEMPLATES if t["template_code"] == code)
        else:
            entry["content"] = event.note
        return entry

    def follow_up(self, event: Event) -> Object:
        return {
            "id": event.seq,
            "content": event.note,
            "created_at": stamp(event.at),
            "template_code": "followup",
            "institution_from_name": self._name(event.institution) if event.by == "officer" else None,
            "is_secret": 0,
            "attachments": self._attachments(event),
        }

    def _new_word(self, event: Event) -> str:
        if event.action == "hand_over":
            return f"Terdisposisi ke {self._name(event.proposed)}"
        return spoken(event.word, self.mode)

    def _status(self, event: Event) -> Object:
        word = spoken(event.word, self.mode)
        return {
            "status_code": STATUS_CODES.get(word, UNKNOWN_CODE),
            "status_name": word,
            "date": stamp(event.at),
        }

    def _name(self, institution: str | None) -> str | None:
        """Officers may propose an institution the master list does not know; then its code stands for it."""
        return self.institutions.get(institution, institution) if institution else None

    def _attachments(self, event: Event) -> list[Object]:
        return [{"path": f"storage/{number}", "file_name": self.files[number]} for number in event.files]


def stamp(at: float) -> str:
    """`d-m-Y H:i:s` in WIB, without saying so."""
    return local(at, WIB_HOURS).strftime("%d-%m-%Y %H:%M:%S")


def _whole(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() else 0
