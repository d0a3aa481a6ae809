"""How an instant and a span of time are said to a person: on the scenario's own clock, to the minute."""

import math
from datetime import datetime, timedelta

LONGEST_IN_SECONDS_S = 120.0


def instant(start_at: datetime, after_s: float) -> datetime:
    """Return the instant so many seconds after the start, in the start's own offset."""
    return start_at + timedelta(seconds=after_s)


def clock(start_at: datetime, after_s: float) -> str:
    """Say an instant as people read it off a clock: "18:20", with its day where that is not the first.

    Rounded to the nearest minute. `inf` and `nan` are "never" and "not known".
    """
    if not math.isfinite(after_s):
        return "not known" if math.isnan(after_s) else "never"
    then = instant(start_at, round(after_s / 60) * 60)
    said = f"{then:%H:%M}"
    return said if then.date() == start_at.date() else f"{then.day} {then:%b} {said}"


def window(start_at: datetime, from_s: float, until_s: float) -> str:
    """Say a span between two instants: "18:20–18:50"; the day is said once where both share it."""
    first, last = clock(start_at, from_s), clock(start_at, until_s)
    if first == last:
        return first
    day, _, hour = last.rpartition(" ")
    return f"{first}–{hour}" if day and first.startswith(day + " ") else f"{first}–{last}"


def duration(span_s: float) -> str:
    """Say how long something takes: "45 s", "12 min", "3 h 04 min"."""
    if not math.isfinite(span_s):
        return "not known" if math.isnan(span_s) else "without end"
    if span_s < LONGEST_IN_SECONDS_S and span_s % 60:
        return f"{span_s:.0f} s"
    hours, minutes = divmod(round(span_s / 60), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def offset_name(start_at: datetime) -> str:
    """Say a clock's offset: "UTC+03:00"."""
    said = start_at.strftime("%z")
    return f"UTC{said[:3]}:{said[3:5]}" if said else "UTC"
