"""A sheet of log-log charts as plain SVG: no dependency, readable in black and white."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 330.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 14.0, 30.0, 44.0
LEGEND = 34.0
INK, GRID = "#222", "#ddd"
STYLES = (("#0072b2", ""), ("#d55e00", "7 3"), ("#009e73", "2 3"), ("#cc79a7", "9 3 2 3"))
"""Colours that the colour-blind tell apart (Okabe and Ito), each with a dash of its own."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One chart: what is on its axes, and the points of each series by name."""

    title: str
    across: str
    up: str
    series: Mapping[str, Points]


@dataclass(frozen=True)
class _Axis:
    """Whole decades (or halves where there is less than one) over a stretch of the sheet."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """1, 10, 100, ...; and 2 and 5 of each where the axis is short."""
        few = log10(self.high / self.low) < 2.5
        decades = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
        every = [m * 10.0**decade for decade in decades for m in ((1, 2, 5) if few else (1,))]
        return [tick for tick in every if self.low * 0.999 <= tick <= self.high * 1.001]


def _axis(values: Sequence[float], start: float, end: float) -> _Axis:
    steps = sorted(m * 10.0**decade for decade in range(-6, 13) for m in (1, 2, 5))
    low = max(step for step in steps if step <= min(values) * 1.001)
    high = min(step for step in steps if step >= max(values) * 0.999)
    return _Axis(low, high if high > low else low * 10, start, end)


def _text(x: float, y: float, words: str, anchor: str = "middle", size: int = 11, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}{more}>{escape(words)}</text>"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def _style(row: int) -> tuple[str, str]:
    colour, dash = STYLES[row % len(STYLES)]
    return colour, f' stroke-width="2" stroke-dasharray="{dash}"' if dash else ' stroke-width="2"'


def _panel(panel: Panel, names: Sequence[str], left: float, top: float) -> list[str]:
    """Draw one chart with its upper left corner there."""
    points = [point for series in panel.series.values() for point in series]
    middle = left + (LEFT + WIDTH - RIGHT) / 2
    drawn = [_text(middle, top + 18, panel.title, size=13, more=' font-weight="bold"')]
    if not points:
        return [*drawn, _text(middle, top + HEIGHT / 2, "nothing measured")]
    x = _axis([p[0] for p in points], left + LEFT, left + WIDTH - RIGHT)
    y = _axis([p[1] for p in points], top + HEIGHT - BOTTOM, top + TOP)
    for tick in x.ticks():
        drawn.append(_line(x.at(tick), y.start, x.at(tick), y.end, GRID))
        drawn.append(_text(x.at(tick), y.start + 15, f"{tick:,.10g}"))
    for tick in y.ticks():
        drawn.append(_line(x.start, y.at(tick), x.end, y.at(tick), GRID))
        drawn.append(_text(x.start - 5, y.at(tick) + 4, f"{tick:,.10g}", "end"))
    drawn += [_line(x.start, y.start, x.end, y.start, INK), _line(x.start, y.start, x.start, y.end, INK)]
    drawn.append(_text(middle, y.start + 33, panel.across))
    turned = f' transform="rotate(-90 {left + 13:.1f} {(y.start + y.end) / 2:.1f})"'
    drawn.append(_text(left + 13, (y.start + y.end) / 2, panel.up, more=turned))
    for row, name in enumerate(names):
        colour, stroke = _style(row)
        places = [(x.at(a), y.at(b)) for a, b in sorted(panel.series.get(name, ()))]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}"{stroke}/>')
        drawn += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
    return drawn


def sheet(panels: Sequence[Sequence[Panel]], note: str) -> str:
    """Return the SVG of rows of charts with one legend above and a note below.

    Parameters
    ----------
    panels : rows of charts; every value in them above 0, as logarithms ask
    note : one line: the command and the machine that made the figures
    """
    names = list(dict.fromkeys(name for row in panels for panel in row for name in panel.series))
    width = WIDTH * max(len(row) for row in panels)
    height = LEGEND + HEIGHT * len(panels) + 22
    drawn = [f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>']
    for row, name in enumerate(names):
        x, (colour, stroke) = LEFT + 190 * row, _style(row)
        drawn += [_line(x, 18, x + 34, 18, colour, stroke), _text(x + 42, 22, name, "start", 12)]
    for row, of_row in enumerate(panels):
        for column, panel in enumerate(of_row):
            drawn += _panel(panel, names, WIDTH * column, LEGEND + HEIGHT * row)
    drawn.append(_text(LEFT, height - 8, note, "start", 10))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img"'
    body = "\n".join(drawn)
    return f'{head} font-family="sans-serif" fill="{INK}">\n<title>{escape(note)}</title>\n{body}\n</svg>\n'
