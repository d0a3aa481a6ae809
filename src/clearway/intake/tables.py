"""Tables as people hand them in: CSV files into columns, with every problem said where it is.

A `Table` never raises for what is in the file. It hands back a column for every question and
collects a `Problem` for every cell that could not answer; the reader of a whole folder joins
them and raises once. Nothing is guessed: a row that does not line up, a text where a number
belongs and bytes that are not UTF-8 are named, not mended.

Rows count as a spreadsheet does: the header is row 1, blank rows count and are skipped.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearway.city.arrays import Floats, Ints
from clearway.errors import Problem

SAME_PROBLEM_AT_MOST = 20  # of one kind in one column; the rest is counted in one sentence
SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SAVE_AS_UTF8 = "Save it as CSV UTF-8, so that names stay what they are."
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
csv.field_size_limit(2**31 - 1)  # a cell may hold the geometry of a long road


@dataclass(eq=False)
class Table:
    """Columns of a file, and what was wrong with them so far.

    file : what the file is called in a sentence, "network/link.csv"
    columns : name -> one text for each row, without blanks at its ends
    rows : (n,) int, the row in a spreadsheet
    problems : grows with every question that a cell cannot answer
    """

    file: str
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def text(self, column: str, empty: str = "") -> list[str]:
        """Return a column's texts, `empty` where a cell or the whole column is not there."""
        if column not in self.columns:
            return [empty] * len(self)
        return [cell or empty for cell in self.columns[column]]

    def numbers(
        self,
        column: str,
        *,
        empty: float | None = None,
        least: float | None = None,
        above: float | None = None,
        is_not: str = "a number",
        remedy: str = "Give a number with a point for decimals and nothing between the thousands.",
    ) -> Floats:
        """Return a column as (n,) float.

        Parameters
        ----------
        empty : the value of an empty cell or a missing column; None: an empty cell is a problem
        least, above : the smallest value that is allowed; the value that must be exceeded
        is_not : ends the sentence "-900 is not ..."
        remedy : what to do about any problem of this column
        """
        if column not in self.columns:
            return np.full(len(self), np.nan if empty is None else empty)
        cells = self.columns[column]
        values, bad = _parse(cells)
        blank = np.zeros(len(cells), bool)
        blank[[row for row in np.flatnonzero(bad).tolist() if cells[row] == ""]] = True
        if empty is None:
            self._report(column, blank, lambda _: "the cell is empty", remedy)
        else:
            values[blank] = empty
        refused = bad & ~blank
        checked = ~refused & ~blank
        with np.errstate(invalid="ignore"):
            if least is not None:
                refused |= checked & ~(values >= least)
            if above is not None:
                refused |= checked & ~(values > above)
        self._report(column, refused, lambda row: f"{cells[row]} is not {is_not}", remedy)
        return values

    def ids(self, column: str, thing: str) -> list[str]:
        """Return a column of ids: every one given, no two alike, no space inside."""
        cells = self.text(column)
        if len(set(cells)) == len(cells) and "" not in cells and len("".join(cells).split()) <= 1:
            return cells  # nothing to report, found in a tenth of the time
        if column not in self.columns:
            return cells
        first: dict[str, int] = {}
        for ix, cell in enumerate(cells):
            first.setdefault(cell, ix)
        empty = np.fromiter((cell == "" for cell in cells), bool, len(cells))
        self._report(column, empty, lambda _: "the cell is empty", f"Give each {thing} an id.")
        again = np.fromiter((first[cell] != ix for ix, cell in enumerate(cells)), bool, len(cells)) & ~empty
        self._report(
            column,
            again,
            lambda row: f"{cells[row]} is there twice, first in row {self.rows[first[cells[row]]]}",
            f"Give each {thing} an id of its own.",
        )
        spaced = np.fromiter((cell != "" and len(cell.split()) > 1 for cell in cells), bool, len(cells))
        self._report(
            column, spaced, lambda row: f"{cells[row]!r} has a space in it", "Ids are written without spaces."
        )
        return cells

    def references(self, column: str, known: Mapping[str, int], what: str, remedy: str) -> Ints:
        """Return the row of the thing that each cell names; -1, and a problem, where it is not known."""
        cells = self.text(column)
        found = np.fromiter((known.get(cell, -1) for cell in cells), np.int32, len(cells))
        if column in self.columns:
            named = [cell or "an empty cell" for cell in cells]
            self._report(column, found < 0, lambda row: f"{named[row]} is not {what}", remedy)
        return found

    def problem(self, row_ix: int, column: str | None, what: str, remedy: str) -> None:
        """Add a problem of one row."""
        self.problems.append(Problem(self.file, what, remedy, row=int(self.rows[row_ix]), column=column))

    def _report(
        self, column: str, wrong: NDArray[np.bool_], sentence: Callable[[int], str], remedy: str
    ) -> None:
        rows = np.flatnonzero(wrong)
        for row_ix in rows[:SAME_PROBLEM_AT_MOST]:
            self.problem(int(row_ix), column, sentence(int(row_ix)), remedy)
        if (more := len(rows) - SAME_PROBLEM_AT_MOST) > 0:
            what = f"{more:,} more rows have the same kind of problem, up to row {self.rows[rows[-1]]}"
            self.problems.append(Problem(self.file, what, remedy, column=column))


