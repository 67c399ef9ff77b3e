"""Relay pages: the part every connection shares."""

from typing import Annotated, TypeVar

import strawberry

from hub.domain.paging import Page
from hub.schema.fields import rule
from hub.schema.scalars import Cursor

Item = TypeVar("Item")

First = Annotated[int, strawberry.argument(description="How many to answer (jumlah), 0 to 100.")]
FirstOrNone = Annotated[
    int | None,
    strawberry.argument(description="How many from the front (jumlah), 0 to 100; 20 when neither is given."),
]
LastOrNone = Annotated[
    int | None, strawberry.argument(description="How many from the end (jumlah), 0 to 100.")
]
After = Annotated[
    Cursor | None, strawberry.argument(description="Continue behind this cursor (penanda posisi).")
]
Before = Annotated[
    Cursor | None, strawberry.argument(description="Stop before this cursor (penanda posisi).")
]


@strawberry.type(description="Where a page (halaman) lies in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = rule("page.has_next", "More follow (halaman berikut).")
    has_previous_page: bool = rule("page.has_previous", "More precede (halaman sebelumnya).")
    start_cursor: Cursor | None = rule(
        "page.first cursor", "Cursor of the first row (penanda awal); null when empty."
    )
    end_cursor: Cursor | None = rule(
        "page.last cursor", "Cursor of the last row (penanda akhir); send it as `after` for the next page."
    )

    @classmethod
    def of(cls, page: Page[Item]) -> "PageInfo":
        """Of a page whose cursors are sealed already."""
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=Cursor(page.edges[0].cursor) if page.edges else None,
            end_cursor=Cursor(page.edges[-1].cursor) if page.edges else None,
        )
