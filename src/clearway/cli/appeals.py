"""`clearway appeals`: what people wrote to us into needs, households and the order of care."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress

from clearway.cli.console import err, out
from clearway.errors import InputError, Problem
from clearway.intake.folders import whole_folder
from clearway.intake.scenario import read_scenario
from clearway.intake.tables import read_table

if TYPE_CHECKING:  # the rules take a moment to load: only when the command runs
    from clearway.reading.appeals import AppealsReading, CityNames, Decisions, Message

MARKER = "appeals.jsonl"
PROBLEMS_SHOWN = 20


def appeals(
    file: Annotated[Path, typer.Argument(help="JSONL: id, channel, ts, text.", show_default=False)],
    out_folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the results go.", show_default=False)
    ],
    network: Annotated[
        Path | None,
        typer.Option(metavar="SCENARIO", help="Find streets in this scenario's network.", show_default=False),
    ] = None,
    gazetteer: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Places that are known: column name.", show_default=False),
    ] = None,
    region: Annotated[
        str, typer.Option(metavar="XX", help="Country whose national telephone numbers are meant.")
    ] = "RU",
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What a person joined or split (JSONL).", show_default=False),
    ] = None,
    show_contacts: Annotated[
        bool, typer.Option("--show-contacts", help="Write telephone numbers in full.")
    ] = False,
) -> None:
    """Read appeals in English, Russian and Ukrainian. Writes DIR/appeals.jsonl, households.jsonl,
    merges.jsonl, candidates.jsonl, queue.csv (the order of care, with the reason in words) and
    problems.csv. Nobody is answered and no bus is sent: that is for a person.

      clearway appeals examples/appeals.jsonl --out out/appeals

      clearway appeals examples/appeals.jsonl --out out/appeals --network examples/border-city

    Exit: 0 read, 2 bad input. Next: open DIR/queue.csv; to undo a merge, add the `undo` of its line in
    merges.jsonl to a file of your own and give it as --decisions.
    """
    from clearway.reading.appeals import read_appeals

    if not (len(region) == 2 and region.isascii() and region.isalpha()):
        raise InputError(
            [Problem("--region", f"{region} is no country", "Give two letters, such as RU or UA.")]
        )
    city = _city_names(network, gazetteer)
    decided = _decisions(decisions)
    messages, problems = _messages(file)
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("reading appeals", total=len(messages))
        reading = read_appeals(
            messages,
            city,
            region=region.upper(),
            decisions=decided,
            on_message=lambda: progress.advance(task),
        )
    with whole_folder(out_folder, marker=MARKER) as folder:
        _write(folder, reading, problems, show_contacts=show_contacts)
    _say(reading, problems, out_folder)


def _messages(file: Path) -> "tuple[list[Message], list[Problem]]":
    from clearway.reading.appeals import read_messages

    try:
        with file.open("rb") as lines:
            messages, problems = read_messages(lines, file.name)
    except OSError as error:
        remedy = "Name a JSONL file with one message a line."
        raise InputError([Problem(str(file), f"it cannot be read ({error.strerror})", remedy)]) from None
    if not messages:
        nothing = Problem(file.name, "there is no message in it", "Give one JSON object a line, with a text.")
        raise InputError(problems or [nothing])
    return messages, problems


def _city_names(network: Path | None, gazetteer: Path | None) -> "CityNames":
    from clearway.reading.appeals import CityNames

    streets = [name for name in read_scenario(network, whole=False).network.names if name] if network else []
    places: list[str] = []
    if gazetteer is not None:
        table = read_table(gazetteer, file=gazetteer.name)
        places = [name for name in table.text("name") if name]
        if not places and not table.problems:
            remedy = "Give a table with a column name."
            raise InputError([Problem(gazetteer.name, "no place has a name", remedy, column="name")])
        if table.problems:
            raise InputError(table.problems)
    return CityNames(streets, places)


def _decisions(file: Path | None) -> "Decisions":
    from clearway.reading.appeals import Decisions, read_decisions

    if file is None:
        return Decisions()
    try:
        return read_decisions(file.read_text("utf-8").splitlines(), file.name)
    except OSError as error:
        remedy = "Name a JSONL file of decisions."
        raise InputError([Problem(str(file), f"it cannot be read ({error.strerror})", remedy)]) from None
    except UnicodeDecodeError:
        raise InputError([Problem(file.name, "it is not UTF-8", "Save it as UTF-8.")]) from None


def _write(folder: Path, reading: "AppealsReading", problems: list[Problem], *, show_contacts: bool) -> None:
    from clearway.reading.appeals import records

    grouping = reading.grouping
    first = {h.household_id: h.appeals[0].message.message_id for h in grouping.households}
    _write_lines(
        folder / MARKER,
        (
            records.appeal_record(
                appeal,
                grouping.household_of[appeal.message.message_id],
                reading.flags[appeal.message.message_id],
                show_contacts=show_contacts,
            )
            for appeal in reading.appeals
        ),
    )
    _write_lines(
        folder / "households.jsonl",
        (
            records.household_record(household, show_contacts=show_contacts)
            for household in grouping.households
        ),
    )
    _write_lines(folder / "merges.jsonl", map(records.merge_record, grouping.merges))
    _write_lines(
        folder / "candidates.jsonl", (records.candidate_record(one, first) for one in grouping.candidates)
    )
    with (folder / "queue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, records.QUEUE_COLUMNS)
        writer.writeheader()
        writer.writerows(records.queue_row(turn, show_contacts=show_contacts) for turn in reading.queue)
    with (folder / "problems.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "field", "problem"))
        rows.writerows((problem.row, problem.column or "", problem.what) for problem in problems)


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in lines:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _say(reading: "AppealsReading", problems: list[Problem], folder: Path) -> None:
    for problem in problems[:PROBLEMS_SHOWN]:
        err.print(str(problem), style="yellow", markup=False, soft_wrap=True)
    if len(problems) > PROBLEMS_SHOWN:
        err.print(f"{len(problems) - PROBLEMS_SHOWN} more lines like these: see problems.csv.")
    kinds = Counter(appeal.kind for appeal in reading.appeals)
    said = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    open_now = [household for household in reading.grouping.households if household.is_open]
    unknown = sum(household.people is None for household in open_now)
    out.print(f"{len(reading.appeals)} messages: {said}.")
    out.print(
        f"{len(open_now)} open households with {sum(h.people or 0 for h in open_now)} people"
        f" and {unknown} of unknown size; {len(reading.grouping.merges)} merges,"
        f" {len(reading.grouping.candidates)} pairs for a person to decide."
    )
    urgent = sum(turn.urgency in ("critical", "high") for turn in reading.queue)
    flagged = sum(bool(flags) for flags in reading.flags.values())
    out.print(f"{urgent} critical or high; {flagged} messages flagged for a person to look at.")
    out.print(f"Written to {folder}. Next: open {folder / 'queue.csv'}.", markup=False, soft_wrap=True)
