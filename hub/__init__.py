"""The hub: one GraphQL schema over Indonesian public-service systems, and a durable way for every case."""
