"""`clearway read`: reports into claims, incidents and proposals, with every sentence they rest on."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from clearway.cli.console import err, out
from clearway.errors import InputError, Problem, raise_if_any
from clearway.intake.folders import whole_folder
from clearway.intake.scenario import read_scenario
from clearway.reading.decisions import Decision, apply_decisions, check_decisions
from clearway.reading.handed_in import report_of_file, reports_of_jsonl
from clearway.reading.page import draw_page
from clearway.reading.places import Gazetteer, KnownPlace
from clearway.reading.proposals import propose
from clearway.reading.records import tables
from clearway.reading.reports import RawReport, Reading, read_reports
from clearway.reading.rumours import rumour_cards

MARKER = "documents.jsonl"
PAGE = "index.html"
DECISIONS = "decisions.jsonl"
OWNED = frozenset(
    [MARKER, "pairs.jsonl", "claims.jsonl", "incidents.jsonl", "proposals.jsonl", "rumours.jsonl", PAGE]
)
TEXTS = (".txt", ".html", ".htm", ".md", ".text", ".jsonl")
LARGEST_BYTES = 50_000_000


def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Texts, pages, JSONL, or folders of them.", show_default=False
        ),
    ],
    out_folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the results go.", show_default=False)
    ],
    published: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help='When plain files were published (ISO); anchors "yesterday".',
            show_default=False,
        ),
    ] = None,
    places: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Known places: name, and place_id, kind, lon, lat if there.",
            show_default=False,
        ),
    ] = None,
    network: Annotated[
        Path | None,
        typer.Option(
            metavar="SCENARIO", help="Know this scenario's streets, zones and shelters.", show_default=False
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What a person joined, split, confirmed or undid; else DIR/decisions.jsonl.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read reports in English, Russian and Ukrainian. Writes DIR/documents.jsonl, pairs.jsonl (copies and
    their evidence), claims.jsonl, incidents.jsonl, proposals.jsonl, rumours.jsonl and index.html.

    Nothing is decided: a proposal closes no road until a person accepts it.

      clearway read examples/reports --out out/reports

      clearway read news.jsonl post.html --out out/reports --network out/town

    Exit: 0 read, 2 bad input. Next: open DIR/index.html; to join or split incidents, add a line such as
    {"verb": "join", "claims": ["a#3", "b#1"]} to DIR/decisions.jsonl and read again.
    """
    gazetteer = _gazetteer(places, network)
    decided = _decisions(decisions or out_folder / DECISIONS, asked=decisions is not None)
    raws, problems = _raw_reports(files, published)
    if not raws:
        nothing = Problem(
            str(files[0]), "there is no report in it", f"Give texts that end in {', '.join(TEXTS)}."
        )
        raise InputError(problems or [nothing])
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("reading reports", total=len(raws))
        reading = read_reports(_counted(raws, lambda: progress.advance(task)), gazetteer)
    incidents, confirmed = apply_decisions(reading.incidents, decided, reading.report_of)
    reading = Reading(
        reading.reports, reading.comparisons, reading.report_of, reading.claims, tuple(incidents)
    )
    published_at = {report.document: report.raw.published_at for report in reading.reports}
    rumours = rumour_cards(reading.claims, reading.report_of, published_at)
    rows = tables(reading, propose(incidents), rumours, confirmed)
    with whole_folder(out_folder, marker=MARKER, keep=OWNED) as folder:
        for name, records in rows.items():
            _write_lines(folder / name, records)
        (folder / PAGE).write_text(draw_page(reading, rows), encoding="utf-8")
    _say(reading, rows, problems, out_folder)


def _counted(raws: list[RawReport], advance: Any) -> Iterable[RawReport]:
    for raw in raws:
        yield raw
        advance()


def _raw_reports(files: list[Path], published: str | None) -> tuple[list[RawReport], list[Problem]]:
    raws: list[RawReport] = []
    problems: list[Problem] = []
    for path, document in _named(files, problems):
        try:
            data = path.read_bytes()[:LARGEST_BYTES]
        except OSError as error:
            remedy = "Name a text, a page, a JSONL file or a folder of them."
            problems.append(Problem(str(path), f"it cannot be read ({error.strerror})", remedy))
            continue
        if path.suffix.lower() == ".jsonl":
            found, wrong = reports_of_jsonl(data.split(b"\n"), path.name)
            raws += found
            problems += wrong
        else:
            raws.append(report_of_file(document, data, published))
    return _with_own_ids(raws), problems


