"""What every resolver can reach: who asks, the services, one snapshot of the reference data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hub.casework.sealing import CursorSeal
from hub.casework.services import Services
from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.exchange import Manifest
from hub.resolvers.batches import Batches
from hub.resolvers.loaders import LOADERS


@dataclass
class Context:
    """One operation of one caller. `new_id` names failures; `now` is the hub's time when the operation came in."""

    caller: Caller
    services: Services
    directory: Directory
    now: datetime
    cursors: CursorSeal
    new_id: Callable[[], str]
    batches: "Batches[Context]" = field(init=False)

    def __post_init__(self) -> None:
        self.batches = Batches(self, LOADERS)

    @cached_property
    def manifests(self) -> Mapping[str, Manifest]:
        """Every connector by name."""
        return {one.name: one for one in self.services.reading.manifests()}


@dataclass(frozen=True, slots=True)
class Contexts:
    """Makes the context of an operation; the doors get it as a plain `Callable[[Caller], Context]`."""

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
        )
