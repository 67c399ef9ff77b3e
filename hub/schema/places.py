"""Where a case is, what it is about and how it came in."""

from typing import Optional

import strawberry

from hub.domain import directory as reference_data
from hub.domain.case import GeoPoint as Point
from hub.domain.directory import Directory
from hub.domain.region import is_code, level
from hub.schema.fields import Info, column, reference


@strawberry.type(description="A place (wilayah) by its Kemendagri code.")
class Region:
    """Regions come from the reference data, never from a case."""

    parent_code: strawberry.Private[str | None]
    code: str = column("regions.code", "Dotted Kemendagri code (kode wilayah), for example 62.01.02.")
    name: str = column("regions.name", "Name of the place (nama wilayah).")
    level: int = column(
        "regions.level", "1 province, 2 regency or city, 3 district, 4 village (tingkat wilayah)."
    )

    @reference("directory.regions", "The place around it (wilayah induk); null for a province.")
    def parent(self, info: Info) -> Optional["Region"]:
        """One level up."""
        return Region.maybe(info.context.directory, self.parent_code)

    @classmethod
    def of(cls, row: reference_data.Region) -> "Region":
        """From the reference data."""
        return cls(code=row.code, name=row.name, level=row.level, parent_code=row.parent)

    @classmethod
    def known(cls, directory: Directory, code: str) -> "Region":
        """The place of a code a case carries; a code the reference data lost is shown as it is."""
        row = directory.regions.get(code)
        if row is not None:
            return cls.of(row)
        return cls(code=code, name=code, level=level(code) if is_code(code) else 0, parent_code=None)

    @classmethod
    def maybe(cls, directory: Directory, code: str | None) -> "Region | None":
        """The place of a code, if there is one."""
        row = directory.regions.get(code) if code is not None else None
        return cls.of(row) if row is not None else None


@strawberry.type(description="What a case is about (topik).")
class Topic:
    """Topics come from the reference data."""

    parent_code: strawberry.Private[str | None]
    code: str = column("topics.code", "Code of the topic (kode topik).")
    name: str = column("topics.name", "Name of the topic (nama topik).")

    @reference("directory.topics", "The wider topic (topik induk).")
    def parent(self, info: Info) -> Optional["Topic"]:
        """One level up."""
        return Topic.maybe(info.context.directory, self.parent_code)

    @classmethod
    def of(cls, row: reference_data.Topic) -> "Topic":
        """From the reference data."""
        return cls(code=row.code, name=row.name, parent_code=row.parent)

    @classmethod
    def maybe(cls, directory: Directory, code: str | None) -> "Topic | None":
        """The topic of a code, if there is one."""
        row = directory.topics.get(code) if code is not None else None
        return cls.of(row) if row is not None else None


@strawberry.type(description="The portal or system a case entered by (kanal).")
class Channel:
    """Channels come from the reference data."""

    code: str = column("channels.code", "Code of the channel (kode kanal).")
    name: str = column("channels.name", "Name of the channel (nama kanal).")

    @classmethod
    def known(cls, directory: Directory, code: str) -> "Channel":
        """The channel of a code; one that is no longer listed shows its code."""
        return cls(code=code, name=directory.channels.get(code, code))


@strawberry.type(description="A point on the map (titik lokasi), WGS 84.")
class GeoPoint:
    """Where it happened, as the reporter set it."""

    latitude: float = column("cases.latitude", "Degrees north (lintang), -90 to 90.")
    longitude: float = column("cases.longitude", "Degrees east (bujur), -180 to 180.")

    @classmethod
    def of(cls, point: Point) -> "GeoPoint":
        """From the case."""
        return cls(latitude=point.latitude, longitude=point.longitude)