def _named(files: list[Path], problems: list[Problem]) -> list[tuple[Path, str]]:
    """Return the files to read with their document ids: the name without its ending where that is enough."""
    found: list[Path] = []
    for path in files:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in TEXTS)
        elif path.exists():
            found.append(path)
        else:
            problems.append(Problem(str(path), "there is no such file", "Check the name."))
    stems = [path.stem for path in found]
    return [
        (path, path.stem if stems.count(path.stem) == 1 else str(path.with_suffix("")) + path.suffix)
        for path in found
    ]


def _with_own_ids(raws: list[RawReport]) -> list[RawReport]:
    """Give reports of different files that chose one id an id each."""
    seen: dict[str, int] = {}
    own = []
    for raw in raws:
        seen[raw.document] = n = seen.get(raw.document, 0) + 1
        document = raw.document if n == 1 else f"{raw.document}~{n}"
        own.append(RawReport(document, raw.original, raw.published_at, raw.url, raw.notes))
    return own


def _gazetteer(places: Path | None, network: Path | None) -> Gazetteer:
    known: list[KnownPlace] = []
    if places is not None:
        try:
            with places.open(encoding="utf-8-sig", newline="") as lines:
                known += [_known_place(row) for row in csv.DictReader(lines) if row.get("name")]
        except (OSError, UnicodeDecodeError, csv.Error):
            raise InputError(
                [Problem(str(places), "it cannot be read", "Give a UTF-8 CSV with a column name.")]
            ) from None
        if not known:
            raise InputError([Problem(places.name, "no place has a name", "Give a CSV with a column name.")])
    if network is not None:
        city = read_scenario(network)
        links = dict(zip(city.network.names, city.network.link_ids, strict=True))
        known += [KnownPlace(link, name, "link") for name, link in links.items() if name]
        known += [
            KnownPlace(i, n, "zone") for i, n in zip(city.zones.zone_ids, city.zones.names, strict=True) if n
        ]
        known += [
            KnownPlace(i, n, "shelter")
            for i, n in zip(city.shelters.shelter_ids, city.shelters.names, strict=True)
            if n
        ]
    return Gazetteer(known)


def _known_place(row: dict[str, str]) -> KnownPlace:
    def number(value: str | None) -> float | None:
        try:
            return float(value) if value else None
        except ValueError:
            return None

    name = row["name"]
    return KnownPlace(
        row.get("place_id") or name,
        name,
        row.get("kind") or "settlement",
        number(row.get("lon")),
        number(row.get("lat")),
    )


def _decisions(file: Path, *, asked: bool) -> list[Decision]:
    if not file.exists() and not asked:
        return []
    try:
        lines = file.read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        raise InputError(
            [Problem(str(file), "it cannot be read", "Give one JSON object a line, in UTF-8.")]
        ) from None
    good = [row if isinstance(row, dict) else {} for row in rows]
    decided, problems = check_decisions(good, file.name)
    raise_if_any(problems)
    return decided


def _write_lines(file: Path, records: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def _say(
    reading: Reading, rows: dict[str, list[dict[str, Any]]], problems: list[Problem], folder: Path
) -> None:
    for problem in problems[:20]:
        err.print(str(problem), style="yellow", markup=False, soft_wrap=True)
    copies = sum(document != stands_for for document, stands_for in reading.report_of.items())
    out.print(
        f"{len(reading.reports)} documents, {copies} of them copies; {len(rows['claims.jsonl'])} claims, "
        f"{len(rows['incidents.jsonl'])} incidents, {len(rows['proposals.jsonl'])} proposals for a person.",
        markup=False,
    )
    for report in reading.reports:
        if report.notes:
            out.print(f"{report.document}: {'; '.join(report.notes)}", markup=False, soft_wrap=True)
    out.print(f"Next: open {folder / PAGE}", markup=False, soft_wrap=True)
