"""`clearway work`: a worker; plans again when a journal knows more than its last plan."""

import os
import signal
import socket
import threading
from typing import Annotated

import typer

from clearway.cli.settings import Database, database_of


def work(
    database: Database = "",
    every_s: Annotated[
        float, typer.Option("--every", metavar="S", help="Look at the journals so often.")
    ] = 1.0,
    with_parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Plan drafts and keep snapshots, as long as it runs. Start as many as you like: none plans twice.

      clearway work --database postgresql://clearway@db/clearway

    A draft orders nothing: that is for a person to approve.

    Exit: 0 stopped, 2 bad input. Next: approve a draft in the console
    """
    from clearway.operations.cities import Cities
    from clearway.operations.clock import Clock
    from clearway.operations.replan import work as keep_working
    from clearway.store import Store
    from clearway.web.watching import make_log

    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_end_with, args=(with_parent, stop), daemon=True).start()
    log = make_log()
    with Store(database_of(database)) as store:
        name = f"{socket.gethostname()}:{os.getpid()}"
        keep_working(
            store,
            Cities(),
            clock=Clock(),
            by=name,
            until=stop,
            every_s=every_s,
            said=lambda what, more: log.info(what, worker=name, **more),
        )


def _end_with(parent: int, stop: threading.Event) -> None:
    """End when the service that started us is gone, however it went."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
