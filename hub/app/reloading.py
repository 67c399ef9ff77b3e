"""Instance files and credentials that change while the process runs."""

from collections.abc import Callable
from functools import partial

import structlog

from hub.casework.holding import probe_now
from hub.casework.tools import Tools
from hub.connectors.registry import Registry
from hub.errors import ConfigError

log = structlog.get_logger()


class Reloading:
    """Goes over to what the files say now. No subscription ends, no call under way is cut."""

    def __init__(self, peers: Registry, tools: Tools, stamp: Callable[[], object]) -> None:
        """`stamp` is cheap, and equal as long as no file has changed."""
        self._peers, self._tools, self._stamp = peers, tools, stamp
        self._seen = stamp()
        self._probes: set[str] = set()  # instances whose credential may be good again, not yet noted

    async def reload(self) -> int:
        """How many instances are new, different or gone. A wrong file changes nothing and is logged once."""
        stamp = self._stamp()
        if stamp == self._seen:
            await self._probe()
            return 0
        self._seen = stamp
        try:
            news = await self._peers.reload()
        except ConfigError as fault:
            log.error("instance files are wrong, the old ones stay", faults=str(fault).splitlines())
            return 0
        if news:
            log.info("instances reloaded", added=news.added, changed=news.changed, removed=news.removed)
        self._probes |= set(news.changed)
        await self._probe()
        return len(news.added) + len(news.changed) + len(news.removed)

    async def _probe(self) -> None:
        """While the store fails it stays to be done: else a good credential would go on being spared."""
        for name in sorted(self._probes):
            await self._tools.db.write(partial(probe_now, tools=self._tools, name=name))
            self._probes.discard(name)
