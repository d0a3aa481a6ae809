"""The file scenario.toml: what a scenario is called, when it starts, and how far ahead to plan."""

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clearway.errors import Problem
from clearway.intake.tables import cell_of

FILE = "scenario.toml"
PEOPLE_PER_VEHICLE = 2.5  # FORMATS.md's default, used where neither zone nor scenario says more
HORIZON_H = 24.0
_START_REMEDY = 'Write it as start = "2024-01-05T18:00:00+03:00", with the offset from UTC at the end.'


@dataclass(frozen=True)
class Settings:
    """What scenario.toml says; `start_at` is None only where its problem was reported."""

    name: str
    start_at: datetime | None
    people_per_vehicle: float = PEOPLE_PER_VEHICLE
    horizon_s: float = HORIZON_H * 3600
    at_s: float = 0.0
    attribution: str = ""


def read_settings(folder: Path) -> tuple[Settings, list[Problem]]:
    """Read a scenario folder's settings; problems are returned, not raised."""
    nothing = Settings(folder.name, None)
    path = folder / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = "A scenario folder has one; `clearway import MAP --out SCENARIO` makes it."
        return nothing, [Problem(FILE, f"there is no such file in {folder}", remedy)]
    except UnicodeDecodeError as error:
        what = f"byte 0x{error.object[error.start]:02x} is not UTF-8 text; the file is in another encoding"
        return nothing, [Problem(FILE, what, "Save it as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        if path.read_bytes().startswith(b"\xef\xbb\xbf"):
            what = "the file starts with a byte order mark, which TOML does not allow"
            return nothing, [Problem(FILE, what, "Save it as UTF-8 without BOM.")]
        remedy = 'Write each line as key = value, texts in quotation marks: name = "Border city".'
        return nothing, [Problem(FILE, f"the file is no TOML: {error}", remedy)]
    except OSError as error:
        return nothing, [Problem(FILE, f"the file cannot be read ({error})", "Name a scenario folder.")]
    return _settings_of(given, folder.name)


def settings_text(settings: Settings) -> str:
    """Return scenario.toml for these settings."""
    assert settings.start_at is not None
    lines = [
        f"name = {_quoted(settings.name)}",
        f"start = {_quoted(settings.start_at.isoformat())}",
        f"people_per_vehicle = {cell_of(settings.people_per_vehicle, None)}",
        f"horizon_h = {cell_of(settings.horizon_s / 3600, None)}",
    ]
    if settings.at_s:
        lines.append(f"at_s = {cell_of(settings.at_s, None)}")
    if settings.attribution:
        lines.append(f"attribution = {_quoted(settings.attribution)}")
    return "\n".join(lines) + "\n"


def _settings_of(given: dict[str, Any], folder_name: str) -> tuple[Settings, list[Problem]]:
    problems: list[Problem] = []
    settings = Settings(
        name=_name(given.get("name", folder_name), problems),
        start_at=_start(given.get("start"), problems),
        people_per_vehicle=_above_0(given, "people_per_vehicle", PEOPLE_PER_VEHICLE, problems),
        horizon_s=round(_above_0(given, "horizon_h", HORIZON_H, problems) * 3600, 6),
        at_s=_above_0(given, "at_s", 0.0, problems, or_0=True),
        attribution=str(given.get("attribution", "")),
    )
    return settings, problems


def _name(value: object, problems: list[Problem]) -> str:
    if isinstance(value, str) and value.strip():
        return value
    problems.append(Problem(FILE, f"{value!r} is not a name", 'Write a text: name = "..."', column="name"))
    return "scenario"


def _start(value: object, problems: list[Problem]) -> datetime | None:
    if value is None:
        problems.append(Problem(FILE, "the start is missing", _START_REMEDY, column="start"))
        return None
    try:
        start_at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        what = f"{value} is not an instant"
        problems.append(Problem(FILE, what, _START_REMEDY, column="start"))
        return None
    if start_at.tzinfo is None:
        what = f"{value} has no offset from UTC, so it could be meant in any time zone"
        problems.append(Problem(FILE, what, _START_REMEDY, column="start"))
        return None
    return start_at


def _above_0(
    given: dict[str, Any], key: str, default: float, problems: list[Problem], *, or_0: bool = False
) -> float:
    value = given.get(key, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and (0 < value < float("inf") or (or_0 and value == 0)):
        return float(value)
    what = f"{value!r} is not a number {'from 0 on' if or_0 else 'above 0'}"
    problems.append(Problem(FILE, what, f"Write {key} = {cell_of(default)}, for example.", column=key))
    return default


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
