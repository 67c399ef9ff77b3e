"""How the `sapawarga` kind shows a complaint."""

from sandbox.faults import spoken
from sandbox.records import Event, Record
from sandbox.wire import Object, local

WIB_HOURS = 7
GIVEN = (
    *(
        "user_name",
        "category_id",
        "category_child_id",
        "city_id",
        "district_id",
        "village_id",
        "address_detail",
    ),
    *("authority", "disposition", "sp4n_id", "sp4n_created_at", "source_id", "type"),
)
PHASES = {
    "verification": ("unverified", "verified", "failed"),
    "authorization": ("verified", "not_yet_instructed", "not_yet_coordinated"),
    "coordination": (
        "not_yet_coordinated",
        "coordinated",
        "followup",
        "postponed",
        "review",
        "finished",
        "rejected",
    ),
    "hotlinejabar": ("directed_to_hotline_jabar",),
}
ROLES = {"officer": "Admin Perangkat Daerah", "sender": "SP4N-LAPOR!"}


def phase_words(phase: str) -> tuple[str, ...]:
    """Status words of a phase of the list; empty (all words) for `sp4n`, none and unknown phases."""
    return PHASES.get(phase, ())


def complaint(record: Record, mode: str) -> Object:
    """One complaint as list and detail show it."""
    return {
        "id": record.id,
        "complaint_id": f"AD-{record.number:06d}",
        "title": record.title,
        "description": record.body,
        "complaint_source": "sp4n",
        **{name: record.payload.get(name) for name in GIVEN},
        "complaint_status_id": spoken(record.word, mode),
        "note": record.note,
        "diverted_to": record.proposed,
        "created_at": stamp(record.created),
        "updated_at": stamp(record.updated),
    }


def tracking(event: Event) -> Object:
    """One line of the tracking list; it names no status word, only what was written."""
    return {
        "tracking_at": stamp(event.at),
        "tracking_by": ROLES[event.by],
        "tracking_note": event.note or f"Status aduan: {event.word}",
    }


def stamp(at: float) -> str:
    return local(at, WIB_HOURS).isoformat()
