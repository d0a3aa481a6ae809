"""Which types of claim a sentence makes, by the words that stand for them (`lexicon/claims_*.txt`).

A simile is no attack, a heart attack is none, and "after the attack" only points at one. "No comment" and
"could not confirm" are no denials. What only points at an event is not counted as telling of it.
"""

import re
from dataclasses import dataclass

from clearway.reading.wordlists import sections_of

TYPES = (
    "casualties",
    "damage",
    "attack",
    "evacuation",
    "displacement",
    "closure",
    "accommodation_offer",
    "capacity_limit",
    "alert_interception",
    "outage",
    "advice",
    "appeal",
    "denial",
    "responsibility_claim",
    "blame",
    "territory_claim",
    "loss_claim",
    "military_movement",
    "rumour",
    "verification",
    "statement",
    "plan",
    "preparation",
    "opinion",
    "background",
)
PHYSICAL = frozenset(TYPES[:10])


def _compiled(name: str) -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    listed = sections_of(name)
    joined = {
        key: re.compile("|".join(rf"(?:\b(?:{line}))" for line in lines)) for key, lines in listed.items()
    }
    mask = joined.pop("mask all")
    return mask, {kind: joined[kind] for kind in TYPES if kind in joined}


_LEXICON = {"en": _compiled("claims_en.txt"), "cyrillic": _compiled("claims_cyrillic.txt")}
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ONLY_POINTS = re.compile(
    r"(?:\b(?:after|following|in response to|in retaliation for|amid|against|for (?:the|"
    r"these|those|prior)|prior|(?<!report )(?<!reports )of|from|since|because of|due to|"
    r"despite|fears?(?: of)?|fear|"
    r"target for|targets? of|a period of|waves? of|launch|threat of|risk of|"
    r"protect\w* (?:\w+ )?from|hide from|survived|responsib\w+ for|"
    r"после|вследствие|из-за|от|против|угроз\w+|во время|под|опас\w+|боятся|після|"
    r"внаслідок|через|від|проти|загроз\w+|під час|під|побоюю\w+)\s(?:[\w'-]+\s){0,4})$"
)
_EFFECT = re.compile(
    r"(?:\s[\w'-]+){0,5}?\s(?:killed|wounded|injured|damaged|destroyed|left|resulted|hit|"
    r"struck|caused|claimed|took|burned|forced|"
    r"occurred|continued|began|was|were|повредил\w*|разрушил\w*|погиб\w*|ранен\w*|"
    r"пострада\w*|пошкод\w*|загин\w*|поранен\w*|постражд\w*|зруйн\w*|повреж\w*|"
    r"уничтож\w*)\b"
)
_AFTER = re.compile(
    r"\b(?:after|following|in|from|после|при|вследствие|из-за|во время|після|внаслідок|через|під час)"
    r"\s(?:[\w'-]+\s){0,4}$"
)
_TARGET = re.compile(r" (?:on|against|по|на)(?: an?| the)? (?!\w*day\b|\d)\w")
_NOUN_ATTACK = re.compile(
    r"(?:[\w-]+ )*(?:attacks?|assaults?|shelling|strikes?|airstrikes?|bombing|bombings|"
    r"bombardment|explosions?|raids?|barrage|shootings?|"
    r"атак\w*|обстрел\w*|обстріл\w*|удар\w*|взрыв\w*|вибух\w*|прил[её]т\w*|приліт|рейд\w*|"
    r"налёт\w*|бой|бои|бої|боїв|боёв|боев)"
)
_NOUN_CASUALTY = re.compile(r"deaths?|casualt(?:y|ies)|victims?|гибел\w+|жертв\w*|загибел\w+")
_MILITARY_SUBJECT = re.compile(
    r"\b(?:troops?|soldiers?|servicemen|forces|battalions?|army|navy|fleet|солдат\w*|"
    r"войск\w*|военн\w*|армия|військ\w*|солдат\w*)\b"
)
_CIVILIANS = re.compile(
    r"\b(?:refugees?|residents?|civilians?|people|families|беженц\w*|жител\w*|люд\w*|біженц\w*|мешкан\w*)\b"
)
_NEGATED = re.compile(r"(?:\b(?:not|never|no longer|n't|not been|не|нет|немає)\s(?:\w+\s){0,2})$")


@dataclass(frozen=True)
class Frame:
    """A type a sentence claims, with the words (plain offsets) that say so."""

    kind: str
    start: int
    end: int


def small(text: str) -> str:
    """Return a text in small letters, character for character."""
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def frames_of(plain: str, start: int, end: int) -> list[Frame]:
    """Return the types that a sentence claims, strongest evidence first found; none for plain narration."""
    text = small(plain[start:end]).replace("\n", " ").replace("\r", " ")
    mask, patterns = _LEXICON["cyrillic" if _CYRILLIC.search(text) else "en"]
    quiet = mask.sub(lambda match: "\x02" * len(match.group()), text)
    found: dict[str, Frame] = {}
    for kind, pattern in patterns.items():
        match = _first(kind, pattern, quiet)
        if match is not None:
            found[kind] = Frame(kind, start + match.start(), start + match.end())
    kept = _settled(found, quiet, start)
    return [frame for kind, frame in found.items() if kind in kept]


