"""Canned answers (templat tanggapan) in plain service language."""

from typing import Annotated

import strawberry

from hub.domain import template as rules
from hub.schema.agencies import Agency
from hub.schema.desk_words import TemplateKind
from hub.schema.fields import Info, column, nested, reference
from hub.schema.places import Topic

ForCase = Annotated[
    str | None,
    strawberry.argument(
        description="Fill its gaps for this case (nomor aduan); null: the text as it is kept."
    ),
]


def filled_for(tracking_number: ForCase = None) -> str | None:
    """Arguments of `Template.text`."""
    return tracking_number


@strawberry.type(description="A canned answer (templat tanggapan), written in plain words.")
class Template:
    """Reference data of the deployment."""

    row: strawberry.Private[rules.Template]
    code: str = column("templates.code", "Its code (kode).")
    title: str = column("templates.title", "What it is for, for officers (judul).")
    kind: TemplateKind = column("templates.kind", "For which act (jenis).")
    text: str | None = nested(
        "Template.text",
        "The text (isi), ready to be sent; null when you see no such case. Plain text: escape it in HTML.",
        arguments=filled_for,
    )

    @reference("directory.topics", "For cases about this and what is below it (topik); null: any.")
    def topic(self, info: Info) -> Topic | None:
        """By its code."""
        return Topic.maybe(info.context.directory, self.row.topic)

    @reference("directory.agencies", "For this agency only (instansi); null: everybody.")
    def agency(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency) if self.row.agency else None

    @classmethod
    def of(cls, row: rules.Template) -> "Template":
        """From the reference data."""
        return cls(row=row, code=row.code, title=row.title, kind=row.kind)
