"""What is needed to find cases with nearly the same words: a few keyed hashes of each."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from hub.store.metadata import metadata

case_sketches = Table(
    "case_sketches",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),  # regency, or province where no more was told
    Column("day", Integer, nullable=False),
    Index("ix_case_sketches_place_hash_day", "place", "hash", "day"),
)
