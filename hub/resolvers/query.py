"""Everything that is read."""

from typing import Annotated

import strawberry

from hub.domain.paging import CaseFilter as Conditions
from hub.domain.paging import CaseQuery, page_bytes
from hub.domain.paging import EventFilter as EventConditions
from hub.resolvers import catalogue, desks, facilities, nodes, pages, webhooks
from hub.resolvers.asked import asks_for
from hub.resolvers.info import Info
from hub.resolvers.voice import VoiceQueries
from hub.schema.agencies import Agency, AgencyConnection, Connector
from hub.schema.cases import CaseConnection, CaseType
from hub.schema.desk_words import Desk, TemplateKind
from hub.schema.events import CaseEventConnection
from hub.schema.facilities import FacilityConnection
from hub.schema.fields import operation
from hub.schema.filters import CaseFilter, EventFilter, RouteCaseInput, StatisticsFilter, VerifyIdentityInput
from hub.schema.lookups import IdentityVerification, Permit, RoutingDecision, Viewer
from hub.schema.node import Node
from hub.schema.paging import After, Before, First, FirstOrNone, LastOrNone
from hub.schema.places import Region, Topic
from hub.schema.statistics import DURATIONS, StatisticsResult
from hub.schema.templates import Template
from hub.schema.webhooks import Webhook
from hub.schema.work_words import CaseOrder, StatisticsDimension, Tier
from hub.schema.worklists import WorklistConnection, WorklistFilter

IDENTITY_PRICE = 1_000  # three writes that must reach the disk, and a piece of the registry's quota
ROUTING_PRICE = 1_500  # the longest text takes up to 25 ms: three of these fit into one document

Id = Annotated[strawberry.ID, strawberry.argument(description="A global id (pengenal).")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="Global ids (pengenal), at most 100.")]
Number = Annotated[str, strawberry.argument(description="Public number of the case (nomor aduan).")]
Receipt = Annotated[str, strawberry.argument(description="Proof of having reported (tanda terima).")]
Cases = Annotated[CaseFilter | None, strawberry.argument(description="Which cases (saringan).")]
Order = Annotated[CaseOrder, strawberry.argument(description="In which order (urutan).")]
Events = Annotated[EventFilter | None, strawberry.argument(description="Which events (saringan).")]
AgencyCode = Annotated[str, strawberry.argument(description="Code of the agency (kode instansi).")]
RegionCode = Annotated[str, strawberry.argument(description="Kemendagri code (kode wilayah), dotted.")]
InRegion = Annotated[
    str | None, strawberry.argument(description="Serving this region code or a place in it (kode wilayah).")
]
MostBytes = Annotated[
    int | None,
    strawberry.argument(
        description="End the page before it takes more bytes (ukuran halaman), 4,096 to 65,536."
    ),
]
FacilitiesIn = Annotated[
    str | None, strawberry.argument(description="In this region code or below it (kode wilayah); null: all.")
]
OfTier = Annotated[Tier | None, strawberry.argument(description="Of this level of government (jenjang).")]
Trial = Annotated[RouteCaseInput, strawberry.argument(description="The case to try (laporan percobaan).")]
Counted = Annotated[StatisticsFilter, strawberry.argument(description="Which cases to count (saringan).")]
Grouping = Annotated[
    list[StatisticsDimension], strawberry.argument(description="Rows per combination of these (dimensi).")
]
Exact = Annotated[
    bool,
    strawberry.argument(
        description="Of this moment, nothing withheld, of your own cases (angka rinci); not to be passed on."
    ),
]
Person = Annotated[
    VerifyIdentityInput, strawberry.argument(description="Whom to compare (data kependudukan).")
]
OfDesk = Annotated[Desk | None, strawberry.argument(description="Which desk (meja kerja); null: every.")]
OfAgency = Annotated[
    str | None, strawberry.argument(description="Whose lists (kode instansi); null: your own.")
]
Work = Annotated[WorklistFilter | None, strawberry.argument(description="Which cases (saringan).")]
OfKind = Annotated[
    TemplateKind | None, strawberry.argument(description="For this act (jenis templat); null: every.")
]
AboutTopic = Annotated[
    str | None, strawberry.argument(description="For cases about this topic code (kode topik); null: all.")
]
Application = Annotated[str, strawberry.argument(description="Number of the application (nomor permohonan).")]


