"""Kind `lapor`: SP4N-LAPOR! v3 with the traps of its public clients.

Two credential headers; HTTP 200 on failure; the new id at one of two places; no idempotency and no search; a
case changes hands by a rejection that names the next institution. Times are wall time without a zone.
"""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from sandbox.lapor_api import LaporApi
from sandbox.lapor_config import Account, LaporConfig
from sandbox.office import Dialect, Office
from sandbox.records import Record, Step
from sandbox.wire import Object

WORDS = {
    "created": "Belum Terverifikasi",
    "accept": "Terverifikasi",
    "hand_over": "Belum Ditindaklanjuti",
    "progress": "Dalam Proses",
    "ask": "Tunda",
    "return": "Bukan Wewenang",
    "answer": "Selesai",
    "close": "Selesai",
}


def configured(config: Object) -> "LaporKind":
    accounts = config.pop("accounts", None) or [
        {
            "institution_id": "620100",
            "auth_header_value": "Bearer sandbox-lapor",
            "token": "{00000000-0000-4000-8000-0000000000A1}",
        }
    ]
    return LaporKind(LaporConfig(tuple(Account(**account) for account in accounts), **config))


class LaporKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: LaporConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        return Dialect(WORDS["created"], lambda number, at: str(number), _word, self.config.first_id)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        api, base = LaporApi(office, self.config), self.config.base_path
        return [
            Route(f"{base}/complaints/complaint/file", api.opened(api.upload), methods=["POST"]),
            Route(f"{base}/complaints/complaint", api.opened(api.create), methods=["POST"]),
            Route(f"{base}/complaints/{{id:int}}/complaint", api.opened(api.detail)),
            Route(f"{base}/complaints/{{id:int}}/followups", api.opened(api.followups)),
            Route(f"{base}/complaints/process/{{id:int}}/reject", api.opened(api.reject), methods=["POST"]),
            Route(f"{base}/complaints/followup/add", api.opened(api.add_followup), methods=["POST"]),
            Route(f"{base}/masters/institutions/external", api.opened(api.institutions)),
            Route(f"{base}/masters/templates", api.opened(api.templates)),
        ]


def _word(record: Record, step: Step) -> str | None:
    if step.action == "accept" and record.state == "hand_over":
        return WORDS["hand_over"]  # the desk that passed it on has verified it
    return WORDS.get(step.action)
