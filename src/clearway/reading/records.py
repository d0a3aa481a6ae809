"""What was read, as plain records: one dictionary a row of each table of the output."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clearway.reading.claims import Claim
from clearway.reading.copies import Comparison
from clearway.reading.figures import Figure
from clearway.reading.incidents import Incident
from clearway.reading.proposals import Proposal
from clearway.reading.reports import Reading, Report
from clearway.reading.rumours import RumourCard

Record = dict[str, Any]


def document_record(report: Report, report_of: Mapping[str, str]) -> Record:
    """Return a row of `documents.jsonl`."""
    stands_for = report_of[report.document]
    return {
        "document": report.document,
        "language": report.language.code,
        "report": stands_for,
        "copy_of": stands_for if stands_for != report.document else None,
        "kept_lines": report.file_lines(kept=True),
        "dropped_lines": report.file_lines(kept=False),
        "published": _instant(report.raw.published_at),
        "url": report.raw.url or None,
        "needs_a_person": bool(not report.language.is_read),
        "notes": list(report.notes),
    }


def pair_record(comparison: Comparison, reports: Mapping[str, Report]) -> Record:
    """Return a row of `pairs.jsonl`: the relation with the aligned sentences that show it."""
    a, b = reports[comparison.a], reports[comparison.b]
    changed = {(pair.a.start, pair.b.start): (x, y) for pair, x, y in comparison.changed}
    aligned = []
    for pair in comparison.aligned:
        row: Record = {
            "a": _place(a, pair.a.start, pair.a.end),
            "b": _place(b, pair.b.start, pair.b.end),
            "score": round(pair.score, 3),
        }
        if (figures := changed.get((pair.a.start, pair.b.start))) is not None:
            row["figures_a"], row["figures_b"] = sorted(figures[0]), sorted(figures[1])
        aligned.append(row)
    return {
        "a": comparison.a,
        "b": comparison.b,
        "relation": str(comparison.relation),
        "evidence": {
            "aligned": aligned,
            "share_a": round(comparison.share_a, 3),
            "share_b": round(comparison.share_b, 3),
            "shared_words": round(comparison.containment, 3),
            "shared_quotation": comparison.shared_quotation,
        },
    }


def _place(report: Report, start: int, end: int) -> Record:
    first, last = report.text.original_span(start, end)
    return {
        "start": first,
        "end": last,
        "line": report.text.line_number(first),
        "text": report.raw.original[first:last],
    }


def claim_record(claim: Claim, report: Report, stands_for: str, incident: str | None) -> Record:
    """Return a row of `claims.jsonl`."""
    return {
        "claim": claim.claim_id,
        "document": claim.document,
        "line": claim.line,
        "start": claim.span.start,
        "end": claim.span.end,
        "text": claim.text,
        "type": claim.kind,
        "source": claim.voice.source or None,
        "source_kind": claim.voice.kind,
        "via": list(claim.voice.via),
        "place": claim.place.name if claim.place else None,
        "place_carried": claim.place_carried,
        "place_ids": [p.place_id for p in claim.place.known] if claim.place else [],
        "time": claim.time.words if claim.time else None,
        "time_from": _instant(claim.time.from_at) if claim.time else None,
        "time_until": _instant(claim.time.until_at) if claim.time else None,
        "numbers": [figure_record(figure, report) for figure in claim.figures],
        "certainty": claim.certainty,
        "speech": claim.voice.speech,
        "report": stands_for,
        "incident": incident,
        "rule": claim.span.rule,
    }


def figure_record(figure: Figure, report: Report) -> Record:
    """Return a number of a claim with its place in the file."""
    start, end = report.text.original_span(figure.start, figure.end)
    return {
        "role": figure.role,
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "qualifier": figure.qualifier,
        "unit": figure.unit,
        "start": start,
        "end": end,
        "text": report.raw.original[start:end],
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def incident_record(incident: Incident, reports: Mapping[str, Report], *, confirmed: bool = False) -> Record:
    """Return a row of `incidents.jsonl`: every figure with its source, none averaged."""
    figures = [
        {
            **figure_record(figure, reports[claim.document]),
            "claim": claim.claim_id,
            "document": claim.document,
            "source": claim.voice.source or None,
            "source_kind": claim.voice.kind,
        }
        for claim in incident.claims
        for figure in claim.figures
    ]
    return {
        "incident": incident.incident_id,
        "type": incident.kind,
        "place": incident.place,
        "time": incident.time_words,
        "time_from": _instant(incident.from_at),
        "time_until": _instant(incident.until_at),
        "claims": [claim.claim_id for claim in incident.claims],
        "figures": figures,
        "contradictions": list(incident.contradictions),
        "reports": incident.n_reports,
        "sources": incident.n_sources,
        "confirmed": confirmed,
    }


def proposal_record(proposal: Proposal) -> Record:
    """Return a row of `proposals.jsonl`."""
    return {
        "proposal": proposal.proposal_id,
        "event": proposal.event,
        "summary": proposal.summary,
        "place": proposal.place,
        "target": proposal.target,
        "incident": proposal.incident_id,
        "claims": list(proposal.claims),
        "standing": proposal.standing,
        "sources": proposal.n_sources,
        "missing": list(proposal.missing),
        "accepted": None,
    }


def rumour_record(card: RumourCard) -> Record:
    """Return a row of `rumours.jsonl`."""
    return {
        "rumour": card.rumour_id,
        "said": card.said,
        "since": _instant(card.since_at),
        "times_told": card.times_told,
        "claims": [claim.claim_id for claim in card.tellings],
        "officials": [
            {"claim": c.claim_id, "source": c.voice.source, "text": c.text} for c in card.officials
        ],
        "answer": card.answer,
    }


def tables(
    reading: Reading,
    proposals: list[Proposal],
    rumours: list[RumourCard],
    confirmed: frozenset[str] = frozenset(),
) -> dict[str, list[Record]]:
    """Return every table of the output folder: file name -> rows."""
    reports = {report.document: report for report in reading.reports}
    incident_of = {c.claim_id: i.incident_id for i in reading.incidents for c in i.claims}
    return {
        "documents.jsonl": [document_record(r, reading.report_of) for r in reading.reports],
        "pairs.jsonl": [pair_record(c, reports) for c in reading.comparisons],
        "claims.jsonl": [
            claim_record(c, reports[c.document], reading.report_of[c.document], incident_of.get(c.claim_id))
            for c in reading.claims
        ],
        "incidents.jsonl": [
            incident_record(i, reports, confirmed=i.incident_id in confirmed) for i in reading.incidents
        ],
        "proposals.jsonl": [proposal_record(p) for p in proposals],
        "rumours.jsonl": [rumour_record(card) for card in rumours],
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
