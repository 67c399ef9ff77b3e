"""Names and number types that all tables share."""

from sqlalchemy import BigInteger, MetaData
from sqlalchemy.dialects import sqlite

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite numbers rows by itself only for the exact type INTEGER.
Position = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
