"""What the hub remembers. SQLAlchemy Core, explicit columns, rows to frozen values."""