def _first(kind: str, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first match that tells of the thing itself, not only points at it."""
    for match in pattern.finditer(text):
        if _points_only(kind, match, text):
            continue
        if kind in ("closure", "attack", "damage", "evacuation") and _NEGATED.search(text[: match.start()]):
            continue
        return match
    return None


def _points_only(kind: str, match: re.Match[str], text: str) -> bool:
    """Say whether a noun only points at an event: "after the attack", "blamed for the deaths"."""
    noun = {"attack": _NOUN_ATTACK, "casualties": _NOUN_CASUALTY}.get(kind)
    if noun is None or not noun.fullmatch(match.group().strip()):
        return False
    before = text[max(0, match.start() - 60) : match.start()]
    if kind == "attack" and _AFTER.search(before) and _TARGET.match(text, match.end()):
        return False  # "after the drone strike on the terminal" tells what was hit
    return _ONLY_POINTS.search(before) is not None and not _EFFECT.match(text, match.end())


# What a denial denies is not told as a claim of its own.
_DENIED = frozenset(
    [
        *("attack", "casualties", "damage", "closure", "evacuation", "territory_claim", "loss_claim"),
        *("military_movement", "blame", "responsibility_claim", "rumour", "opinion", "plan"),
    ]
)
_SHOT = re.compile(
    r"(?:destroy\w*|уничтож\w*|знищ\w*)[^.;]{0,40}(?:drone|missile|uav|беспилот|дрон|бпла|ракет|безпілот|шахед)"
)
_CALLED_RUMOUR = re.compile(r"\b(?:rumou?rs?|слух\w*|чутк\w*|чуток)\b")
_TAKEN_IN = re.compile(
    r"(?:for|host|take|accommodate|house|shelter|receive|welcome|принять|прийняти|прийме|примет|приймуть|"
    r"примут|разместить|розмістити|для|приютит\w*|прихист\w*) [^.;,]{0,30}"
    r"(?:refugees|displaced|беженц|біженц|переселен|переміщен)"
)
_CLAUSE_END = re.compile(r"[;:,]|\s(?:but|while|however|но|однако|але|проте)\s")
_WEAK = ("opinion", "background", "plan", "preparation", "statement")


def _apart(found: dict[str, Frame], text: str, start: int, *kinds: str) -> bool:
    """Say whether two types are told in different clauses of a sentence that begins at `start`."""
    if not all(kind in found for kind in kinds):
        return False
    first, second = sorted((found[kind] for kind in kinds), key=lambda frame: frame.start)
    return _CLAUSE_END.search(text[first.end - start : max(first.end, second.start) - start]) is not None


def _settled(found: dict[str, Frame], text: str, start: int) -> set[str]:
    """Return the types that stay when some rule out others."""
    kept = set(found)
    if "verification" in kept:
        kept -= {
            "attack",
            "denial",
            *(() if _CALLED_RUMOUR.search(text) else ("rumour",)),
            "opinion",
            "plan",
            "background",
            "territory_claim",
            "casualties",
            "blame",
        }
    if "denial" in kept:
        kept -= _DENIED - ({"rumour"} if _apart(found, text, start, "rumour", "denial") else set())
    if "responsibility_claim" in kept:
        kept -= {"attack"}
    if "loss_claim" in kept:
        kept -= {"damage"}
        if not re.search(r"civilian|resident|child|wom[ae]n|мирн|жител|дит|дет", text):
            kept.discard("casualties")
    if "displacement" in kept and _MILITARY_SUBJECT.search(text) and not _CIVILIANS.search(text):
        kept = (kept - {"displacement"}) | ({"military_movement"} & set(found))
    if "alert_interception" in kept and _SHOT.search(text):
        kept.discard("damage")
    if "capacity_limit" in kept and not _apart(found, text, start, "accommodation_offer", "capacity_limit"):
        kept.discard("accommodation_offer")
    if kept & {"accommodation_offer", "capacity_limit"} and _TAKEN_IN.search(text):
        kept.discard("displacement")
    if "advice" in kept:
        kept -= {"plan", "preparation", "displacement", "appeal"}
    if "preparation" in kept:
        kept -= {"plan", "opinion"}
    if kept & PHYSICAL:
        kept -= {"opinion", "background", "plan"}
    strong = kept - set(_WEAK)
    if strong:
        kept.discard("background")
        if strong - {"appeal", "rumour", "blame"}:
            kept.discard("opinion")
        kept.discard("plan")
    if "plan" in kept:
        kept -= {"background"}
    if "opinion" in kept:
        kept.discard("background")
    return kept
