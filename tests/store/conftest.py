"""Two databases, one set of tests: every test with a `store` runs on SQLite and on PostgreSQL."""

from tests.stores import *  # noqa: F403
