"""Whom the hub talks to. A connector speaks one agency's protocol and never sees the database."""
