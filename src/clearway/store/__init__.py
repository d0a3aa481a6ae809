"""Keeps and fetches records; the only room that knows SQL."""

from clearway.store.database import Database
from clearway.store.journal import Journal, Line
from clearway.store.store import Store

__all__ = ["Database", "Journal", "Line", "Store"]
