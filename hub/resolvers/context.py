"""What every resolver can reach: who asks, the services, one snapshot of the reference data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hub.casework.allowance import Allowance
from hub.casework.sealing import CursorSeal
from hub.casework.services import Services
from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.exchange import Manifest
from hub.engine.replaying import Loads
from hub.resolvers.batches import Batch, Batches


@dataclass
class Context:
    """One operation of one caller at `now`. `new_id` names failures.

    A streaming door sets `resume_after` (the sealed cursor a returning client saw last; outranks `after`) and
    reads `position` (the sealed cursor of the event that is being sent). `tells_sources`: the client wants to
    know how agencies' systems took part. `estimated`: upstream calls the document may cause.
    """

    caller: Caller
    services: Services
    directory: Directory
    now: datetime
    cursors: CursorSeal
    new_id: Callable[[], str]
    loaders: "Mapping[str, Batch[Context]]"
    resume_after: str | None = None
    position: str | None = None
    tells_sources: bool = False
    estimated: int = 0
    whole: "Batches[Context]" = field(init=False)  # answers lists, for the engine
    batches: Loads = field(init=False)  # answers one parent at a time, for the reference

    def __post_init__(self) -> None:
        self.batches = self.whole = Batches(self, self.loaders)

    @cached_property
    def allowance(self) -> Allowance:
        """What this operation may cost agencies' systems; its time begins with the first live field."""
        return self.services.lookup.allowance(self.caller)

    def refresh(self) -> None:
        """Take the reference data and the clock anew: an operation that lasts answers with today's."""
        self.directory, self.now = self.services.directory(), self.services.clock()
        self.__dict__.pop("manifests", None)
        self.__dict__.pop("allowance", None)

    @cached_property
    def manifests(self) -> Mapping[str, Manifest]:
        """Every connector by name."""
        return {one.name: one for one in self.services.manifests()}