def read_table(
    path: Path,
    file: str | None = None,
    *,
    required: Iterable[str] = (),
    foreign: bool = False,
    encoding: str = "utf-8",
    if_missing: str = "Put the file there.",
) -> Table:
    """Read a CSV file (`.gz` too) into a `Table`; what is wrong with it stands in `problems`.

    Parameters
    ----------
    file : its name in sentences; the last part of the path if not given
    required : columns that must be there
    separators : those that may be used. A scenario or plan folder allows commas alone (docs/formats.md);
        an operator's own table may use ",;\\t"
    encoding : for files without a byte order mark
    if_missing : what to do when the file is not there
    """
    name = file or path.name
    try:
        text = _decode(_bytes_of(path), encoding, foreign=foreign)
    except FileNotFoundError:
        return Table(name, problems=[Problem(name, "the file is missing", if_missing)])
    except (OSError, EOFError, zlib.error) as error:
        what = f"the file cannot be read ({error}); it may be cut short"
        return Table(name, problems=[Problem(name, what, "Fetch or save it again.")])
    except _NotText as reason:
        return Table(name, problems=[Problem(name, str(reason), reason.remedy, row=reason.row)])
    return table_of(text, name, required=required, foreign=foreign)


def table_of(text: str, file: str, *, required: Iterable[str] = (), foreign: bool = False) -> Table:
    """Read the text of a CSV file into a `Table`, as `read_table` does."""
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    if not first_line.strip():
        return Table(file, problems=[Problem(file, "the file is empty", _columns_remedy(required))])
    separator = max(SEPARATOR_NAMES, key=first_line.count)
    if not foreign and separator in first_line and "," not in first_line:
        return Table(file, problems=[_wrong_separator(file, separator)])
    delimiter = separator if foreign else ","
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        what = f"the table cannot be read ({error}); a quotation mark may be missing or the file cut short"
        return Table(file, problems=[Problem(file, what, "Save it again as CSV.")])
    return _table_of_records(records, file, tuple(required))


