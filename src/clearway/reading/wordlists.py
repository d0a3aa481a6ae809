"""Word lists as people write them: blanks between words, or a file of the folder `lexicon` with sections."""

from importlib.resources import files


def words(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())


def sections_of(name: str) -> dict[str, list[str]]:
    """Return the lines of a lexicon file under each `[section]`; `#` starts a comment line."""
    text = files("clearway.reading").joinpath("lexicon", name).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[] \t"), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line.strip())
    return found
