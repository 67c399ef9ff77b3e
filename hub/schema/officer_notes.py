"""Notes between officers (catatan internal): never the reporter's to read."""

from datetime import datetime

import strawberry

from hub.domain.commands import Target
from hub.domain.officer_note import AddNote, VisibleNote
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.desk_words import NoteAudience
from hub.schema.fields import Info, column, reference, rule
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor


@strawberry.type(description="A note between officers (catatan internal).")
class OfficerNote:
    """It is no event: no timeline, feed, webhook, delivery or package has it."""

    agency_code: strawberry.Private[str]
    id: strawberry.ID = rule("ids.encode", "Id (pengenal) of the note.")
    audience: NoteAudience = column("officer_notes.audience", "Who reads it (untuk siapa).")
    text: str = column("officer_notes.box", "What it says (isi catatan), personal numbers masked.")
    author: str | None = column(
        "officer_notes.author", "Name of the writer's credential (nama kredensial); null outside the agency."
    )
    written_at: datetime = column("officer_notes.written_at", "When it was written (ditulis pada).")

    @reference("directory.agencies", "In whose name it was written (instansi).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.agency_code)

    @classmethod
    def of(cls, row: VisibleNote) -> "OfficerNote":
        """From what this viewer may see."""
        return cls(
            agency_code=row.agency,
            id=strawberry.ID(ids.encode("OfficerNote", row.id)),
            audience=row.audience,
            text=row.text,
            author=row.author,
            written_at=row.written_at,
        )


@strawberry.type(description="A note and its place in the list (catatan dalam daftar).")
class OfficerNoteEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this note in this list (penanda posisi).")
    node: OfficerNote = rule("OfficerNote.of", "The note (catatan).")


@strawberry.type(description="A page of notes between officers (catatan internal), oldest first.")
class OfficerNoteConnection:
    """Relay's connection."""

    edges: list[OfficerNoteEdge] = rule("page.edges", "The notes of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")


@strawberry.input(description="A note for other officers (catatan internal); the reporter never reads it.")
class AddOfficerNoteInput:
    """Input of `addOfficerNote`."""

    tracking_number: str = strawberry.field(description="About which case (nomor aduan).")
    text: str = strawberry.field(description="What to tell them (isi catatan), 1 to 4,000 characters.")
    audience: NoteAudience = strawberry.field(
        default=NoteAudience.AGENCY, description="Who may read it (untuk siapa)."
    )
    action_id: str | None = strawberry.field(
        default=None,
        description="Your own name for this act (pengenal tindakan), 8 to 128 characters; sent again it adds "
        "no second note.",
    )

    def target(self) -> Target:
        """Which case; a note changes no version."""
        return Target(self.tracking_number, 0, action_id=self.action_id)

    def note(self) -> AddNote:
        """What to write."""
        return AddNote(self.text, self.audience)