@strawberry.type(name="Query", description="Everything that can be read (kueri).")
class Query(VoiceQueries):
    """The root of queries."""

    @operation("Any object (objek) by its global id; null when unknown or not for you.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await nodes.node(info.context, id)

    @operation("Several objects (objek) by their global ids, in order.")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        return await nodes.nodes(info.context, ids)

    @operation("Who you are to the hub (pengguna API).")
    def viewer(self, info: Info) -> Viewer:
        return Viewer.of(info.context.caller, info.context.services.hub_id)

    @operation("A case (laporan) by its public number; null when unknown or not for you.")
    async def case(self, info: Info, tracking_number: Number) -> CaseType | None:
        row = await info.context.services.reading.case(info.context.caller, tracking_number)
        return CaseType.of(row) if row else None

    @operation("A case (laporan) by the reporter's receipt (tanda terima).")
    async def case_by_receipt(self, info: Info, receipt: Receipt) -> CaseType | None:
        row = await info.context.services.reading.by_receipt(info.context.caller, receipt)
        return CaseType.of(row) if row else None

    @operation("Cases you may see (daftar laporan).")
    async def cases(
        self,
        info: Info,
        filter: Cases = None,
        order_by: Order = CaseOrder.NEWEST,
        first: FirstOrNone = None,
        after: After = None,
        last: LastOrNone = None,
        before: Before = None,
    ) -> CaseConnection:
        wanted = filter.to_domain() if filter else Conditions()
        kind = pages.case_list(wanted, order_by)
        part = pages.window(info.context, kind, first, after, last, before)
        query = CaseQuery(part, wanted, order_by)
        page = await info.context.services.reading.page(info.context.caller, query)
        return pages.cases(info.context, kind, page, wanted)

    @operation(
        "Work lists (daftar kerja): every case that has not ended is in exactly one. Without `agency` your "
        "own; a coordinator may look at those of the agencies of its place."
    )
    async def worklist(
        self,
        info: Info,
        desk: OfDesk = None,
        agency: OfAgency = None,
        filter: Work = None,
        order: Order = CaseOrder.DUE,
        first: First = 20,
        after: After = None,
    ) -> WorklistConnection:
        return await desks.worklist(info.context, desk, agency, filter, order, first, after)

    @operation("Canned answers (templat tanggapan), in code order: for all, and for your agency.", rows=50)
    def templates(
        self, info: Info, kind: OfKind = None, topic: AboutTopic = None, first: First = 50
    ) -> list[Template]:
        return desks.templates(info.context, kind, topic, first)

    @operation("Events you may see (daftar peristiwa), oldest first: the pull side of `caseEvents`.")
    async def events(
        self,
        info: Info,
        after: After = None,
        first: First = 50,
        filter: Events = None,
        max_bytes: MostBytes = None,
    ) -> CaseEventConnection:
        part = pages.window(info.context, pages.FEED, first, after)
        wanted = filter.to_domain() if filter else EventConditions()
        page = await info.context.services.feed.page(
            info.context.caller, part.after, part.size, wanted, page_bytes(max_bytes)
        )
        return pages.events(info.context, pages.FEED, page)

    @operation("An agency (instansi) by its code, also by one it had before a reorganisation.")
    def agency(self, info: Info, code: AgencyCode) -> Agency | None:
        return Agency.maybe(info.context.directory, code)

    @operation("Agencies (daftar instansi) in code order.")
    def agencies(
        self, info: Info, region: InRegion = None, tier: OfTier = None, first: First = 50, after: After = None
    ) -> AgencyConnection:
        return catalogue.agencies(info.context, region, tier, first, after)

    @operation(
        "Health facilities (fasilitas kesehatan) of a place and of those in it, by the national master list; "
        "null where that cannot be had.",
        calls=1,
    )
    async def facilities(
        self, info: Info, region: FacilitiesIn = None, first: First = 50, after: After = None
    ) -> FacilityConnection | None:
        return await facilities.facilities(info.context, region, first, after)

    @operation("A place (wilayah) by its code.")
    def region(self, info: Info, code: RegionCode) -> Region | None:
        return Region.maybe(info.context.directory, code)

    @operation("All topics (topik), in code order.", rows=50)
    def topics(self, info: Info) -> list[Topic]:
        return [Topic.of(row) for _, row in sorted(info.context.directory.topics.items())]

    @operation("All connectors (konektor), in name order.", rows=50)
    def connectors(self, info: Info) -> list[Connector]:
        return [Connector.of(row) for _, row in sorted(info.context.manifests.items())]

    @operation("Endpoints that your credential registered (daftar webhook), oldest first.", rows=10)
    async def webhooks(self, info: Info) -> list[Webhook]:
        return await webhooks.own(info.context)

    @operation(
        "Who would own such a case, and why (simulasi disposisi). Nothing is stored.",
        price=ROUTING_PRICE,
        calls=2,
    )
    async def route_case(self, info: Info, input: Trial) -> RoutingDecision:
        return RoutingDecision.of(await catalogue.owner_of(info.context, input))

    @operation(
        "Figures (statistik) by the dimensions you choose: those of closed quarters (triwulan), as they are "
        "published, or exact ones of the cases you can read yourself."
    )
    async def statistics(
        self, info: Info, filter: Counted, group_by: Grouping, exact: Exact = False
    ) -> StatisticsResult:
        report = info.context.services.statistics.report
        wanted, durations = filter.to_domain(), asks_for(info, DURATIONS)
        return StatisticsResult.of(
            await report(info.context.caller, wanted, group_by, exact=exact, durations=durations)
        )

    @operation(
        "Compare a person with the civil registry (Dukcapil); one per operation. A registry that does not "
        "answer is the outcome UNAVAILABLE.",
        price=IDENTITY_PRICE,
        calls=1,
        single=True,
    )
    async def verify_identity(self, info: Info, input: Person) -> IdentityVerification:
        context, query = info.context, input.to_domain()
        seconds = context.allowance.seconds()
        answer = await context.services.identity.verify(context.caller, query, seconds)
        return IdentityVerification.of(answer)

    @operation(
        "An application for a permit (izin) as its office's system shows it; null when that knows no such "
        "number.",
        calls=2,
    )
    async def permit(self, info: Info, application_number: Application, agency: AgencyCode) -> Permit | None:
        context = info.context
        return Permit.of(
            await context.services.permits.permit(
                context.caller, application_number, agency, context.allowance
            )
        )
