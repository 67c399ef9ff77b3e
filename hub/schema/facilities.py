"""Health facilities from the national master list."""

from datetime import datetime

import strawberry

from hub.domain import exchange
from hub.schema.fields import Info, reference, rule
from hub.schema.paging import PageInfo
from hub.schema.places import Region
from hub.schema.scalars import Cursor
from hub.schema.work_words import FacilityKind


@strawberry.type(description="A health facility (fasilitas kesehatan) of the master list; nothing clinical.")
class Facility:
    """What the list says of a place, never of a person."""

    region_code: strawberry.Private[str | None]
    code: str = rule("Facilities.listed", "Its id in the master list (kode fasilitas).")
    name: str = rule("Facilities.listed", "Its name (nama fasilitas).")
    kind: FacilityKind = rule("Facilities.listed", "What sort it is (jenis fasilitas).")
    active: bool = rule("Facilities.listed", "Whether it is in service (aktif).")

    @reference("directory.regions", "Where it stands (wilayah); null where the list does not say.")
    def region(self, info: Info) -> Region | None:
        """By its code; a code the reference data lost is shown as it is."""
        return Region.known(info.context.directory, self.region_code) if self.region_code else None

    @classmethod
    def of(cls, row: exchange.Facility) -> "Facility":
        """From the list."""
        return cls(code=row.ref.id, name=row.name, kind=row.kind, active=row.active, region_code=row.region)


@strawberry.type(description="A facility and its place in the list (fasilitas dalam daftar).")
class FacilityEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this facility (penanda posisi).")
    node: Facility = rule("Facility.of", "The facility (fasilitas kesehatan).")


@strawberry.type(description="A page of health facilities (daftar fasilitas kesehatan), read live.")
class FacilityConnection:
    """Relay's connection, with how old its list is."""

    edges: list[FacilityEdge] = rule("page.edges", "The facilities of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
    total_count: int = rule("Facilities.listed", "How many there are in all (jumlah).")
    as_of: datetime = rule("Facilities.listed", "When the hub read the list (data per).")
    stale: bool = rule("LiveReads.ask", "The system did not answer now (data tidak terkini).")
