"""What the people of an appeal need: to get out, a doctor, water, a lift for a pram, somebody to knock.

Rules first; for English the category model is asked as well, and believed only where it was right in
8 of 10 messages held out. To get out is taken as meant when an appeal gives people or a place and asks
for nothing else that could be brought to them.
"""

import re
from collections.abc import Mapping

from clearway.reading.appeals.categories import category_model
from clearway.reading.appeals.phrases import first_said, lexicon, phrase, phrases

Piece = tuple[int, int, str]  # start, end, rule
Place = tuple[int, int]  # start, end

NEEDS = (
    "evacuation",
    "transport",
    "rescue",
    "medical",
    "medicine",
    "stretcher",
    "power",
    "water",
    "food",
    "shelter",
    "fuel",
    "pet",
    "information",
    "welfare_check",
)

_LEXICON = phrases("needs")
_BETWEEN = r"\s(?:[^\W\d_]+(?:'[^\W\d_]+)?\s){0,3}?"


def _any(section: str) -> str:
    return "(?:" + "|".join(lexicon("needs")[section]) + ")"


def _lack(en: str, ru: str, uk: str) -> str:
    """Return a pattern for "no water", "water ran out", "воды нет", "закінчилась вода"."""
    patterns = [rf"{_any('no en')}{_BETWEEN}(?:{en})", rf"(?:{en}){_BETWEEN}{_any('gone en')}(?!\w)"]
    for language, thing in (("ru", ru), ("uk", uk)):
        lack = _any(f"no {language}")
        patterns += [
            rf"{lack}{_BETWEEN}(?:{thing})",
            rf"(?:{thing}){_BETWEEN}{lack}(?!\w)",
            rf"(?:{thing})\s{_any(f'only {language}')}",
        ]
    return "|".join(patterns)


def _with_lacking() -> dict[str, re.Pattern[str]]:
    """Return the needs whose phrases hold their own "no"; a "not" before them does not deny them."""
    found = dict(phrases("needs", "need with its own no"))
    for title, words in lexicon("needs").items():
        if title.startswith("lack."):
            need = title.removeprefix("lack.")
            found[need] = phrase(_lack(*words), *lexicon("needs")[f"need with its own no.{need}"])
    return found


_NEEDS = phrases("needs", "need")
_OWN_NEGATION = _with_lacking()
_HAVE = {
    need: phrase(
        rf"(?:have|has|got|enough|plenty of|there is|there are|with)\s(?:[^\W\d_]+\s){{0,3}}?"
        rf"{_any(f'has.{need}')}",
        rf"{_any(f'has.{need}')} (?:is|are) (?:fine|ok|enough|available)",
    )
    for need in phrases("needs", "has")
}
_HAVE_ALREADY = phrases("needs", "has already")
_HAS_TRANSPORT = _LEXICON["has transport"]
_STAYS = _LEXICON["stays"]
_NO_LIFT = _LEXICON["no lift"]
_ASKED_TO_BRING = _LEXICON["asked to bring"]
_CAN_BE_BROUGHT = frozenset({"water", "food", "medicine", "power", "fuel"})
_INSTEAD_OF_LEAVING = frozenset({"rescue", "welfare_check", "medical"})

# The categories of the model that name a need of ours.
_OF_CATEGORY = {
    "water": "water",
    "food": "food",
    "shelter": "shelter",
    "medical_help": "medical",
    "medical_products": "medicine",
    "electricity": "power",
    "transport": "transport",
}


def find_needs(
    plain: str, text: str, vulnerable: Mapping[str, Place], *, language: str, people_or_place: bool
) -> tuple[list[str], list[Piece]]:
    """Return the needs of an appeal and the words that say so.

    plain, text : the message as written, and in small letters; vulnerable : who is among the people,
    and where it says so
    people_or_place : whether it says how many or where, so that somebody could go there
    """
    pieces: dict[str, Piece] = {}
    for need, pattern in _NEEDS.items():
        if span := first_said(pattern, text):
            pieces[need] = (*span, f"needs.{need}")
    for need, pattern in _OWN_NEGATION.items():
        if match := pattern.search(text):
            pieces[need] = (*match.span(), f"needs.{need}")
    _weigh(text, vulnerable, pieces)
    if language == "en":
        for category in sorted(category_model().is_sure_of(plain) & _OF_CATEGORY.keys()):
            need = _OF_CATEGORY[category]
            has_it = any(need in have and have[need].search(text) for have in (_HAVE, _HAVE_ALREADY))
            if not has_it:
                pieces.setdefault(need, (0, len(plain), f"model.{category}"))
    if "evacuation" not in pieces and people_or_place and _means_to_leave(text, pieces):
        pieces["evacuation"] = (0, len(text), "needs.evacuation.implied")
    found = [need for need in NEEDS if need in pieces]
    return found, [pieces[need] for need in found]


def _weigh(text: str, vulnerable: Mapping[str, Place], pieces: dict[str, Piece]) -> None:
    """Let one thing said weigh against another: a car at hand, a wish to stay, stairs and no lift."""
    if (have := first_said(_HAS_TRANSPORT, text)) and "transport" in pieces:
        said = pieces["transport"]
        if not _share(have, said) and said[0] < have[0]:
            del pieces["transport"]
    if _STAYS.search(text):
        pieces.pop("evacuation", None)
    if "bedridden" in vulnerable and "stretcher" not in pieces:
        pieces["stretcher"] = (*vulnerable["bedridden"], "needs.stretcher.bedridden")
    lift = _NO_LIFT.search(text)
    if lift and "wheelchair" in vulnerable:
        pieces.setdefault("stretcher", (*lift.span(), "needs.stretcher.no_lift"))
    if "injured" in vulnerable:
        pieces.setdefault("medical", (*vulnerable["injured"], "needs.medical.injured"))
    # A dark house is a reason to leave; with a breathing machine it is a need of its own.
    dark = pieces.get("power") if "evacuation" in pieces and "oxygen" not in vulnerable else None
    if dark and not _is_asked_for(text, dark):
        del pieces["power"]


def _share(a: tuple[int, int], b: Piece) -> bool:
    """Whether two places in a text share a character."""
    return a[0] < b[1] and b[0] < a[1]


def _is_asked_for(text: str, piece: Piece) -> bool:
    """Whether something is asked for at a place, not only told."""
    return _ASKED_TO_BRING.search(text, max(0, piece[0] - 12), piece[1]) is not None


def _means_to_leave(text: str, pieces: dict[str, Piece]) -> bool:
    if _STAYS.search(text) or _INSTEAD_OF_LEAVING & pieces.keys() or set(pieces) == {"information"}:
        return False
    brought = _CAN_BE_BROUGHT & pieces.keys()
    return not any(_is_asked_for(text, pieces[need]) for need in brought)
