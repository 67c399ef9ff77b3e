"""A portal of open data, by CKAN's action API (version 3)."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from msgspec import Meta, Struct

from hub.connectors.ckan import mapping
from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared, judged
from hub.connectors.wild import Wild
from hub.domain.exchange import Health
from hub.domain.opendata import DataFile, DataSet, HeldSet
from hub.errors import CredentialFault

ACTION = "/api/3/action/"
GONE, CLASH = frozenset({404}), frozenset({404, 409})
Name = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{2,100}$")]


class Portal(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[ckan]` section."""

    organisation: Name  # short name of the organisation there that publishes
    licence: str = "cc-by"  # id of a licence the portal knows
    tags: tuple[str, ...] = ("pengaduan", "sp4n-lapor", "pelayanan-publik")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    ckan: Portal


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[ckan]` section; see `Kind`. It has no ability of the schema: no case ever goes there."""
    portal = checked(keys, Options, origin).ckan
    return Prepared(frozenset(), False, partial(CkanConnector, portal))


class CkanConnector:
    """`PublishesData`: one data set, its words, its files. Nothing here deletes."""

    def __init__(self, portal: Portal, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._portal, self._http = portal, parts.http

    async def health(self) -> Health:
        """Whether the portal knows our token as one that may publish for the organisation; never raises."""
        return await judged(self._allowed())

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def data_set(self, name: str) -> HeldSet | None:
        """See `PublishesData`."""
        reply = await self._http.get(
            f"{ACTION}package_show", {"id": name, "include_tracking": "false"}, accept=GONE, op="publish"
        )
        package = reply.read(mapping.found)
        return None if package is None else self._held(package)

    async def create_set(self, data: DataSet) -> HeldSet:
        """See `PublishesData`; it stays hidden until `describe_set`."""
        return self._held(await self._act("package_create", self._package(data, hidden=True)))

    async def describe_set(self, held: HeldSet, data: DataSet) -> None:
        """See `PublishesData`."""
        await self._act("package_patch", {**self._package(data, hidden=False), "id": held.id})

    async def put_file(self, held: HeldSet, file: DataFile, at: str | None) -> None:
        """See `PublishesData`."""
        action = "resource_create" if at is None else "resource_patch"
        reply = await self._http.post(
            f"{ACTION}{action}", files=mapping.parts(file, held.id, at), accept=CLASH, op="publish"
        )
        reply.read(mapping.result)

    async def _act(self, action: str, json: mapping.Package) -> Wild:
        reply = await self._http.post(f"{ACTION}{action}", json=json, accept=CLASH, op="publish")
        return reply.read(mapping.result)

    async def _allowed(self) -> None:
        query = {"permission": "create_dataset"}
        reply = await self._http.get(f"{ACTION}organization_list_for_user", query, op="health")
        if not mapping.may_publish(reply.read(mapping.result), self._portal.organisation):
            raise CredentialFault("MAY_NOT_PUBLISH")

    def _package(self, data: DataSet, hidden: bool) -> mapping.Package:
        portal = self._portal
        return mapping.package(data, portal.organisation, portal.licence, portal.tags, hidden)

    def _held(self, package: Wild) -> HeldSet:
        return mapping.held(package, self._portal.organisation)
