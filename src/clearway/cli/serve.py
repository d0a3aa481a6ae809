"""`clearway serve`: the running operation as a service: journal, plans, people who sign in."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clearway.cli.console import err, out
from clearway.cli.settings import Database, KeyFile, database_of, key_file_of
from clearway.errors import InputError, Problem

if TYPE_CHECKING:
    from clearway.web.service import Service

EXAMPLE_FOLDER = Path("examples") / "border-city"
STOP_WITHIN_S = 10


def serve(
    database: Database = "",
    key_file: KeyFile = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8000,
    scenario: Annotated[
        Path | None, typer.Option(help="The city of the live journal, when it is begun.", show_default=False)
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Open the border city with a day of journal.")
    ] = False,
    worker: Annotated[bool, typer.Option(help="Start a worker that plans beside it.")] = True,
    tries: Annotated[
        int, typer.Option("--tries", help="Sign-ins and questions a minute that one address may try.")
    ] = 30,
    proxy: Annotated[
        str,
        typer.Option(help="Believe this proxy about who asks: its address, or *.", show_default="no proxy"),
    ] = "",
    metrics_token: Annotated[
        str,
        typer.Option(
            envvar="CLEARWAY_METRICS_TOKEN", help="Who may read /metrics.", show_default="this machine"
        ),
    ] = "",
) -> None:
    """Run the service. With no options: SQLite in clearway-data/, everything in one go.

      clearway serve --example

    The first start makes a master key and prints a one-time link for the first administrator.
    Ctrl-C or SIGTERM lets requests finish, then stops.

    Exit: 0 stopped, 2 bad input. Next: open the link; clearway verify-journal, clearway backup
    """
    from clearway.web.api import make_app
    from clearway.web.service import Service, Settings

    place, key = database_of(database), key_file_of(key_file)
    _key_ready(place, key)
    service = Service.open(Settings(place, key, metrics_token, tries))
    _say_if_no_copy(service, key)
    _open_journals(service, scenario, example=example)
    working = _start_worker(place, key) if worker else None
    try:
        _run(make_app(service), service, host, port, proxy)
    finally:
        service.close()
        if working is not None:
            working.terminate()
            working.wait()


def _key_ready(database: str, key: Path) -> None:
    """Make a master key for a new database; without the key of an old one, say so before it hurts."""
    from clearway.store import Store
    from clearway.store.sealed import make_master_key, read_master_key

    if key.exists():
        read_master_key(key)
        return
    with Store(database) as store:
        if store.accounts.any():
            what = "the master key of this database is not there"
            remedy = (
                "Put its copy back, or give --key-file; without it nobody can sign in and no file be read"
            )
            raise InputError([Problem(str(key), what, remedy)])
    make_master_key(key)
    err.print(f"A new master key is in {key}. Copy it to another place now:", style="yellow", soft_wrap=True)
    err.print("whoever loses it loses people's files and second factors for good.", style="yellow")


def _say_if_no_copy(service: "Service", key: Path) -> None:
    """Say at each start that no copy of the master key was tried yet."""
    from clearway.store.master_key import copy_tried_at
    from clearway.store.sealed import read_master_key

    if copy_tried_at(service.store.database, read_master_key(key)) is None:
        err.print("No copy of the master key was tried yet: clearway keys check --copy FILE", style="yellow")


def _open_journals(service: "Service", scenario: Path | None, *, example: bool) -> None:
    from clearway.intake import read_scenario
    from clearway.operations.accounts import first_administrator
    from clearway.operations.example import open_example
    from clearway.operations.exercises import open_live

    now = service.clock.now()
    name = read_scenario(scenario).name if scenario else "Live operation"
    open_live(service.store, name=name, scenario=scenario, now=now)
    if example:
        if not EXAMPLE_FOLDER.is_dir():
            remedy = "Run this in a clone of Clearway, where examples/ is"
            raise InputError([Problem(str(EXAMPLE_FOLDER), "the example is not here", remedy)])
        open_example(service.store, EXAMPLE_FOLDER, read_scenario(EXAMPLE_FOLDER), now=now)
    service.first_link = first_administrator(service.store, now=now)


def _start_worker(database: str, key: Path) -> subprocess.Popen[bytes]:
    """Start a worker of its own: planning takes all of a core and must not keep requests waiting."""
    program = "import typer; from clearway.cli.work import work; typer.run(work)"
    command = [sys.executable, "-c", program, "--database", database, "--key-file", str(key)]
    command += ["--with-parent", str(os.getpid())]
    return subprocess.Popen(command, stdout=sys.stderr)


def _run(app: Any, service: "Service", host: str, port: int, proxy: str) -> None:
    """Serve until told to stop; say where once requests are taken."""
    import uvicorn

    class Server(uvicorn.Server):
        """Tells the service first that it stops, so that streams end and readiness says no."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            service.stopping.set()
            super().handle_exit(sig, frame)

        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            where = self.servers[0].sockets[0].getsockname()[1]
            out.print(f"Clearway is on http://{host}:{where}", markup=False, soft_wrap=True)
            if service.first_link:
                link = f"http://{host}:{where}/welcome#{service.first_link}"
                out.print(
                    f"First administrator, one time, within a day: {link}", markup=False, soft_wrap=True
                )

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_keep_alive=75,  # people think between two deeds; the proxy in front decides otherwise
    )
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Server(config).run()
