"""Rumour cards: a claim that spreads without a source, and what to answer.

A card says what is told, since when and how often (copies counted once), what officials say of it, and the
answer to publish. No official word is said to be none; a card never makes one up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clearway.reading.claims import Claim
from clearway.reading.content import stems_of

_SAME = 0.5  # share of stems two tellings of one rumour have in common
_OFFICIAL = frozenset(["official", "government", "military"])
_UNSOURCED = frozenset(["narrator", "social", "resident"])


@dataclass(frozen=True)
class RumourCard:
    """One rumour.

    said : its first telling, word for word; since_at : the earliest publication that tells it, if known
    times_told : tellings by distinct reports and voices; officials : what officials say of it
    """

    rumour_id: str
    said: str
    since_at: datetime | None
    times_told: int
    tellings: tuple[Claim, ...]
    officials: tuple[Claim, ...]
    answer: str


def rumour_cards(
    claims: Sequence[Claim],
    report_of: Mapping[str, str],
    published_at: Mapping[str, datetime | None] | None = None,
) -> list[RumourCard]:
    """Return a card for each rumour, the most told first."""
    groups: list[list[Claim]] = []
    for claim in claims:
        if claim.kind != "rumour" and not (
            claim.certainty == "unconfirmed" and claim.voice.kind in _UNSOURCED
        ):
            continue
        if claim.kind == "verification" or any(c.span == claim.span for group in groups for c in group):
            continue
        group = next((g for g in groups if _alike(g[0], claim)), None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    cards = [_card(group, claims, report_of, published_at or {}) for group in groups]
    cards.sort(key=lambda card: -card.times_told)
    return [
        RumourCard(f"R{i + 1}", c.said, c.since_at, c.times_told, c.tellings, c.officials, c.answer)
        for i, c in enumerate(cards)
    ]


def _alike(a: Claim, b: Claim) -> bool:
    first, second = stems_of(a.text), stems_of(b.text)
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) >= _SAME * shorter


def _card(
    group: list[Claim],
    claims: Sequence[Claim],
    report_of: Mapping[str, str],
    published_at: Mapping[str, datetime | None],
) -> RumourCard:
    told = {(report_of.get(c.document, c.document), c.voice.source.lower()) for c in group}
    since = [at for c in group if (at := published_at.get(c.document)) is not None]
    officials = tuple(c for c in claims if _answers(c, group[0]))[:5]
    return RumourCard(
        "",
        group[0].text,
        min(since) if since else None,
        len(told),
        tuple(group),
        officials,
        _answer(officials),
    )


def _answers(claim: Claim, rumour: Claim) -> bool:
    """Say whether an official speaks of the same thing: a denial, a confirmation or a figure of it."""
    if claim.voice.kind not in _OFFICIAL or claim.certainty == "unconfirmed" or claim.span == rumour.span:
        return False
    said, asked = stems_of(claim.text), stems_of(rumour.text)
    shared = said & asked
    return len(shared) >= 3 and len(shared) >= 0.35 * min(len(said), len(asked))


def _answer(officials: tuple[Claim, ...]) -> str:
    if not officials:
        return "Not confirmed. No official word on it is known to us yet."
    denied = [c for c in officials if c.certainty == "denied"]
    first = (denied or list(officials))[0]
    return f"Denied by {first.voice.source}: {first.text}" if denied else f"Officials say: {first.text}"
