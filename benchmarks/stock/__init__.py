"""The rival: the same part of the schema, written the way the documentation of its packages shows it.

Strawberry's own ASGI view, SQLAlchemy's ORM with one session per request, Strawberry's DataLoader, uvicorn
with its defaults. Nothing is slowed down on purpose, and it is spared much of what the hub does: it has no
scopes, cursors, cost limits, routing rules, encryption, statistics or receipts that survive a repetition.
"""
