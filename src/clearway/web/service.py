"""What every request needs: the store, the clock, the board, the keys; made once, closed once."""

import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path

from clearway.errors import ClearwayError
from clearway.operations.board import Board
from clearway.operations.cities import Cities
from clearway.operations.clock import Clock
from clearway.store import Store
from clearway.store.master_key import check_master_key
from clearway.store.questions import Questions
from clearway.store.sealed import Sealer, read_master_key
from clearway.store.vault import Vault

LEAST_FREE_BYTES = 100_000_000
MOST_JUMP_S = 5.0


@dataclass(frozen=True)
class Settings:
    """Where things are. `key_file` holds the master key and is never in the database."""

    database: str
    key_file: Path
    metrics_token: str = ""
    tries_a_minute: int = 30  # from one address, at sign-in and of relatives' questions


@dataclass
class Service:
    """One running service process."""

    settings: Settings
    store: Store
    sealer: Sealer
    questions: Questions
    vault: Vault
    clock: Clock = field(default_factory=Clock)
    cities: Cities = field(default_factory=Cities)
    stopping: threading.Event = field(default_factory=threading.Event)
    first_link: str | None = None  # the first administrator's one-time token, until it was used

    def __post_init__(self) -> None:
        self.board = Board(self.store, self.cities)

    @classmethod
    def open(cls, settings: Settings) -> "Service":
        """Open the store and read the key; every problem is said before a request is taken."""
        master_key = read_master_key(settings.key_file)
        store = Store(settings.database)
        try:
            check_master_key(store.database, master_key, where=str(settings.key_file))
        except BaseException:
            store.close()
            raise
        sealer = Sealer(master_key, "second factors")
        questions = Questions(store.database, master_key)
        return cls(settings, store, sealer, questions, Vault(store.database, master_key))

    def close(self) -> None:
        """Let go of everything."""
        self.stopping.set()
        self.store.close()

    def not_ready(self) -> list[str]:
        """Return why no request should be sent here; an empty list if all is well."""
        reasons = []
        try:
            self.store.cards()
        except ClearwayError:
            reasons.append("the database does not answer")
        if self.stopping.is_set():
            reasons.append("stopping")
        if abs(self.clock.jump_s()) > MOST_JUMP_S:
            reasons.append(
                f"the machine's clock was set by {self.clock.jump_s():+.0f} s; restart when it is right"
            )
        if self.store.database.is_sqlite and self._free_bytes() < LEAST_FREE_BYTES:
            reasons.append(f"less than {LEAST_FREE_BYTES // 1_000_000} MB are free on the disk")
        return reasons

    def _free_bytes(self) -> int:
        return shutil.disk_usage(Path(self.store.database.place).parent).free
