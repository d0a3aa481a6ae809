"""The page of a reading: incidents with their claims side by side, sources, copies, proposals and rumours.

One file without scripts or anything fetched. Each claim links to its sentence in the report below.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from clearway.reading.reports import Reading, Report

_LONGEST_SHOWN = 60_000  # characters of one report on the page; the file itself is not touched


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("clearway.reading", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def draw_page(reading: Reading, tables: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the page as HTML."""
    claims = {row["claim"]: row for row in tables["claims.jsonl"]}
    documents = [
        {**row, "pieces": _pieces(report, [c for c in claims.values() if c["document"] == report.document])}
        for report, row in zip(reading.reports, tables["documents.jsonl"], strict=True)
    ]
    related = [row for row in tables["pairs.jsonl"] if row["relation"] != "other"]
    return (
        _environment()
        .get_template("reports.html.j2")
        .render(
            documents=documents,
            related=related,
            claims=claims,
            incidents=sorted(
                tables["incidents.jsonl"], key=lambda row: (-row["sources"], -len(row["claims"]))
            ),
            proposals=tables["proposals.jsonl"],
            rumours=tables["rumours.jsonl"],
        )
    )


def _pieces(report: Report, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cut a report into its sentences with claims and what lies between, for anchors."""
    original = report.raw.original[:_LONGEST_SHOWN]
    spans: dict[tuple[int, int], list[str]] = {}
    for claim in claims:
        spans.setdefault((claim["start"], claim["end"]), []).append(claim["claim"])
    pieces: list[dict[str, Any]] = []
    at = 0
    for (start, end), ids in sorted(spans.items()):
        if start < at or end > len(original):
            continue
        pieces.append({"text": original[at:start], "claims": []})
        pieces.append({"text": original[start:end], "claims": ids})
        at = end
    pieces.append({"text": original[at:], "claims": []})
    return pieces
