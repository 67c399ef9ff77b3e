"""Public bodies and the connectors to their systems."""

from typing import TYPE_CHECKING, Annotated, Any, Optional

import strawberry
import strawberry.federation

from hub.domain import agency as reference_data
from hub.domain import paging
from hub.domain.agency import AgencyRole
from hub.domain.directory import Directory
from hub.domain.exchange import Manifest
from hub.schema import ids
from hub.schema.connectors import ConnectorHealth, RemoteCounts, period
from hub.schema.fields import Info, column, constant, live, nested, reference, rule
from hub.schema.filters import CaseFilter, CaseSlice
from hub.schema.node import Node
from hub.schema.paging import After, First, PageInfo
from hub.schema.places import Region, Topic
from hub.schema.scalars import Cursor
from hub.schema.work_words import Capability, Tier

if TYPE_CHECKING:  # hub.schema.cases imports this module
    CaseConnection = Any
else:
    CaseConnection = Annotated["CaseConnection", strawberry.lazy("hub.schema.cases")]

FilterArgument = Annotated[
    CaseFilter | None,
    strawberry.argument(description="Which cases (saringan); without it, all that the caller may see."),
]


def agency_cases(filter: FilterArgument = None, first: First = 20, after: After = None) -> CaseSlice:
    """Arguments of `Agency.cases`."""
    return CaseSlice(filter.to_domain() if filter else paging.CaseFilter(), first, after)


@strawberry.type(description="The hub's link to one system of an agency (konektor).")
class Connector:
    """What the instance file and the kind declare."""

    agency_code: strawberry.Private[str | None]
    name: str = constant("Name of the instance (nama konektor).")
    kind: str = constant("Which protocol it speaks (jenis konektor), for example lapor or declarative.")
    capabilities: list[Capability] = constant("What it can do (kemampuan), in alphabetical order.")
    maturity: int = constant(
        "How far it goes (tingkat kematangan): 0 listed, 1 forwards, 2 is followed, "
        "3 two-way, 4 two-way, idempotent and signed."
    )
    health: ConnectorHealth = nested("Connector.health", "How it fares now (kesehatan).")
    remote_counts: RemoteCounts | None = live(
        "Connector.remoteCounts",
        "What its system counts itself (statistik di sistem instansi), read live; null where it counts "
        "nothing, and null with an error when it does not answer and never did.",
        calls=1,
        arguments=period,
    )

    @reference("directory.agencies", "Whose system it is (instansi); null when several agencies share it.")
    def agency(self, info: Info) -> Optional["Agency"]:
        """The agency the manifest names."""
        return Agency.maybe(info.context.directory, self.agency_code)

    @classmethod
    def of(cls, row: Manifest) -> "Connector":
        """From the manifest."""
        return cls(
            name=row.name,
            kind=row.kind,
            capabilities=sorted(row.capabilities, key=lambda one: one.value),
            maturity=row.maturity,
            agency_code=row.agency,
        )

    @classmethod
    def known(cls, info: Info, name: str) -> "Connector":
        """The connector a record names; one that is no longer installed shows its name and nothing else."""
        row = info.context.manifests.get(name)
        if row is not None:
            return cls.of(row)
        return cls(name=name, kind="", capabilities=[], maturity=0, agency_code=None)


@strawberry.federation.type(keys=["code"], description="A public body (instansi, perangkat daerah).")
class Agency(Node):
    """Agencies come from the reference data."""

    row: strawberry.Private[reference_data.Agency]
    id: strawberry.ID = rule("ids.encode", "Global id (pengenal), opaque.")
    code: str = column("agencies.code", "Code of the agency (kode instansi), for example 62.01.disdukcapil.")
    name: str = column("agencies.name", "Name of the agency (nama instansi).")
    tier: Tier = column("agencies.tier", "Level of government (jenjang).")
    cases: CaseConnection = nested(
        "Agency.cases",
        "Cases in this agency's custody (`Case.owner`) or assigned to it now (laporan yang dipegang atau "
        "didisposisikan kepadanya), each once, newest first.",
        arguments=agency_cases,
    )

    @reference("directory.regions", "Region it serves (wilayah); null for a national body.")
    def region(self, info: Info) -> Region | None:
        """The place of its jurisdiction."""
        return Region.maybe(info.context.directory, self.row.region)

    @reference("directory.agencies", "The agency above it (instansi induk).")
    def parent(self, info: Info) -> Optional["Agency"]:
        """One level up."""
        return Agency.maybe(info.context.directory, self.row.parent)

    @reference(
        "directory.children", "Agencies directly under it (instansi di bawahnya), in code order.", rows=20
    )
    def children(self, info: Info) -> list["Agency"]:
        """One level down."""
        directory = info.context.directory
        return [Agency.of(directory.agencies[code]) for code in directory.children.get(self.code, ())]

    @reference("directory.topics_of", "Topics it is competent for (topik kewenangan).", rows=10)
    def topics(self, info: Info) -> list[Topic]:
        """By its jurisdictions."""
        directory = info.context.directory
        return [Topic.of(directory.topics[code]) for code in directory.topics_of.get(self.code, ())]

    @reference(
        "connectors.manifests",
        "Link to its own system (konektor); null: served by the hub's inbox or console.",
    )
    def connector(self, info: Info) -> Connector | None:
        """The installed connector, if any."""
        row = info.context.manifests.get(self.row.connector) if self.row.connector else None
        return Connector.of(row) if row is not None else None

    @classmethod
    def of(cls, row: reference_data.Agency) -> "Agency":
        """From the reference data."""
        return cls(
            id=strawberry.ID(ids.encode("Agency", row.code)),
            code=row.code,
            name=row.name,
            tier=row.tier,
            row=row,
        )

    @classmethod
    def known(cls, directory: Directory, code: str) -> "Agency":
        """The agency a case names; a code the reference data lost is shown as it is."""
        row = directory.agency_of(code)
        if row is None:
            row = reference_data.Agency(
                code=code,
                name=code,
                tier=Tier.UNIT,
                role=AgencyRole.OWNER,
                region=None,
                parent=None,
                connector=None,
            )
        return cls.of(row)

    @classmethod
    def maybe(cls, directory: Directory, code: str | None) -> "Agency | None":
        """The agency of a code, if there is one."""
        row = directory.agency_of(code) if code is not None else None
        return cls.of(row) if row is not None else None


@strawberry.type(description="An agency and its place in the list (instansi dalam daftar).")
class AgencyEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this agency (penanda posisi).")
    node: Agency = rule("Agency.of", "The agency (instansi).")


@strawberry.type(description="A page of agencies (daftar instansi).")
class AgencyConnection:
    """Relay's connection."""

    edges: list[AgencyEdge] = rule("page.edges", "The agencies of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
