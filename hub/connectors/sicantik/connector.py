"""One office's output template in SiCantik Cloud."""

from collections.abc import Mapping
from functools import partial

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared, judged
from hub.connectors.sicantik import mapping
from hub.connectors.sicantik.options import Options, Site, check_pattern
from hub.domain.exchange import Capability, Health
from hub.domain.permit import PermitBook, PermitRecord
from hub.errors import Refused

NOBODYS = "-"
"""No application has this number."""


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[sicantik]` section; see `Kind`."""
    site = checked(keys, Options, origin).sicantik
    check_pattern(site.number, "sicantik.number", origin)
    return Prepared(frozenset({Capability.LOOKUP}), False, partial(SicantikConnector, site))


class SicantikConnector:
    """Reads applications; the only query there is."""

    def __init__(self, site: Site, parts: Parts) -> None:
        self.manifest = parts.manifest
        self.book = PermitBook(site.number, site.mentions, site.topics)
        self._site, self._http = site, parts.http

    async def health(self) -> Health:
        """Asks for a number nobody has; never raises."""
        return await judged(self._steps(NOBODYS, "health"))

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def permit(self, application_number: str) -> PermitRecord | None:
        """The application as its newest step shows it."""
        if not self.book.fits(application_number):
            raise Refused("NUMBER_DOES_NOT_FIT")
        return await self._steps(application_number, "permit")

    async def _steps(self, number: str, op: str) -> PermitRecord | None:
        site, zone = self._site, self.manifest.zone
        query = {site.query: f"{site.quote}{number}{site.quote}"}
        reply = await self._http.get(f"/api/TemplateData/keluaran/{site.template}.json", query, op=op)
        return reply.parse(
            lambda body: mapping.to_permit(mapping.steps_of(body, site.rows), number, zone, site.authority)
        )
