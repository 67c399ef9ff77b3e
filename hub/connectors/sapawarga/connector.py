"""A regional portal of the Sapawarga family."""

from collections.abc import Mapping
from functools import partial

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared, probe
from hub.connectors.reply import segment
from hub.connectors.sapawarga import mapping
from hub.connectors.ticket import ticket_of_key
from hub.connectors.words import Words
from hub.domain.exchange import Capability, ExternalRef, Health, OutgoingCase, Registered, RemoteCase
from hub.errors import Unconfirmed

COMPLAINTS = "/aduan/complaints"
PAGE, MOST_PAGES = 100, 50  # of the list, newest first, that a search reads
ABILITIES = frozenset({Capability.FORWARD, Capability.FETCH})


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[sapawarga]` section; see `Kind`."""
    portal = checked(keys, mapping.Options, origin).sapawarga
    return Prepared(ABILITIES, takes_notes=True, build=partial(SapawargaConnector, portal))


class SapawargaConnector:
    """One portal."""

    def __init__(self, portal: mapping.Portal, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._portal, self._http, self._clock = portal, parts.http, parts.clock
        self._words = Words({**mapping.WORDS, **parts.instance.statuses})

    async def health(self) -> Health:
        """Asks for the categories; never raises."""
        return await probe(self._http, "/aduan/categories", mapping.entries)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def forward(self, case: OutgoingCase, key: str) -> Registered:
        """Creates the complaint. The portal refuses no duplicate: search before a second attempt."""
        body = mapping.to_complaint(case, self._portal)
        reply = await self._http.post(COMPLAINTS, json=body, op="forward")
        return Registered(ExternalRef(self.manifest.name, reply.read(mapping.complaint_id)))

    async def search(self, tracking_number: str, key: str) -> ExternalRef | None:
        """Reads the list, newest first. One too long to be read is `Unconfirmed`, never "not there"."""
        wanted = ticket_of_key(tracking_number, key)
        query: dict[str, str | int] = {
            "phase": "sp4n",
            "is_admin": 1,
            "complaint_source": "sp4n",
            "sort_by": "created_at",
        }
        for page in range(1, MOST_PAGES + 1):
            asked = {**query, "page": page, "page_size": PAGE}
            reply = await self._http.get(COMPLAINTS, asked, op="search")
            found, pages = reply.read(partial(mapping.search_page, wanted=wanted))
            if found is not None:
                return ExternalRef(self.manifest.name, found)
            if page >= pages:
                return None
        raise Unconfirmed("LIST_TOO_LONG")

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The complaint as the portal shows it now."""
        now, zone = self._clock(), self.manifest.zone
        reply = await self._http.get(f"{COMPLAINTS}/{segment(ref.id)}", op="fetch")
        return reply.read(lambda answer: mapping.to_remote_case(answer, ref, zone, self._words, now))

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Adds a follow-up. Sent twice, it is shown twice."""
        path = f"{COMPLAINTS}/{segment(ref.id)}/follow-up"
        (await self._http.patch(path, {"note": text}, op="note")).json()
