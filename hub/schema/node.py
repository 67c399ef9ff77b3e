"""Everything that can be asked for by a global id."""

import strawberry

from hub.schema.fields import rule


@strawberry.interface(description="An object (objek) that `node(id:)` finds again by its global id.")
class Node:
    """Relay's object identification."""

    id: strawberry.ID = rule("ids.encode", "Global id (pengenal), opaque.")
