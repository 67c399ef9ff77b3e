"""The index of audiences saves questions and never an answer: who may see an event is always asked."""

from itertools import product

from hub.casework.audiences import Index, keys_of
from hub.casework.subscribing import rows_for
from hub.domain.case import CaseEventType, Visibility
from hub.domain.paging import EventFilter
from hub.domain.redaction import scope_of
from hub.store import feed
from tests.casework.steps import UNCLEAR, delivered
from tests.harness import COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

CALLERS = (
    OPERATOR,
    PORTAL,
    OTHER_PORTAL,
    PARTNER,
    COORDINATOR,
    officer("62.01.disdukcapil"),
    officer("62.01.dinkes"),
)


async def test_whoever_may_see_an_event_is_found_for_it(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await delivered(hub, visibility=Visibility.RESTRICTED)
    await hub.services.intake.submit(OTHER_PORTAL, hub.submission(region="64.02.01", **UNCLEAR))
    filters = (
        EventFilter(),
        EventFilter(tracking_number=number.lower()),
        EventFilter(agency="62.01.disdukcapil"),
        EventFilter(region="64"),
        EventFilter(region="62.01.02", types=(CaseEventType.SUBMITTED,)),
        EventFilter(types=(CaseEventType.DELIVERED, CaseEventType.ROUTED)),
    )
    directory = hub.tools.directory()
    index = Index((scope_of(who, directory), wanted) for who, wanted in product(CALLERS, filters))
    asked, seen = 0, 0
    async with hub.tools.db.reading() as conn:
        rows = await feed.feed(conn, None, 100)
        ids = [row.event.id for row in rows]
        for who, wanted in product(CALLERS, filters):
            may = await feed.among(conn, ids, rows_for(who, wanted, directory))
            found = {row.event.id for row in rows if (scope_of(who, directory), wanted) in index.of(row)}
            assert may <= found, (who.role, wanted)
            asked, seen = asked + len(found), seen + len(may)
    assert 0 < seen <= asked < len(ids) * len(CALLERS) * len(filters)


async def test_what_is_taken_out_is_found_no_more(hub: Hub) -> None:
    await delivered(hub)
    audience = (scope_of(PORTAL, hub.tools.directory()), EventFilter())
    index = Index([audience])
    async with hub.tools.db.reading() as conn:
        row = (await feed.feed(conn, None, 1))[0]
    assert index.of(row) == {audience}
    index.discard(audience)
    assert index.of(row) == set()
    assert keys_of(*audience) == (("channel", PORTAL.channel),)
