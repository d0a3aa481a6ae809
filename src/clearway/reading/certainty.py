"""How sure a claim is said to be: asserted, claimed, denied, unconfirmed, offered, planned or an opinion.

It follows from the type, the cue ("claimed" is not "said"), the hedge ("may have", "якобы") and the voice:
what a side of a fight says of its own attacks, gains and losses is claimed, whatever verb carries it.
"""

import re

from clearway.reading.attributions import Attribution

_HEDGE = re.compile(
    r"\b(?:may (?:have|be)|might|could have|appear(?:s|ed) to|apparently|allegedly|"
        r"reportedly|unconfirmed|possibly|perhaps|believed to|suspected|"
    r"presumably|seem(?:s|ed) to|(?<!no )reports? of|it is unclear|preliminary|"
    r"not (?:yet )?(?:been )?confirmed|"
    r"подтверждени\w+ (?:\w+ )?нет|підтверджен\w+ (?:\w+ )?немає|якобы|"
        r"возможно|предположительно|вероятно|по предварительн\w+|похоже|"
    r"неподтвержд\w+|нібито|начебто|можливо|ймовірно|імовірно|за попередн\w+|схоже|непідтверджен\w+)", re.I,
)  # fmt: skip
_OFFER = re.compile(
    r"\b(?:offer\w*|would be|can relocate|предлага\w+|предложил\w*|готов\w* принять|"
    r"готов\w* разместить|пропону\w+|запропон\w+|готов\w* прийняти)",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|going to|plans? to|planned|intends?|due to (?:be|receive|"
        r"arrive|start|begin|open)|scheduled|set to|is considering|are considering|"
    r"tomorrow|планиру\w+|намерен\w*|будет|будут|завтра|начн\w+ся|состоится|плану\w+|буде|"
        r"будуть|відбудеться|розпочнеться)\b", re.I,
)  # fmt: skip
_CONFIRMED = re.compile(
    r"(?<!not )(?<!not been )(?<!un)\b(?:confirmed|verified|geolocated|authenticated)\b|"
    r"подтвержден\w* официально",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not|n't|unable|impossible|no|never|unclear|не|нет|немає|невозможно|неможливо)\b|n't", re.I
)
_PARTISAN = frozenset(
    [
        "attack",
        "territory_claim",
        "loss_claim",
        "responsibility_claim",
        "blame",
        "military_movement",
        "alert_interception",
    ]
)
_SIDES = frozenset(["military", "armed_group", "government"])


def certainty_of(kind: str, sentence: str, voice: Attribution) -> str:
    """Return how sure a claim of a type is, given its sentence and who says it."""
    if kind == "denial":
        return "denied"
    if kind == "verification":
        return "asserted" if _CONFIRMED.search(sentence) and not _NOT.search(sentence) else "unconfirmed"
    if kind == "rumour":
        return "unconfirmed"
    if kind == "opinion":
        return "opinion"
    if kind == "accommodation_offer" or (kind == "evacuation" and _OFFER.search(sentence)):
        return "offered"
    if kind == "plan" or (kind in ("evacuation", "closure", "statement") and _FUTURE.search(sentence)):
        return "planned"
    if kind == "territory_claim" and re.search(r"\bwill (?:soon )?be\b|скоро буд|незабаром буд", sentence):
        return "planned"
    if kind in ("capacity_limit", "advice", "appeal", "preparation"):
        return "asserted"
    if _HEDGE.search(sentence) or voice.kind == "social":
        return "unconfirmed"
    if voice.is_claim or kind in ("responsibility_claim", "blame"):
        return "claimed"
    if kind in _PARTISAN and voice.kind in _SIDES:
        return "claimed"
    return "asserted"
