"""Phrases that mark a line as a page's furniture; the list itself is `lexicon/furniture.txt`."""

import re

from clearway.reading.wordlists import sections_of

_LISTED = sections_of("furniture.txt")


def _any_of(section: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in _LISTED[section])


WHOLE = re.compile(rf"(?:\W|\d){{0,40}}(?:{_any_of('whole')})(?:\W|\d){{0,40}}")
OPENING = re.compile(rf"\W{{0,20}}(?:{_any_of('opening')})")
ANYWHERE = re.compile(_any_of("anywhere"))
OTHER_STORIES = re.compile(rf"\W{{0,20}}(?:{_any_of('heading')})")
