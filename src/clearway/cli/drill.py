"""`clearway drill`: a rehearsal of the real service under load, with a count that trusts nobody."""

import json
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.progress import Progress
from rich.table import Table

from clearway.cli.console import err, out
from clearway.errors import InputError, Problem

drill = typer.Typer(
    no_args_is_help=True,
    help="Rehearse: load and faults against the real thing, in journals of their own. Nobody is warned.",
)

REHEARSALS = "drill-"
LINES_A_FOLD = 10  # times --events
MOST_FOLDED = 1_000_000
QUESTIONS_EACH = 10  # one name is tried for so many events
LEAST_P = 0.001  # a difference in time that is less likely by chance counts as one


@drill.callback()
def _several() -> None:
    """Keep `service` a command of its own, as more kinds of drill will come."""


@dataclass
class Found:
    """What the drill found: name -> value, in the order of the table; and what was not as it must be."""

    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def expect(self, *, holds: bool, fault: str) -> None:
        """Note a fault unless it holds."""
        if not holds:
            self.faults.append(fault)


@drill.command("service")
def service(
    database: Annotated[
        str,
        typer.Option(
            help="An empty database, path or URL.", show_default="SQLite in a new folder, removed after"
        ),
    ] = "",
    events: Annotated[
        int, typer.Option(min=100, help="Events to write while processes are killed.")
    ] = 100_000,
    kills: Annotated[int, typer.Option(min=0, help="Processes to kill with SIGKILL meanwhile.")] = 50,
    users: Annotated[int, typer.Option(min=1, help="Staff at once, reading and writing.")] = 300,
    seconds: Annotated[float, typer.Option(min=1, help="How long the staff's shift lasts.")] = 30.0,
    seed: Annotated[int, typer.Option(help="Same seed, same draws.")] = 0,
) -> None:
    """Drill the service: kill it while it writes, fill it with staff, fold, back up, lose the machine.

      clearway drill service --events 5000 --kills 5 --users 50 --seconds 10

    Starts two services and two workers on the database, as a region would. The last line is JSON.

    Exit: 0 nothing lost or doubled and restored as it was, 1 a fault, 2 bad input.
    """
    Path("out").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir="out")).resolve()
    try:
        place = database or str(folder / "clearway.db")
        found = Found(
            {"database": "postgresql" if "://" in place else "sqlite", "events": events, "users": users}
        )
        _rehearse(place, folder, found, events=events, kills=kills, users=users, seconds=seconds, seed=seed)
    except BaseException:
        err.print(f"The logs of the processes are in {folder}", markup=False)
        raise
    shutil.rmtree(folder)
    _say(found)
    if found.faults:
        raise typer.Exit(1)


