"""Makes the context of every operation."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.casework.sealing import CursorSeal
from hub.casework.services import Services
from hub.domain.caller import Caller
from hub.resolvers.context import Context
from hub.resolvers.loaders import LOADERS


@dataclass(frozen=True, slots=True)
class Contexts:
    """The doors get this as a plain `Callable[[Caller], Context]`; one context serves one operation."""

    services: Services
    cursors: CursorSeal
    new_id: Callable[[], str]

    def __call__(self, caller: Caller) -> Context:
        """The context for one operation that comes in now."""
        return Context(
            caller=caller,
            services=self.services,
            directory=self.services.directory(),
            now=self.services.clock(),
            cursors=self.cursors,
            new_id=self.new_id,
            loaders=LOADERS,
        )
