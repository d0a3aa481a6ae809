"""Word lists as a person writes them: one string, blanks between."""


def words(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())
