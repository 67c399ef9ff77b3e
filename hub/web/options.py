"""What a deployment may decide about the doors, and the limits they keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Profile = Literal["development", "production"]
Open311Access = Literal["off", "keys", "public"]
"""No such door; requests are read with a key; public requests are read by everybody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request, one socket and one client. Bytes unless a name ends in `_s` (seconds).

    What one GraphQL document may ask for is the schema's business, not bounded here.
    """

    graphql_body: int = 65_536
    webhook_body: int = 262_144
    body_wait_s: float = 10.0  # whole body, however slowly it drips in
    json_depth: int = 32  # the outermost object counts 1
    digits: int = 64  # of one number
    deadline_s: float = 10.0  # one query or mutation; subscriptions are open-ended
    frame: int = 32_768  # one WebSocket message
    init_wait_s: float = 5.0  # until `connection_init`
    operations: int = 20  # at once on one socket or one SSE connection
    waiting_per_client: int = 50  # sockets before `connection_init` and reserved streams, per address
    reservation_s: float = 10.0  # a reserved stream waits this long for its connection
    stream_queue: int = 256  # results waiting for a slow reader of a single SSE connection
    sse_heartbeat_s: float = 12.0
    multipart_heartbeat_s: float = 5.0  # Apollo's clients expect one at least every 10 s
    recheck_s: float = 2.0  # between looks at the credential of an open stream or socket
    share_s: float = 0.25  # an execution under way is joined by equal reads so long; 0: never


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the doors behave. `production` closes the IDE and anonymous queries by GET.

    `origins` are the pages of other sites that may call the hub from a browser (`https://portal.example`);
    the hub's own origin is always allowed. `webhook_status` holds the connectors whose sender accepts
    nothing but 200 for a stored webhook; all others get 202.
    """

    profile: Profile = "production"
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    webhook_status: Mapping[str, int] = field(default_factory=dict)
    metrics_open: bool = False  # `/metrics` asks for no credential
    open311: Open311Access = "off"
    contact: str = ""  # whom the discovery file of Open311 names

    @property
    def development(self) -> bool:
        """Whether strangers may look around: the IDE, and queries by GET without a credential."""
        return self.profile == "development"
