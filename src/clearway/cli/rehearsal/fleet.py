"""Service processes that can be killed: started as a person would start them, and started again."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from clearway.errors import ClearwayError

START_WITHIN_S = 60.0
SERVE = "import typer; from clearway.cli.serve import serve; typer.run(serve)"
WORK = "import typer; from clearway.cli.work import work; typer.run(work)"


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class One:
    """One process; `start` after `kill` is the same process anew, on the same port."""

    def __init__(self, program: str, arguments: list[str], log: Path, port: int = 0) -> None:
        self.port = port
        self._command = [sys.executable, "-c", program, *arguments]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        """Start it; `ready` says when it takes requests."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, env=dict(os.environ))

    def ready(self) -> bool:
        """Return whether it accepts connections."""
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """SIGKILL: no warning, no last word."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def stop(self) -> None:
        """SIGTERM, and wait; SIGKILL if it does not end."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Fleet:
    """Some services and workers on one database."""

    def __init__(
        self, database: str, key_file: Path, folder: Path, *, services: int = 2, workers: int = 2
    ) -> None:
        self.services = []
        for n in range(services):
            port = free_port()
            where = ["--database", database, "--key-file", str(key_file), "--port", str(port), "--no-worker"]
            where += ["--tries", "1000000"]  # the whole staff calls from this machine
            self.services.append(One(SERVE, where, folder / f"service-{n}.log", port))
        work = ["--database", database, "--key-file", str(key_file), "--every", "0.5"]
        self.workers = [One(WORK, work, folder / f"worker-{n}.log") for n in range(workers)]
        self._lock = threading.Lock()

    def __enter__(self) -> "Fleet":
        for one in [*self.services, *self.workers]:
            one.start()
        for one in self.services:
            self._wait(one)
        return self

    def __exit__(self, *_: object) -> None:
        for one in [*self.services, *self.workers]:
            one.stop()

    def _wait(self, one: One) -> None:
        until = time.monotonic() + START_WITHIN_S
        while not one.ready():
            if time.monotonic() > until:
                raise ClearwayError(f"A service did not start within {START_WITHIN_S:.0f} s; see its log.")
            time.sleep(0.05)

    def kill_and_restart(self, which: int) -> None:
        """Kill one process at once and start it again; every fourth is a worker."""
        with self._lock:
            everyone = self.workers if self.workers and which % 4 == 3 else self.services
            one = everyone[which % len(everyone)]
            one.kill()
            one.start()
            if one.port:
                self._wait(one)

    @property
    def ports(self) -> list[int]:
        """Where the services listen."""
        return [one.port for one in self.services]

    @property
    def kills(self) -> int:
        """How many were killed so far."""
        return sum(one.kills for one in [*self.services, *self.workers])
