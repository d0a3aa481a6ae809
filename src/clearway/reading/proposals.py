"""What reports mean for the plan, as proposals: a person accepts each one, nothing closes a road by itself.

A closure, an outage, new beds, a full shelter, a new threat: each incident of that kind becomes a proposed
event for the situation with its evidence and its standing. A proposal names the known link, zone or shelter
where the gazetteer has it, and says what is missing where it has not.
"""

from dataclasses import dataclass

from clearway.reading.figures import Figure
from clearway.reading.incidents import Incident, figure_words
from clearway.reading.places import KnownPlace

# Incident family -> the event of the journal that a person may write, and what it would say.
_EVENTS = {
    "closure": ("LinkClosed", "closed"),
    "outage": ("ServiceOut", "without power, water or another service"),
    "attack": ("ZoneStatusSet", "under threat"),
    "evacuation": ("ZoneStatusSet", "being evacuated"),
    "accommodation_offer": ("ShelterOpened", "offers places"),
}
_TARGETS = {
    "LinkClosed": "link",
    "ShelterOpened": "shelter",
    "BedsCounted": "shelter",
    "ZoneStatusSet": "zone",
}


@dataclass(frozen=True)
class Proposal:
    """An event that a person may accept.

    event : the journal's name for it
    target : id of the known place it is about, None where a person must choose
    standing : "reported by an official source", "one source", "contradicted", "unconfirmed", "planned"
    missing : what a person must add before it can be accepted, in words
    """

    proposal_id: str
    event: str
    summary: str
    place: str | None
    target: str | None
    incident_id: str
    claims: tuple[str, ...]
    standing: str
    n_sources: int
    missing: tuple[str, ...]


def propose(incidents: list[Incident]) -> list[Proposal]:
    """Return a proposal for each incident that would change the situation, best founded first."""
    found = [
        proposal
        for incident in incidents
        if incident.kind in _EVENTS
        for proposal in [_proposal(incident)]
        if proposal is not None
    ]
    order = {
        "official": 0,
        "several sources": 1,
        "one source": 2,
        "planned": 3,
        "offered": 3,
        "unconfirmed": 4,
        "contradicted": 5,
    }
    return sorted(found, key=lambda p: (order.get(p.standing, 9), -p.n_sources, p.proposal_id))


def _proposal(incident: Incident) -> Proposal | None:
    event, words = _EVENTS[incident.kind]
    if incident.kind == "accommodation_offer" and all(c.kind == "capacity_limit" for c in incident.claims):
        event, words = "BedsCounted", "has too few places"
    beds = [f for c in incident.claims for f in c.figures if f.role == "available"]
    if beds:
        words += f" ({', '.join(_beds(f) for f in beds[:3])})"
    target = _target(incident, _TARGETS.get(event, ""))
    missing = []
    if incident.place is None:
        missing.append("where it is")
    if target is None and event in _TARGETS:
        missing.append(f"which {_TARGETS[event]} of the city it is")
    if incident.from_at is None:
        missing.append("from when")
    return Proposal(
        f"P-{incident.incident_id}",
        event,
        f"{incident.place or 'A place that is not named'}: {words}",
        incident.place,
        target.place_id if target else None,
        incident.incident_id,
        tuple(claim.claim_id for claim in incident.claims),
        standing_of(incident),
        incident.n_sources,
        tuple(missing),
    )


def _beds(figure: Figure) -> str:
    return f"{figure_words(figure)} {figure.unit}"


def _target(incident: Incident, kind: str) -> KnownPlace | None:
    """Return the one known place of a kind that the incident names; of several a person chooses."""
    known = {p.place_id: p for c in incident.claims if c.place for p in c.place.known if p.kind == kind}
    return next(iter(known.values())) if len(known) == 1 else None


def standing_of(incident: Incident) -> str:
    """Return how well founded an incident is, in a word or two."""
    certainties = {claim.certainty for claim in incident.claims}
    if incident.contradictions:
        return "contradicted"
    if certainties <= {"planned"}:
        return "planned"
    if certainties <= {"offered"}:
        return "offered"
    if certainties <= {"unconfirmed", "planned", "offered"}:
        return "unconfirmed"
    if any(c.voice.kind in ("official", "government") and c.certainty == "asserted" for c in incident.claims):
        return "official"
    return "several sources" if incident.n_sources > 1 else "one source"
