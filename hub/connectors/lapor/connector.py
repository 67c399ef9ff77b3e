"""SP4N-LAPOR! v3 and its tenant sites: one class, one instance file per institution."""

from collections.abc import Mapping, Sequence
from functools import partial

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared, probe
from hub.connectors.lapor import history, mapping
from hub.connectors.lapor.options import Account, Options
from hub.connectors.reply import Reply, segment
from hub.connectors.wild import Wild
from hub.connectors.words import Words
from hub.domain.exchange import Capability, ExternalRef, Health, OutgoingCase, Registered, RemoteCase
from hub.errors import Misunderstood

MOST_PAGES = 50  # of follow-ups to one complaint
ALL = 1000  # entries of a master list
ABILITIES = frozenset({Capability.FORWARD, Capability.FETCH})


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[lapor]` section; see `Kind`."""
    account = checked(keys, Options, origin).lapor
    return Prepared(ABILITIES, True, partial(LaporConnector, account), runs_reply_window=True)


class LaporConnector:
    """One account at LAPOR, bound to its own institution."""

    def __init__(self, account: Account, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._account, self._http, self._clock = account, parts.http, parts.clock
        words = Words({**history.WORDS, **parts.instance.statuses})
        self._site = history.Site(parts.manifest.name, parts.manifest.zone, words)

    async def health(self) -> Health:
        """Asks for one template; never raises."""
        return await probe(self._http, "/masters/templates?page_size=1", mapping.succeeded)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def forward(self, case: OutgoingCase, key: str) -> Registered:
        """Creates the complaint at our own institution. LAPOR knows no key; `content` carries our ticket."""
        body = mapping.to_complaint(case, self._account)
        reply = await self._http.post("/complaints/complaint", json=body, op="forward")
        ref = ExternalRef(self.manifest.name, reply.read(mapping.complaint_id))
        return Registered(ref, needs_hand_over=self._owner_elsewhere(case) is not None)

    async def hand_over(self, ref: ExternalRef, case: OutgoingCase) -> None:
        """Passes the complaint on by rejecting it towards its owner, unless that has happened."""
        owner = self._owner_elsewhere(case)
        if owner is None:
            return
        detail = await self._detail(ref, "hand_over")
        if detail.read(lambda answer: mapping.was_handed_over(answer, owner)):
            return
        path = f"/complaints/process/{segment(ref.id)}/reject"
        reply = await self._http.post(path, json=mapping.to_rejection(owner), op="hand_over")
        reply.read(mapping.succeeded)

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The complaint as LAPOR shows it now, with its history; times are read in the instance's zone."""
        now = self._clock()
        detail = await self._detail(ref, "fetch")
        followups = await self._followups(ref)
        return detail.read(lambda answer: history.to_remote_case(answer, followups, ref, self._site, now))

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Adds a follow-up for the institution that holds the complaint. Sent twice, it is shown twice."""
        detail = await self._detail(ref, "note")
        holder = detail.read(mapping.holder)
        fields = mapping.to_followup(ref, text, holder, self._account)
        parts = [(name, (None, value.encode(), "text/plain")) for name, value in fields.items()]
        (await self._http.post("/complaints/followup/add", files=parts, op="note")).read(mapping.succeeded)

    async def upload(self, files: Sequence[tuple[str, bytes, str]]) -> tuple[int, ...]:
        """Stores (name, content, media type) in one call; the ids for `attachments`, pictures and others."""
        parts = [("attachments[]", file) for file in files]
        reply = await self._http.post("/complaints/complaint/file", files=parts, op="upload")
        return reply.read(mapping.file_ids)

    async def institutions(self) -> dict[str, str]:
        """The institutions a complaint can be handed to: id -> name."""
        reply = await self._http.get("/masters/institutions/external", {"page_size": ALL}, op="masters")
        return reply.read(partial(mapping.master, key="id", value="name"))

    async def templates(self) -> dict[str, str]:
        """The texts of log entries: code -> content with placeholders."""
        reply = await self._http.get("/masters/templates", {"page_size": ALL}, op="masters")
        return reply.read(partial(mapping.master, key="template_code", value="content"))

    async def _detail(self, ref: ExternalRef, op: str) -> Reply:
        return await self._http.get(f"/complaints/{segment(ref.id)}/complaint", op=op)

    async def _followups(self, ref: ExternalRef) -> list[Wild]:
        found: list[Wild] = []
        for page in range(1, MOST_PAGES + 1):
            path = f"/complaints/{segment(ref.id)}/followups"
            reply = await self._http.get(path, {"page": page}, op="fetch")
            entries, more = reply.read(mapping.followup_page)
            found += entries
            if not more:
                return found
        raise Misunderstood("FOLLOWUPS_WITHOUT_END")

    def _owner_elsewhere(self, case: OutgoingCase) -> str | None:
        """The institution to hand over to; None when it is our own."""
        owner = case.owner_external_id
        return None if owner in (None, "", self._account.institution) else owner
