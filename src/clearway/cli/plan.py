"""`clearway plan`: from a scenario folder to a plan folder; nobody is warned."""

import resource
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, cast

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from clearway.city.network import CapacityLevel
from clearway.cli.console import err, out
from clearway.errors import InputError, Problem
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock

AT_CAPACITY = "scenario"  # in the plan folder: what a plan at low or high capacities is judged against
CHANGES_FILE, MOST_CHANGES_SHOWN = "changes.txt", 20
LEVELS, MODES = ("low", "base", "high"), ("orders", "flow", "signs")


class Watch:
    """Shows how far the planner is, and tells it to stop at the time limit or on Ctrl-C."""

    def __init__(self, time_limit_s: float | None):
        self._started = time.monotonic()  # reading the scenario counts
        self._limit_s = time_limit_s
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=err, transient=True
        )
        self._task = self._bar.add_task("starting", total=1.0)
        self.interrupted = False

    def __enter__(self) -> "Watch":
        self._bar.start()
        self._usual = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._usual)
        self._bar.stop()

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
        err.print("Stopping with the best plan so far; Ctrl-C again to stop with none.")

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def __call__(self, stage: str, share: float) -> bool:
        """Show the stage; answer whether to go on."""
        self._bar.update(self._task, description=stage, completed=share)
        return not self.interrupted and (self._limit_s is None or self.elapsed_s < self._limit_s)


def plan(
    scenario: Annotated[Path, typer.Argument(help="The scenario folder.", show_default=False)],
    to: Annotated[
        Path, typer.Option("--out", metavar="PLAN", help="Where the plan folder goes.", show_default=False)
    ],
    mode: Annotated[
        str,
        typer.Option(
            metavar="orders|flow|signs",
            help="orders: few routes and windows for each zone; flow: the best splittable plan, "
            "for research; signs: one way on at every junction.",
        ),
    ] = "orders",
    routes: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many routes for a zone.")] = 3,
    capacity: Annotated[
        str, typer.Option(metavar="low|base|high", help="Which of the assumed road capacities holds.")
    ] = "base",
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="S",
            min=0.0,
            help="Best plan and bound after so many seconds. Reading, a first bound and a first plan "
            "are always made: 1 s for 3,000 links, 4 s for 30,000.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Same seed, same plan.")] = 0,
    contraflow: Annotated[
        bool, typer.Option("--contraflow", help="Turn roads one way, only where it pays.")
    ] = False,
    before: Annotated[
        Path | None,
        typer.Option(metavar="PLAN", help="The plan in force: keep its orders where they can be kept."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="INSTANT", help="Nothing is ordered before 2024-01-06T10:30+03:00; or seconds."),
    ] = None,
    what_if: Annotated[
        bool,
        typer.Option("--what-if", help="Also plan other capacities, ±30 % people, major roads lost."),
    ] = False,
    roads: Annotated[int, typer.Option(min=0, metavar="N", help="So many roads are lost, --what-if.")] = 8,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler that plans the what-if cases."),
    ] = None,
    measures: Annotated[
        bool, typer.Option("--measures", help="Also find the five measures that would help most.")
    ] = False,
) -> None:
    """Plan departures for SCENARIO. Writes a plan folder; nobody is warned: that is for a person to approve.

    Ctrl-C stops with the best plan so far.

      clearway plan examples/border-city --out out/plan --routes 2
      clearway plan examples/border-city --out out/plan --what-if --measures
      clearway plan examples/border-city --out out/new --before out/plan --at 2024-01-06T11:00+03:00

    Exit: 0 planned, 2 bad input. Next: clearway report SCENARIO PLAN, clearway verify SCENARIO PLAN
    """
    from clearway.alerts import changes_by_zone, orders_in_words
    from clearway.cli.around_the_plan import show_measures, show_what_if
    from clearway.intake import read_plan, read_scenario, write_plan, write_scenario
    from clearway.planner import Mode, Settings, make_plan

    watch = Watch(time_limit)
    _check_choices(mode, capacity)
    situation = read_scenario(scenario).at_capacity(cast(CapacityLevel, capacity))
    if at is not None:
        situation = replace(situation, at_s=_seconds_of(at, situation))
    in_force = read_plan(before, situation) if before is not None else None
    settings = Settings(mode=cast(Mode, mode), routes=routes, seed=seed, contraflow=contraflow)
    with watch:
        made = make_plan(situation, settings, before=in_force, progress=watch)
    made = replace(
        made, created_at=datetime.now(UTC), wall_s=round(watch.elapsed_s, 3), peak_memory_mb=_peak_memory_mb()
    )
    beside = orders_in_words(situation, made)
    if in_force is not None:
        beside |= {CHANGES_FILE: "\n".join(changes_by_zone(situation, made)) + "\n"}
    write_plan(made, situation, to, beside=beside)
    if capacity != "base":
        write_scenario(situation, to / AT_CAPACITY)
        scenario = to / AT_CAPACITY
        out.print(f"The scenario with {capacity} capacities, which this plan is made for, is in {scenario}.")
    if in_force is not None:
        _say_changes(made, situation, given=at is not None)
    _say(made, situation, scenario, to)
    if what_if:
        show_what_if(situation, made, settings, roads, cluster, to)
    if measures:
        show_measures(situation, made, settings, to)