def _rehearse(
    place: str, folder: Path, found: Found, *, events: int, kills: int, users: int, seconds: float, seed: int
) -> None:
    from clearway.cli.rehearsal import staff, witness
    from clearway.cli.rehearsal.fleet import Fleet
    from clearway.operations.clock import Clock
    from clearway.operations.exercises import open_exercise
    from clearway.store import Store
    from clearway.store.sealed import Sealer, make_master_key, read_master_key

    key = folder / "keys" / "master.key"
    make_master_key(key)
    with Store(place) as store, Progress(console=err, transient=True) as bar:
        _only_rehearsals(store)
        now = Clock().now()
        journal_ids = [REHEARSALS + uuid4().hex[:8] for _ in range(4)]
        for journal_id, name in zip(journal_ids, ("kills", "shift", "rates", "long"), strict=True):
            open_exercise(store, journal_id, name=f"Drill: {name}", now=now)
        task = bar.add_task("signing in", total=None)
        sealer = Sealer(read_master_key(key), "second factors")
        tokens = staff.sign_in_staff(store, sealer, users, now)
        found.figures["single_commits_per_s"] = round(witness.single_commits_per_s(place))
        _measure_rates(store, journal_ids[2], found)
        with Fleet(place, key, folder) as fleet:
            bar.update(task, description="killing", total=events)
            _kills(fleet, place, journal_ids[0], tokens, found, events, kills, seed, bar, task)
            bar.update(task, description="a busy shift", total=None)
            _shift(fleet, place, journal_ids[1], tokens, found, seconds, seed)
            bar.update(task, description="relatives ask")
            _relatives(fleet, store, read_master_key(key), found, max(200, events // QUESTIONS_EACH), seed)
        bar.update(task, description="a long journal")
        _long_journal(store, place, journal_ids[3], found, min(MOST_FOLDED, events * LINES_A_FOLD))
        bar.update(task, description="losing the machine")
        _lose_the_machine(store, folder, found)


def _only_rehearsals(store: Any) -> None:
    """Refuse a database that somebody works with: a drill fills it and makes accounts."""
    others = [card.journal_id for card in store.cards() if not card.journal_id.startswith(REHEARSALS)]
    if others:
        what = f"it holds journal {others[0]!r}"
        raise InputError([Problem(store.database.place, what, "Give the drill a database of its own")])


def _measure_rates(store: Any, journal_id: str, found: Found) -> None:
    from clearway.cli.rehearsal.measures import durable_rates

    rates = durable_rates(store, journal_id)
    limit = found.figures["single_commits_per_s"]
    found.figures["one_caller_per_s"] = round(rates.one_caller_per_s)
    found.figures["events_per_s"] = round(rates.events_per_s)
    found.figures["share_of_limit"] = round(rates.events_per_s / limit, 2)


def _kills(
    fleet: Any,
    place: str,
    journal_id: str,
    tokens: list[str],
    found: Found,
    events: int,
    kills: int,
    seed: int,
    bar: Progress,
    task: Any,
) -> None:
    from clearway.cli.rehearsal.kills import write_under_fire
    from clearway.cli.rehearsal.witness import count

    def told(acknowledged: int, killed: int) -> None:
        bar.update(task, completed=acknowledged, description=f"killed {killed} of {kills}")

    writing, took_s = write_under_fire(
        fleet, tokens, journal_id, events=events, kills=kills, seed=seed, told=told
    )
    counted = count(place, journal_id, writing.ledger)
    found.figures |= {
        "acknowledged": counted.acknowledged,
        "lost": counted.lost,
        "doubled": counted.doubled,
        "changed": counted.changed,
        "kills": fleet.kills,
        "under_fire_per_s": round(counted.acknowledged / took_s),
    }
    found.expect(holds=counted.clean, fault="acknowledged events were lost, doubled or changed")
    found.expect(holds=counted.acknowledged == events, fault=f"refused: {writing.refused[:1]}")
    found.expect(holds=fleet.kills == kills, fault="not every kill took place")


def _shift(
    fleet: Any, place: str, journal_id: str, tokens: list[str], found: Found, seconds: float, seed: int
) -> None:
    from clearway.cli.rehearsal.shift import work_a_shift
    from clearway.cli.rehearsal.witness import count

    shift = work_a_shift(fleet.ports, tokens, journal_id, seconds=seconds, seed=seed)
    counted = count(place, journal_id, shift.ledger)
    found.figures |= {
        "requests": len(shift.ms),
        "requests_per_s": round(len(shift.ms) / seconds),
        "failed": len(shift.failed),
        "p50_ms": round(shift.share(0.50), 1),
        "p95_ms": round(shift.share(0.95), 1),
        "p99_ms": round(shift.share(0.99), 1),
        "lost_in_shift": counted.lost + counted.doubled + counted.changed,
    }
    found.expect(holds=counted.clean, fault="a write of the shift was lost, doubled or changed")
    found.expect(holds=not shift.failed, fault=f"requests of the shift failed: {shift.failed[:3]}")


def _relatives(fleet: Any, store: Any, master_key: bytes, found: Found, names: int, seed: int) -> None:
    from clearway.cli.rehearsal.seekers import register_known, try_names
    from clearway.operations.clock import Clock
    from clearway.store.vault import Vault

    known = register_known(Vault(store.database, master_key), Clock().now())
    tried = try_names(fleet.ports, known, names, seed=seed)
    found.figures |= {
        "names_tried": tried.names,
        "different_answers": tried.answers,
        "time_p_value": round(tried.p_value, 4),
    }
    found.expect(holds=tried.answers == 1, fault="answers to relatives differ")
    found.expect(
        holds=tried.p_value >= LEAST_P, fault="the time of an answer tells the known from the unknown"
    )


def _long_journal(store: Any, place: str, journal_id: str, found: Found, how_many: int) -> None:
    from clearway.cli.rehearsal.measures import arrived_people, fold_alone, import_events

    found.figures["import_per_s"] = round(import_events(store, journal_id, how_many))
    fold = fold_alone(place, journal_id)
    store.snapshot(journal_id)
    short = fold_alone(place, journal_id)
    found.figures |= {
        "folded_events": fold.lines,
        "fold_s": round(fold.seconds, 2),
        "fold_peak_mb": round(fold.peak_mb),
        "fold_with_snapshot_s": round(short.seconds, 2),
    }
    people = arrived_people(how_many)
    found.expect(holds=fold.arrived == short.arrived == people, fault="the fold counted people wrongly")


def _lose_the_machine(store: Any, folder: Path, found: Found) -> None:
    """Back up, throw the database away (as far as the drill is concerned), restore elsewhere, count."""
    from clearway.operations.clock import Clock
    from clearway.store import Database, Store
    from clearway.store.backup import back_up, restore

    began = time.perf_counter()
    made = back_up(store.database, folder / "backup", at=Clock().now())
    backed_up = time.perf_counter()
    elsewhere = str(folder / "restored.db")
    fresh = Database(elsewhere)
    restore(folder / "backup", fresh)
    fresh.close()
    with Store(elsewhere) as again:
        whole = all(again.verify(c.journal_id, expect={c.lines: c.head_hash}).whole for c in made.journals)
        restored = time.perf_counter()
        counted = back_up(again.database, folder / "backup of the restored", at=made.made_at).journals
    same = sorted(map(str, counted)) == sorted(map(str, made.journals))
    found.figures |= {
        "backup_s": round(backed_up - began, 1),
        "restore_s": round(restored - backed_up, 1),
        "restored_lines": sum(c.lines for c in counted),
        "restored_people": sum(
            c.people_in_shelters + c.people_on_the_way + c.waiting_people for c in counted
        ),
        "restored_as_it_was": whole and same,
    }
    found.expect(holds=whole and same, fault="what was restored is not what was backed up")


ROWS = (
    ("Killed while writing", "", ""),
    ("events acknowledged", "acknowledged", ""),
    ("lost", "lost", "0"),
    ("doubled", "doubled", "0"),
    ("changed", "changed", "0"),
    ("processes killed", "kills", ""),
    ("events a second meanwhile", "under_fire_per_s", ""),
    ("Staff at once, reading and writing", "", ""),
    ("people", "users", ""),
    ("requests a second", "requests_per_s", ""),
    ("failed", "failed", "0"),
    ("half within, ms", "p50_ms", ""),
    ("95 % within, ms", "p95_ms", "under 1,000"),
    ("99 % within, ms", "p99_ms", ""),
    ("writes lost, doubled or changed", "lost_in_shift", "0"),
    ("One process, each event on disk before the answer", "", ""),
    ("the database's own single commits a second", "single_commits_per_s", ""),
    ("events a second, one caller", "one_caller_per_s", ""),
    ("events a second, many callers", "events_per_s", ""),
    ("share of the database's own", "share_of_limit", "0.6 or more"),
    ("import, events a second", "import_per_s", "20,000 or more"),
    ("Relatives' questions", "", ""),
    ("names tried", "names_tried", ""),
    ("different answers", "different_answers", "1"),
    ("p of the difference in time", "time_p_value", "not under 0.001"),
    ("A long journal", "", ""),
    ("events folded", "folded_events", ""),
    ("seconds", "fold_s", "10 or less for a million"),
    ("peak memory, MB", "fold_peak_mb", "1,000 or less"),
    ("seconds with a snapshot", "fold_with_snapshot_s", "1 or less"),
    ("Losing the machine", "", ""),
    ("backup, seconds", "backup_s", ""),
    ("restore and check, seconds", "restore_s", "900 or less"),
    ("lines restored", "restored_lines", ""),
    ("people counted again", "restored_people", ""),
    ("restored as it was", "restored_as_it_was", "yes"),
)


def _say(found: Found) -> None:
    """Print the table, what is wrong, and last one line of JSON."""
    table = Table("", "found", "aim", title=f"Drill of the service on {found.figures['database']}")
    for words, name, aim in ROWS:
        value = found.figures.get(name, "")
        shown = ("yes" if value else "no") if isinstance(value, bool) else value
        shown = f"{shown:,}" if isinstance(shown, int | float) else str(shown)
        table.add_row(words if name else f"[bold]{words}[/bold]", shown, aim)
    out.print(table)
    for fault in found.faults:
        err.print(f"Fault: {fault}", style="red", markup=False, soft_wrap=True)
    print(json.dumps(found.figures | {"faults": found.faults}), flush=True)
