"""Offices whose cases travel as files, and every file that was made for them or taken from them."""

from sqlalchemy import Column, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant, Json

bundle_offices = Table(
    "bundle_offices",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("chain", Text, nullable=False),  # another one whenever the office is enrolled anew
    Column("public", Text, nullable=False),  # the office's public key
    Column("enrolled_at", Instant, nullable=False),
)

bundles = Table(
    "bundles",
    metadata,
    Column("chain", Text, primary_key=True),
    Column("direction", Text, primary_key=True),  # OUT to the office, IN from it
    Column("number", Integer, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 of the whole file
    Column("seen", Integer, nullable=False),  # OUT: newest IN it acknowledges; IN: newest OUT it acknowledges
    Column("place", Text),  # OUT: everything up to here in the feed has been told
    Column("results", Json),  # IN: what became of each act, never its text
    Column("at", Instant, nullable=False),
)
