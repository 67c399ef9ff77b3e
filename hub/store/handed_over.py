"""Cases in the hands of agencies that are no more."""

from collections.abc import Collection

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.reorganising import HELD_BY_COORDINATOR, OPEN
from hub.domain.status import LIVE
from hub.store.tables import cases

_MOST_CODES = 500  # per statement


async def held_by(
    conn: AsyncConnection, agencies: Collection[str], gone: Collection[str], limit: int
) -> list[str]:
    """Ids of open cases that one of these agencies is to work on or answers for, oldest first.

    Of those among them that are `gone`, also what was raised to them.

    The same rule as `hub.domain.reorganising.concerns`.
    """
    found: list[str] = []
    codes = sorted(agencies)
    for start in range(0, len(codes), _MOST_CODES):
        if len(found) >= limit:
            break
        some = codes[start : start + _MOST_CODES]
        owned = cases.c.owner.in_(some)
        at_work = and_(
            cases.c.status.in_([one.value for one in OPEN]),
            or_(cases.c.assignee.in_(some), and_(not_(cases.c.delivered), owned)),
        )
        waiting = and_(cases.c.status.in_([one.value for one in HELD_BY_COORDINATOR]), owned)
        raised = and_(
            cases.c.status.in_([one.value for one in LIVE]),
            cases.c.raised_to.in_([code for code in some if code in gone]),
        )
        statement = (
            select(cases.c.id)
            .where(or_(at_work, waiting, raised))
            .order_by(cases.c.created_at, cases.c.id)
            .limit(limit - len(found))
        )
        found += (await conn.scalars(statement)).all()
    return found
