"""Kind `helpdesk`: a REST helpdesk as an office buys it: a Bearer key, its own names, an OpenAPI file.

Failures have HTTP statuses, lists a cursor, and every answer shows who reported. Nothing is idempotent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.helpdesk_desk import Desk
from sandbox.helpdesk_paper import described
from sandbox.office import Dialect, Office
from sandbox.wire import Object, reply

WORDS = {
    "created": "Baru",
    "accept": "Disposisi",
    "progress": "Dikerjakan",
    "ask": "Butuh informasi",
    "return": "Bukan kewenangan",
    "answer": "Selesai",
    "close": "Selesai",
}
FIRST = 1001
LIST = "/v2/keluhan"


@dataclass(frozen=True)
class HelpdeskConfig:
    """`offset_hours` is the wall time the office writes (7 = WIB)."""

    api_key: str = "kunci-dari-dinas"
    prefix: str = "HD"
    offset_hours: int = 7


def configured(config: Object) -> "HelpdeskKind":
    return HelpdeskKind(HelpdeskConfig(**config))


class HelpdeskKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: HelpdeskConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return f"{self.config.prefix}-{number}"

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action), FIRST)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = Desk(office, self.config.api_key, self.config.offset_hours)
        return [
            Route("/openapi.json", _paper),
            Route(LIST, service.keyed(service.create), methods=["POST"]),
            Route(LIST, service.keyed(service.many)),
            Route(f"{LIST}/{{id}}", service.keyed(service.one)),
        ]


async def _paper(request: Request) -> Response:
    return reply(described(str(request.base_url).rstrip("/"), tuple(dict.fromkeys(WORDS.values()))))
