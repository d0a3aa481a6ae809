"""A PostgreSQL of our own for the tests: real server, real connections, gone afterwards.

python tests/cluster.py DIRECTORY     start one in DIRECTORY and print its URL
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root


def binaries() -> Path | None:
    """Where Debian, or the PATH, keeps initdb and pg_ctl; None if there is no PostgreSQL."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    places += [Path(on_path).parent] if on_path else []
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


class Cluster:
    """One server on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        found = binaries()
        assert found is not None, "no PostgreSQL here"
        self.bin, self.folder = found, folder
        self.as_user: list[str] = []
        if os.geteuid() == 0:
            user = next(pwd.getpwnam(n) for n in UNPRIVILEGED if _exists(n))
            self.as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            os.chown(folder, user.pw_uid, user.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "clearway", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_user, str(self.bin / program), "-D", str(self.folder / "data"), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        log = self.folder / "log"  # the server keeps what it is given: a file, not our pipes
        log.touch()
        log.chmod(0o666)
        command = [*self.as_user, str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-w"]
        command += ["-l", str(log), "-o", options, "start"]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://clearway@127.0.0.1:{self.port}/{name}"

    def database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        import pg8000.native

        with pg8000.native.Connection("clearway", "127.0.0.1", "postgres", self.port) as connection:
            connection.run(f'CREATE DATABASE "{name}"')
        return self.url(name)


def _exists(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that is there inside the `with`."""
    folder = Path(tempfile.mkdtemp(prefix="clearway-postgresql-"))
    try:
        running = Cluster(folder)
        try:
            yield running
        finally:
            running.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True)
    print(Cluster(where).url())
