"""`clearway work`: a worker; plans again when a journal knows more than its last plan."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from clearway.cli.settings import Database, KeyFile, database_of, key_file_of

if TYPE_CHECKING:
    from clearway.store import Store


def work(
    database: Database = "",
    key_file: KeyFile = None,
    every_s: Annotated[
        float, typer.Option("--every", metavar="S", help="Look at the journals so often.")
    ] = 1.0,
    with_parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Plan drafts and keep snapshots, as long as it runs. Start as many as you like: none plans twice.

      clearway work --database postgresql://clearway@db/clearway

    A draft orders nothing: that is for a person to approve. With the master key it also matches
    relatives' questions and forgets households whose time is over.

    Exit: 0 stopped, 2 bad input. Next: approve a draft in the console
    """
    from clearway.operations.cities import Cities
    from clearway.operations.clock import Clock
    from clearway.operations.replan import work as keep_working
    from clearway.store import Store
    from clearway.store.sealed import read_master_key
    from clearway.web.watching import make_log

    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_end_with, args=(with_parent, stop), daemon=True).start()
    log = make_log()
    with Store(database_of(database)) as store:
        key = key_file_of(key_file)
        chores = [_people_of(store, read_master_key(key))] if key.exists() else []
        name = f"{socket.gethostname()}:{os.getpid()}"
        keep_working(
            store,
            Cities(),
            clock=Clock(),
            by=name,
            until=stop,
            every_s=every_s,
            chores=chores,
            said=lambda what, more: log.info(what, worker=name, **more),
        )


def _people_of(store: "Store", master_key: bytes) -> Callable[[datetime], None]:
    """Return what is done for people at each look: match questions, forget whose time is over."""
    from clearway.operations.exercises import LIVE
    from clearway.operations.exporting import LASTS
    from clearway.operations.people import forget_by_time
    from clearway.operations.relatives import forget_old, match_new
    from clearway.store.exports import Exports
    from clearway.store.questions import Questions
    from clearway.store.vault import Vault

    vault, questions = Vault(store.database, master_key), Questions(store.database, master_key)
    exports = Exports(store.database)

    def chore(now: datetime) -> None:
        match_new(questions, vault, now=now)
        forget_old(questions, now=now)
        exports.remove_before(now - LASTS)
        if any(card.journal_id == LIVE for card in store.cards()):
            forget_by_time(store, vault, LIVE, now=now)

    return chore


def _end_with(parent: int, stop: threading.Event) -> None:
    """End when the service that started us is gone, however it went."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
