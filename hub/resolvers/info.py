"""The `info` of a resolver, typed."""

import strawberry

from hub.resolvers.context import Context

Info = strawberry.Info[Context, None]
