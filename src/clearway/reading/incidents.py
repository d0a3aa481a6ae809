"""Incidents: claims of one event together, by place, time and kind; conservatively.

Two claims are joined only if nothing they say speaks against it: the same family of types, the same place,
times that can be the same. A claim without a place joins only its neighbours in the same report. Look-alikes
of another date or place are never joined. Every figure stays with its source; none is averaged; figures that
cannot both be true are named as contradictions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clearway.reading.claims import Claim
from clearway.reading.figures import AREAS, Figure
from clearway.reading.places import place_key

FAMILIES = {
    "attack": ("attack", "casualties", "damage", "responsibility_claim", "blame"),
    "evacuation": ("evacuation",),
    "accommodation_offer": ("accommodation_offer", "capacity_limit"),
    "displacement": ("displacement",),
    "closure": ("closure",),
    "outage": ("outage",),
    "alert_interception": ("alert_interception",),
    "territory_claim": ("territory_claim",),
    "loss_claim": ("loss_claim",),
    "military_movement": ("military_movement",),
}
_FAMILY_OF = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
_NEIGHBOURS = 1  # sentences apart


@dataclass(frozen=True)
class Incident:
    """Claims that tell of one event.

    kind : the family's name; place : as most claims name it, None if none does
    from_at, until_at : the narrowest time all dated claims allow
    time_words : the words of the first dated claim
    contradictions : sentences for a person
    n_reports, n_sources : distinct reports (copies are one) and distinct voices
    """

    incident_id: str
    kind: str
    place: str | None
    from_at: datetime | None
    until_at: datetime | None
    time_words: str | None
    claims: tuple[Claim, ...]
    contradictions: tuple[str, ...]
    n_reports: int
    n_sources: int


def find_incidents(claims: Sequence[Claim], report_of: Mapping[str, str]) -> list[Incident]:
    """Group claims into incidents.

    Parameters
    ----------
    claims : all claims of all reports, each report's in order
    report_of : document -> report; copies share a report
    """
    groups: list[list[Claim]] = []
    by_place: dict[tuple[str, str], list[int]] = {}
    last_of: dict[tuple[str, str], int] = {}
    for claim in claims:
        family = _FAMILY_OF.get(claim.kind)
        if family is None or claim.certainty == "denied":
            continue
        key = _place_key(claim)
        near = [last_of[(claim.document, family)]] if (claim.document, family) in last_of else []
        candidates = (
            [*near, *by_place.get((family, key), ())] if key else [*near, *by_place.get((family, ""), ())]
        )
        at = next((i for i in dict.fromkeys(candidates) if _joins(claim, groups[i], report_of)), None)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(claim)
        last_of[(claim.document, family)] = at
        by_place.setdefault((family, key), []).append(at)
    return [incident_of(f"I{i + 1}", group, report_of) for i, group in enumerate(groups)]


def incident_of(incident_id: str, claims: Sequence[Claim], report_of: Mapping[str, str]) -> Incident:
    """Return the incident that some claims make."""
    places = [c.place.name for c in claims if c.place is not None and not c.place_carried] or [
        c.place.name for c in claims if c.place is not None
    ]
    dated = [c.time for c in claims if c.time is not None]
    starts = [t.from_at for t in dated if t.from_at is not None]
    ends = [t.until_at for t in dated if t.until_at is not None]
    return Incident(
        incident_id,
        _FAMILY_OF[claims[0].kind],
        max(places, key=places.count) if places else None,
        max(starts) if starts else None,
        min(ends) if ends else None,
        dated[0].words if dated else None,
        tuple(claims),
        tuple(contradictions_in(claims)),
        len({report_of.get(c.document, c.document) for c in claims}),
        len({source_key(c, report_of) for c in claims}),
    )


def source_key(claim: Claim, report_of: Mapping[str, str]) -> str:
    """Return one key for a voice: three papers quoting one governor are one source."""
    if claim.voice.kind == "narrator":
        return f"report {report_of.get(claim.document, claim.document)}"
    words = [word for word in claim.voice.source.replace(",", " ").split() if word[:1].isupper()]
    return place_key(words[-1]) if words else claim.voice.source.lower()


def _place_key(claim: Claim) -> str:
    if claim.place is None or claim.place.is_wide:
        return ""
    if claim.place.known:
        return f"known {min(p.place_id for p in claim.place.known)}"
    return place_key(claim.place.name)


def _joins(claim: Claim, group: Sequence[Claim], report_of: Mapping[str, str]) -> bool:
    """Say whether a claim tells of the same event as every claim of a group."""
    if not all(_times_allow(claim, other, report_of) for other in group):
        return False
    key = _place_key(claim)
    keys = {_place_key(other) for other in group} - {""}
    if key and keys:
        return key in keys
    if any(_are_neighbours(claim, other) for other in group):
        return True
    return any(_same_words(claim, other, report_of) for other in group)


def _times_allow(a: Claim, b: Claim, report_of: Mapping[str, str]) -> bool:
    """Say whether two claims can be of one time; an unknown date can only be within one report."""
    same_report = report_of.get(a.document, a.document) == report_of.get(b.document, b.document)
    first, second = a.time, b.time
    if first is not None and second is not None:
        if first.from_at and first.until_at and second.from_at and second.until_at:
            return first.from_at < second.until_at and second.from_at < first.until_at
        return same_report and first.words.lower() == second.words.lower()
    return same_report


def _are_neighbours(a: Claim, b: Claim) -> bool:
    return a.document == b.document and abs(a.sentence_ix - b.sentence_ix) <= _NEIGHBOURS


def _same_words(a: Claim, b: Claim, report_of: Mapping[str, str]) -> bool:
    """Say whether two claims of one report give the same figure, as a copy does of its original."""
    if report_of.get(a.document, a.document) != report_of.get(b.document, b.document) or a.kind != b.kind:
        return False
    mine = {(f.role, f.value) for f in a.figures if f.value is not None}
    return bool(mine & {(f.role, f.value) for f in b.figures})


def contradictions_in(claims: Iterable[Claim]) -> list[str]:
    """Return what cannot both be true among the figures of some claims, in words."""
    told = [(claim, figure) for claim in claims for figure in claim.figures if figure.role != "including"]
    found: dict[str, None] = {}
    for i, (a, first) in enumerate(told):
        for b, second in told[i + 1 :]:
            if a.claim_id != b.claim_id and _contradict(first, second):
                found[f"{_said(a, first)}; {_said(b, second)}"] = None
    return list(found)[:20]


def _contradict(a: Figure, b: Figure) -> bool:
    if a.role != b.role:
        return False
    if a.unit in AREAS and b.unit in AREAS and a.unit != b.unit:
        return a.value is not None and a.value == b.value
    if a.unit != b.unit:
        return False
    if "none_reported" in (a.qualifier, b.qualifier):
        return a.qualifier != b.qualifier
    low_a, high_a = _bounds(a)
    low_b, high_b = _bounds(b)
    return low_a > high_b or low_b > high_a


def _bounds(figure: Figure) -> tuple[float, float]:
    """Return the least and most a figure can mean; "about" and "nearly" leave a tenth of room."""
    if figure.qualifier in ("about", "nearly") and figure.value is not None:
        return 0.9 * figure.value, 1.1 * figure.value
    low = figure.low if figure.low is not None else 0.0
    high = figure.high if figure.high is not None else float("inf")
    return low, high


def _said(claim: Claim, figure: Figure) -> str:
    who = claim.voice.source or f"report {claim.document}"
    number = "none reported" if figure.qualifier == "none_reported" else figure_words(figure)
    return (
        f"{figure.role} {number} {figure.unit.replace('_', ' ')} ({who}, {claim.document} line {claim.line})"
    )


def figure_words(figure: Figure) -> str:
    """Return a figure as a person would write it: "at least 3", "5 to 7", "several"."""
    if figure.qualifier == "none_reported":
        return "none reported"
    if figure.qualifier == "range":
        return f"{figure.low:,.10g} to {figure.high:,.10g}"
    if figure.value is None:
        return figure.qualifier
    number = f"{figure.value:,.10g}"
    return number if figure.qualifier == "exact" else f"{figure.qualifier.replace('_', ' ')} {number}"
