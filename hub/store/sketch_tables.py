"""What is needed to find cases with nearly the same words: a few keyed hashes of each."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from hub.store.metadata import metadata

case_sketches = Table(
    "case_sketches",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),  # regency, or the province where no more was told
    Column("province", Text, nullable=False),
    Column("at", BigInteger, nullable=False),  # microseconds since 1970: hardly two cases have the same
    Index("ix_case_sketches_place_hash_at", "place", "hash", "at"),
    Index("ix_case_sketches_province_hash_at", "province", "hash", "at"),
)
