"""Folders that appear whole or not at all, however the writing ends."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from clearway.errors import InputError, Problem


@contextmanager
def whole_folder(folder: Path, *, marker: str, keep: frozenset[str] | None = None) -> Iterator[Path]:
    """Yield an empty folder to fill; it takes the place of `folder` only when all of it is written.

    An existing folder is replaced if it is empty or holds `marker` (so that a wrong name never costs
    somebody their files). If writing fails, everything is as before.

    Parameters
    ----------
    keep : None, or the names this writer owns: everything else in the old folder is carried over
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link that we replace
    _refuse_strangers(folder, marker)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as aside:
        fresh, old = Path(aside) / "new", Path(aside) / "old"
        fresh.mkdir()
        yield fresh
        if keep is not None and folder.is_dir():
            _carry_over(folder, fresh, keep)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise


def replace_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files of a folder, each whole: all are written aside before the first takes its place.

    None removes a file. Files are replaced in the order given.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".part.") as aside:
        for name, data in files.items():
            if data is not None:
                (Path(aside) / name).write_bytes(data)
        for name, data in files.items():
            if data is None:
                (folder / name).unlink(missing_ok=True)
            else:
                (Path(aside) / name).replace(folder / name)


def _refuse_strangers(folder: Path, marker: str) -> None:
    if folder.is_dir() and (not any(folder.iterdir()) or (folder / marker).exists()):
        return
    if folder.exists():
        what = f"it is there already and holds no {marker}"
        raise InputError([Problem(str(folder), what, "Name a new folder; nothing was changed.")])


def _carry_over(old: Path, fresh: Path, owned: frozenset[str]) -> None:
    for item in old.iterdir():
        if item.name in owned:
            continue
        if item.is_dir():
            shutil.copytree(item, fresh / item.name)
        else:
            shutil.copy2(item, fresh / item.name)
