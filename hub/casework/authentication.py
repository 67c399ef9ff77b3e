"""Who a request comes from: the credential behind an API key."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from hub.casework.tools import Tools
from hub.domain import lifetimes
from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.parties import is_national
from hub.store import credentials

REMEMBERED = timedelta(seconds=3)
"""How long a verified key is not looked up again: bounds how long a revoked one still works."""

MOST_REMEMBERED = 10_000


def of_today(caller: Caller, directory: Directory, now: datetime) -> Caller:
    """The caller with what its agency has become since the key was issued, and that one's former codes.

    Today is the day where each agency sits.
    """
    if caller.agency is None:
        return caller
    became = lifetimes.successor(caller.agency, directory, now)
    code = became.code if became is not None else caller.agency
    former = frozenset(one for one in directory.kin([code]) if not lifetimes.exists(one, directory, now))
    current = replace(caller, agency=code, former=former)
    return replace(current, national=is_national(current, directory))


class Authentication:
    """API keys to callers."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._known: OrderedDict[bytes, tuple[datetime, Caller]] = OrderedDict()

    async def caller(self, api_key: str) -> Caller | None:
        """The caller, or None for a key that is malformed, unknown, wrong or revoked.

        Wrong keys are not remembered, so that nobody can fill the memory with them.
        """
        parsed = credentials.parse(api_key)
        if parsed is None:
            return None
        name, now = sha256(api_key.encode("utf-8", "surrogatepass")).digest(), self.tools.clock()
        known = self._known.get(name)
        if known is not None and now - known[0] < REMEMBERED:
            return known[1]
        async with self.tools.db.reading() as conn:
            credential = await credentials.find(conn, parsed[0])
        if credential is None or not credential.opens_with(parsed[1]):
            self._known.pop(name, None)
            return None
        caller = of_today(credential.caller(), self.tools.directory(), now)
        self._known[name] = (now, caller)
        self._known.move_to_end(name)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return caller