def table_of_records(
    records: Sequence[Mapping[str, str]], file: str, *, required: Iterable[str] = ()
) -> Table:
    """Return a `Table` of records that came another way than as CSV; their row is their number."""
    names = list(dict.fromkeys(name for record in records for name in record))
    problems = [
        Problem(file, f"{name} is missing everywhere", f"Add it; there are {', '.join(names)}.")
        for name in required
        if name not in names
    ]
    columns = {name: [record.get(name, "").strip() for record in records] for name in names}
    return Table(file, columns, np.arange(1, len(records) + 1), problems)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as docs/formats.md has it: UTF-8, commas; packed where the name ends in .gz."""
    data = table_bytes(header, rows)
    path.write_bytes(gzip.compress(data, 6, mtime=0) if path.suffix == ".gz" else data)


def table_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file as docs/formats.md has it: UTF-8, commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def cell_of(value: float, decimals: int | None = 9) -> str:
    """Write a number so that it reads back the same; an empty cell for nan and for no limit."""
    if not np.isfinite(value):
        return ""
    number = float(value) if decimals is None else round(float(value), decimals)
    return str(int(number)) if number.is_integer() else repr(number)


class _NotText(Exception):
    def __init__(self, what: str, remedy: str, row: int | None = None):
        super().__init__(what)
        self.remedy, self.row = remedy, row


def _bytes_of(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def _decode(data: bytes, encoding: str, *, foreign: bool) -> str:
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        what = "the file is a spreadsheet program's own file, not a CSV table"
        raise _NotText(what, "Save it as CSV UTF-8 (comma separated).")
    if data.startswith(UTF16_MARKS):
        if not foreign:
            raise _NotText("the file is UTF-16 text, not UTF-8", _SAVE_AS_UTF8)
        encoding = "utf-16"
    try:
        text = data.decode("utf-8-sig" if encoding.lower().replace("_", "-") == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        byte = f"byte 0x{data[error.start]:02x}"
        what = f"{byte} is not {encoding.upper()} text; the file is in another encoding"
        raise _NotText(what, _SAVE_AS_UTF8, row) from error
    except LookupError as error:
        remedy = "Name one such as utf-8, cp1251 or latin-1."
        raise _NotText(f"{encoding} is not an encoding", remedy) from error
    if "\x00" in text:
        raise _NotText("the file holds bytes that are no text", "Give a CSV table.")
    return text


def _table_of_records(records: list[list[str]], file: str, required: tuple[str, ...]) -> Table:
    at = next((ix for ix, record in enumerate(records) if any(record)), None)
    if at is None:
        return Table(file, problems=[Problem(file, "the file is empty", _columns_remedy(required))])
    header = [cell.strip() for cell in records[at]]
    while header and not header[-1]:
        header.pop()
    problems = _header_problems(header, file, at + 1, required)
    kept, rows = [], []
    width = len(header)
    ragged = 0
    for row, record in enumerate(records[at + 1 :], start=at + 2):
        if not any(record):
            continue
        if len(record) != width:
            if len(record) < width or any(cell.strip() for cell in record[width:]):
                ragged += 1
                if ragged <= SAME_PROBLEM_AT_MOST:
                    problems.append(_ragged(file, row, len(record), width))
                continue
            record = record[:width]
        kept.append(record)
        rows.append(row)
    if ragged > SAME_PROBLEM_AT_MOST:
        what = f"{ragged - SAME_PROBLEM_AT_MOST:,} more rows do not line up with the header"
        problems.append(Problem(file, what, "Give every row one cell for each column."))
    columns = zip(*kept, strict=True) if kept else [()] * width
    return Table(
        file,
        {name: [*map(str.strip, cells)] for name, cells in zip(header, columns, strict=False) if name},
        np.array(rows, np.int64),
        problems,
    )


def _header_problems(header: list[str], file: str, row: int, required: tuple[str, ...]) -> list[Problem]:
    problems = []
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        problems.append(Problem(file, f"{name} names two columns", "Keep one of them.", row=row, column=name))
    for name in required:
        if name not in header:
            close = get_close_matches(name, header, n=1)
            hint = f" Is it the one called {close[0]}?" if close else ""
            listed = ", ".join(filter(None, header))
            problems.append(
                Problem(file, f"the column {name} is missing", f"Add it; there are {listed}.{hint}", row=row)
            )
    return problems


def _ragged(file: str, row: int, cells: int, width: int) -> Problem:
    remedy = "Give every row one cell for each column; put a text with commas in quotation marks."
    counted = "1 cell" if cells == 1 else f"{cells} cells"
    return Problem(file, f"{counted} where the header has {width}", remedy, row=row)


def _wrong_separator(file: str, separator: str) -> Problem:
    what = f"the columns are separated by {SEPARATOR_NAMES[separator]}, not by commas"
    return Problem(file, what, "Save it as CSV with commas.", row=1)


def _columns_remedy(required: Iterable[str]) -> str:
    names = ", ".join(required)
    return f"It needs a header with {names}, and its rows." if names else "It needs a header and its rows."


def _parse(cells: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the numbers, nan where there is none, and which cells hold no finite number."""
    try:
        values = np.array([cell or "nan" for cell in cells], dtype=np.float64)
    except ValueError:
        values = np.fromiter((_float(cell) for cell in cells), np.float64, len(cells))
    return values, ~np.isfinite(values)


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")
