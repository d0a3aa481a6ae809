"""What a message is: appeal, offer, question, update, cancellation, complaint, or something else."""

import re

from clearway.reading.appeals.phrases import first_said, phrases

Piece = tuple[int, int, str]  # start, end, rule

KINDS = ("appeal", "offer", "question", "update", "cancel", "complaint", "other")

_LEXICON = phrases("kind")
_CANCEL = _LEXICON["cancel"]
_STILL_THERE = _LEXICON["still there"]
_OFFER = _LEXICON["offer"]
_NOT_OFFER = _LEXICON["not offer"]
_UPDATE = _LEXICON["update"]
_COMPLAINT = _LEXICON["complaint"]
_ASKS = _LEXICON["asks"]
_ASKS_ABOUT = re.compile(
    r"\s*(?:(?:is|are) (?:there|the|it|any)|where|when|which|what|how|есть ли|где|когда|куда|откуда|"
    r"во сколько|чи є|де|коли|куди|звідки)\b"
)
_OFF_THE_LIST = re.compile(r"(?:please )?(?:take|remove) (?:us|me|(?:our|my) \w+) (?:off|from)[^.!?]*")
_HELP = _LEXICON["help"]
_MOVED = _LEXICON["moved"]
_WROTE_BEFORE = _LEXICON["wrote before"]


def find_kind(
    text: str,
    *,
    needs: list[str],
    vulnerable: list[str],
    people: int | None,
    has_address: bool,
    has_contact: bool,
) -> tuple[str, Piece | None]:
    """Return the kind of a message and the words that decide it, if words do.

    text : in small letters; the rest is what was read from it, needs told in so many words.
    """
    urgent_needs = [need for need in needs if need not in ("information", "pet")]
    cancel = first_said(_CANCEL, text)
    if cancel and not _STILL_THERE.search(text) and not _begs(text, urgent_needs):
        return "cancel", (*cancel, "kind.cancel")
    offer = first_said(_OFFER, text)
    if offer and not _NOT_OFFER.search(text):
        return "offer", (*offer, "kind.offer")
    in_need = bool(urgent_needs or vulnerable) or people is not None
    complaint = first_said(_COMPLAINT, text)
    if complaint and not (in_need or has_address or has_contact or "information" in needs):
        return "complaint", (*complaint, "kind.complaint")
    asked = _is_question(text)
    if (
        asked
        and not (has_address and (people or vulnerable))
        and not _asks_for_help(text, urgent_needs, people)
    ):
        return "question", (*asked, "kind.question")
    update = first_said(_UPDATE, text)
    if update and (has_address or has_contact or people):
        return "update", (*update, "kind.update")
    if in_need or has_address:
        return "appeal", None
    if help_said := first_said(_HELP, text):
        return "appeal", (*help_said, "kind.help")
    if asked or "information" in needs:
        return "question", (*(asked or (0, len(text))), "kind.question")
    return "other", None


def says_moved(text: str) -> bool:
    """Whether a message says that the address is another now: "we have moved", "адрес другой"."""
    return first_said(_MOVED, text) is not None


def says_wrote_before(text: str) -> bool:
    """Whether a message says that it is not the first: "still waiting", "пишу второй раз"."""
    return first_said(_WROTE_BEFORE, text) is not None


def _begs(text: str, urgent_needs: list[str]) -> bool:
    return bool(urgent_needs) and _NOT_OFFER.search(_OFF_THE_LIST.sub("", text)) is not None


def _is_question(text: str) -> tuple[int, int] | None:
    mark = text.find("?")
    match = _ASKS.search(text)
    if match and (mark >= 0 or text.lstrip().startswith(match.group())) and (mark >= 0 or len(text) < 120):
        return (mark, mark + 1) if mark >= 0 else match.span()
    return None


def _asks_for_help(text: str, urgent_needs: list[str], people: int | None) -> bool:
    """Whether a question is really a request: "could you pick us up?"."""
    if _ASKS_ABOUT.match(text) and not people:
        return False
    pressing = [
        need for need in urgent_needs if need not in ("evacuation", "transport", "fuel", "shelter", "power")
    ]
    if pressing or (people or 0) > 1:
        return True
    return _NOT_OFFER.search(text) is not None or (bool(urgent_needs) and "?" not in text)