def _seconds_of(at: str, situation: Situation) -> float:
    """Read an instant with its offset, or seconds after the start."""
    try:
        return float(at)
    except ValueError:
        pass
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        remedy = "Give it with its offset, 2024-01-06T10:30+03:00, or as seconds after the start."
        raise InputError([Problem("--at", f"{at!r} is not an instant", remedy)])
    return (instant - situation.start_at).total_seconds()


def _check_choices(mode: str, capacity: str) -> None:
    problems = []
    if mode not in MODES:
        problems.append(Problem("--mode", f"{mode!r} is not a mode", f"Choose one of {', '.join(MODES)}."))
    if capacity not in LEVELS:
        problems.append(
            Problem("--capacity", f"{capacity!r} is not a level", f"Choose one of {', '.join(LEVELS)}.")
        )
    if problems:
        raise InputError(problems)


def _peak_memory_mb() -> float:
    """Return the most memory this process has held, in megabytes (Linux counts KiB, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 1e6 if sys.platform == "darwin" else peak / 1024, 1)


def _say_changes(made: Plan, situation: Situation, *, given: bool) -> None:
    """Tell what is new since the plan before, zone by zone; the whole of it is in the plan folder."""
    from clearway.alerts import changes_by_zone

    if not given:
        out.print("No --at: nobody counts as having left yet. Give the instant from which orders may change.")
    lines = changes_by_zone(situation, made)
    for line in lines[: 1 + MOST_CHANGES_SHOWN]:
        out.print(line, markup=False)
    if len(lines) > 1 + MOST_CHANGES_SHOWN:
        out.print(
            f"{len(lines) - 1 - MOST_CHANGES_SHOWN} more zones change: see {CHANGES_FILE} in the plan folder."
        )


def _say(made: Plan, situation: Situation, scenario: Path, to: Path) -> None:
    """Tell in a few lines what the plan comes to."""
    minutes = made.clearance_s / 60
    out.print(
        f"{made.evacuated_people:,.0f} of {made.people:,.0f} people are safe after {minutes:,.0f} min, "
        f"on average after {made.mean_arrival_s / 60:,.1f} min."
    )
    if made.bounds.clearance_s > 0:
        over = made.mean_arrival_s / made.bounds.mean_arrival_s - 1 if made.bounds.mean_arrival_s > 0 else 0.0
        out.print(
            f"Proven: nobody can be faster than {made.bounds.clearance_s / 60:,.0f} min; this plan is "
            f"{made.gap:.1%} over that, and its average {over:.1%} over the best average."
        )
    if made.bottleneck.sentence:
        out.print(made.bottleneck.sentence, markup=False)
    for turned in made.contraflow:
        road, link = situation.network.label(turned.to_link_ix), situation.network.link_ids[turned.link_ix]
        from_when = clock(situation.start_at, turned.from_s)
        out.print(f"Turn {road} one way from {from_when} (link {link} is given up).", markup=False)
    if made.late_people >= 1:
        out.print(f"{made.late_people:,.0f} people arrive after their deadline.")
    if seats := sum(made.waiting_for_seat.values()):
        out.print(f"{seats:,.0f} people have no car and wait for a seat; they are no part of these times.")
    for row in made.unserved.values():
        out.print(row.reason, markup=False)
    out.print(
        f"{len(made.routes)} routes and {len(made.departures)} departure windows "
        f"for {len(situation.zones)} zones in {to}. Next: clearway report {scenario} {to}",
        markup=False,
    )
