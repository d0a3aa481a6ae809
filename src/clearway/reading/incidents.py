"""Incidents: claims of one event together, by place, time and kind; conservatively.

Two claims are joined only if nothing they say speaks against it: the same family of types, the same place,
times that can be the same (`same_event.py` where a date is missing). A claim without a place joins only its
neighbours in the same report. Look-alikes of another date or place are never joined. Every figure stays with
its source; none is averaged; figures that cannot both be true are named as contradictions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, combinations

from clearway.reading.claims import Claim
from clearway.reading.figures import AREAS, Figure
from clearway.reading.places import place_key
from clearway.reading.same_event import has_grown, is_evidence, is_of_a_period, marks_of, times_may_agree
from clearway.reading.times import TimeMention

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
_MOST_CONTRADICTIONS = 20  # named for one incident


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


def find_incidents(
    claims: Sequence[Claim],
    report_of: Mapping[str, str],
    published: Mapping[str, datetime] | None = None,
) -> list[Incident]:
    """Group claims into incidents.

    Parameters
    ----------
    claims : all claims of all reports, each report's in order
    report_of : document -> report; copies share a report
    published : document -> when it was published; where it is not known, undated claims stay in their report
    """
    published = published or {}
    groups: list[_Group] = []
    by_place: dict[tuple[str, str], dict[int, None]] = {}
    last_of: dict[tuple[str, str], int] = {}
    for claim in claims:
        family = _FAMILY_OF.get(claim.kind)
        if family is None or claim.certainty == "denied":
            continue
        key = _place_key(claim)
        report = report_of.get(claim.document, claim.document)
        near = last_of.get((claim.document, family))
        candidates = chain(() if near is None else (near,), by_place.get((family, key), ()))
        at = next((i for i in candidates if groups[i].takes(claim, report)), None)
        if at is None:
            at = len(groups)
            groups.append(_Group(published))
        groups[at].add(claim, report)
        last_of[(claim.document, family)] = at
        by_place.setdefault((family, key), {})[at] = None
    return [incident_of(f"I{i + 1}", group.claims, report_of) for i, group in enumerate(groups)]


@dataclass
class _Group:
    """Claims of one event, and what a further claim is held against, so that long groups stay quick.

    published : document -> when it was published
    places : the keys of the places named
    times : (report, words and bounds of the time) -> that time; each is asked once
    last_sentence : document -> its last sentence here
    told : (report, type, role, value) of every figure
    is_period : its counts are of months or years, not of one event
    marks, counts : what was hit, what kind of disaster; (role, value) of its figures -> how often
    """

    published: Mapping[str, datetime]
    claims: list[Claim] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    times: dict[tuple[str, datetime | None, TimeMention | None], None] = field(default_factory=dict)
    last_sentence: dict[str, int] = field(default_factory=dict)
    told: set[tuple[str, str, str, float]] = field(default_factory=set)
    is_period: bool = False
    marks: frozenset[str] = frozenset()
    counts: Counter[tuple[str, float]] = field(default_factory=Counter)

    def add(self, claim: Claim, report: str) -> None:
        self.claims.append(claim)
        self.places |= {_place_key(claim)} - {""}
        self.times[(report, self.published.get(claim.document), _undated(_event_time(claim)))] = None
        self.last_sentence[claim.document] = claim.sentence_ix
        self.told |= _told_by(claim, report)
        self.is_period = is_of_a_period(claim)
        self.marks |= marks_of(claim.text)
        self.counts.update((f.role, f.value) for f in claim.figures if f.value is not None)

    def takes(self, claim: Claim, report: str) -> bool:
        """Say whether a claim tells of the same event as every claim here."""
        if is_of_a_period(claim) is not self.is_period:
            return False
        key, time = _place_key(claim), _event_time(claim)
        last = self.last_sentence.get(claim.document)
        is_next = last is not None and abs(claim.sentence_ix - last) <= _NEIGHBOURS
        is_carried = not key or (claim.place_carried and key in self.places)
        if is_next and time is None and is_carried:
            return True
        if not all(_times_allow(time, report, told, other) for other, _, told in self._asked(time)):
            return bool(key) and key in self.places and self._is_same_news(claim, report)
        if key and self.places:
            return key in self.places
        if is_next:
            return True
        return bool(self.told & _told_by(claim, report))

    def _asked(self, own: TimeMention | None) -> list[tuple[str, datetime | None, TimeMention | None]]:
        """Return the times a claim is held against: what gives a date, and reports that give none at all."""
        dated = {report for report, _, time in self.times if time is not None}
        unasked = dated if own is None or not dated else {report for report, _, _ in self.times}
        return [told for told in self.times if told[2] is not None or told[0] not in unasked]

    def _is_same_news(self, claim: Claim, report: str) -> bool:
        """Say whether a claim of this place without a date tells of this event (`same_event.py`)."""
        own, at = _event_time(claim), self.published.get(claim.document)
        return is_evidence(claim, self.marks, self.counts) and all(
            _times_allow(own, report, time, other)
            or (report != other and times_may_agree(own, at, time, other_at))
            for other, other_at, time in self._asked(own)
        )


def _event_time(claim: Claim) -> TimeMention | None:
    """Return when the event was; when it was told of, or when its toll rose, is another time."""
    return None if claim.is_time_of_saying or has_grown(claim) else claim.time


def _undated(time: TimeMention | None) -> TimeMention | None:
    """Return a time without where it stands, so that equal times are one."""
    return replace(time, start=0, end=0, words=time.words.lower()) if time is not None else None


def _told_by(claim: Claim, report: str) -> set[tuple[str, str, str, float]]:
    return {(report, claim.kind, f.role, f.value) for f in claim.figures if f.value is not None}


def incident_of(incident_id: str, claims: Sequence[Claim], report_of: Mapping[str, str]) -> Incident:
    """Return the incident that some claims make."""
    places = [c.place.name for c in claims if c.place is not None and not c.place_carried] or [
        c.place.name for c in claims if c.place is not None
    ]
    dated = [time for c in claims if (time := _event_time(c)) is not None]
    starts = [t.from_at for t in dated if t.from_at is not None]
    ends = [t.until_at for t in dated if t.until_at is not None]
    return Incident(
        incident_id,
        _FAMILY_OF[claims[0].kind],
        max(places, key=places.count) if places else None,
        max(starts) if starts else None,
        min(ends) if ends else None,
        next((c.time.words for c in claims if c.time is not None), None),
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


def _times_allow(
    first: TimeMention | None, report: str, second: TimeMention | None, other_report: str
) -> bool:
    """Say whether two claims can be of one time; an unknown date can only be within one report."""
    same_report = report == other_report
    if first is not None and second is not None:
        if first.from_at and first.until_at and second.from_at and second.until_at:
            return first.from_at < second.until_at and second.from_at < first.until_at
        return same_report and first.words.lower() == second.words.lower()
    return same_report


def contradictions_in(claims: Iterable[Claim]) -> list[str]:
    """Return what cannot both be true among the figures of some claims, in words."""
    told: dict[tuple[str, str], list[tuple[Claim, Figure]]] = {}
    for claim in claims:
        for figure in claim.figures:
            if figure.role != "including":
                unit = "area" if figure.unit in AREAS else figure.unit
                told.setdefault((figure.role, unit), []).append((claim, figure))
    found: dict[str, None] = {}
    for same in told.values():
        if not _can_contradict([figure for _, figure in same]):
            continue
        for (a, first), (b, second) in combinations(same, 2):
            if a.claim_id != b.claim_id and _contradict(first, second):
                found[f"{_said(a, first)}; {_said(b, second)}"] = None
                if len(found) == _MOST_CONTRADICTIONS:
                    return list(found)
    return list(found)


def _can_contradict(same: Sequence[Figure]) -> bool:
    """Say in one pass whether any two figures of one role and unit exclude each other."""
    if len({figure.unit for figure in same}) > 1:
        return True
    if len({figure.qualifier == "none_reported" for figure in same}) > 1:
        return True
    bounds = [_bounds(figure) for figure in same]
    return max(low for low, _ in bounds) > min(high for _, high in bounds)


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
