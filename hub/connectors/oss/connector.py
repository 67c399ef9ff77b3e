"""OSS-RBA, asked by business number (NIB)."""

from collections.abc import Mapping
from functools import partial

from msgspec import Struct

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared, judged
from hub.connectors.narrow import word_of
from hub.connectors.oss import mapping
from hub.connectors.oss.mapping import Envelope, Standing
from hub.domain.exchange import Capability, Health
from hub.domain.permit import LicenceAuthority, PermitBook, PermitRecord
from hub.errors import Refused, Unreachable

NUMBER = r"\d{13}"
NOBODYS = "0" * 13
"""No business has this number; what is answered to it proves that our key is taken."""


class Service(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[oss]` section."""

    topics: dict[LicenceAuthority, str]  # authority -> our topic
    mentions: tuple[str, ...] = ("nib", "nomor induk berusaha")  # before a number in a citizen's text
    standing_body: str = "IZINSTATUS"  # editions differ: also CHECKLICENSESTATUS


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    oss: Service


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[oss]` section; see `Kind`."""
    service = checked(keys, Options, origin).oss
    if not service.mentions:
        advice = "name a word: other numbers have 13 digits too, such as telephone numbers"
        raise origin.fault("BAD_VALUE", "oss.mentions", advice)
    return Prepared(frozenset({Capability.LOOKUP}), False, partial(OssConnector, service))


class OssConnector:
    """Two reads that ask by POST: the business number with its licences, then how the newest one stands."""

    def __init__(self, service: Service, parts: Parts) -> None:
        self.manifest = parts.manifest
        self.book = PermitBook(NUMBER, service.mentions, service.topics)
        self._service, self._http = service, parts.http

    async def health(self) -> Health:
        """Asks for a number nobody has; never raises."""
        return await judged(self._ask("inqueryNIB", "INQUERYNIB", "health", nib=NOBODYS))

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def permit(self, application_number: str) -> PermitRecord | None:
        """The newest licence of the business number; `authority` is that of all its licences together."""
        if not self.book.fits(application_number):
            raise Refused("NUMBER_DOES_NOT_FIT")
        answer = await self._ask("inqueryNIB", "INQUERYNIB", "permit", nib=application_number)
        found = mapping.business(answer)
        if found is None:
            return None
        newest = found.newest()
        licence = word_of(newest.id_izin) if newest else ""
        return mapping.to_permit(found, await self._standing(licence), self.manifest.zone)

    async def _standing(self, licence: str) -> Standing:
        if not licence:
            return Standing()
        name = self._service.standing_body
        return mapping.standing(await self._ask("checkLicenseStatus", name, "permit", id_izin=licence))

    async def _ask(self, method: str, name: str, op: str, **fields: str) -> Envelope:
        reply = await self._http.post(f"/{method}", json=mapping.wrapped(name, **fields), op=op, safe=True)
        answer = reply.parse(mapping.envelope)
        fault = reply.parse(lambda _: mapping.failure(answer))
        if isinstance(fault, Unreachable):
            reply.spoil()
        if fault is not None:
            raise fault
        return answer
