"""The report page: one HTML file that shows a plan, opens from disk, and asks no network.

The template holds every figure and sentence, so that the page can be read, searched and printed without
a script; the scripts draw the map and the curve, sort, and move in time. They are written as ES modules
(one file a question, under `page/`) and joined here into one.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup

from clearway import __version__
from clearway.city.network import CapacityLevel
from clearway.maps.facts import (
    Order,
    assumed_capacity,
    level_plans,
    milestones,
    narrow_links,
    people_sum,
    shelter_rows,
    turned_roads,
    zone_rows,
)
from clearway.maps.scene import draw_scene
from clearway.plan import Plan
from clearway.situation import Situation
from clearway.times import clock, duration, offset_name, window

SCRIPTS = ("decode", "words", "city", "layers", "map", "pointing", "curve", "tables", "report")
STYLES = ("report", "print")
MOST_SOURCES = 6


def draw_report(
    situation: Situation,
    plan: Plan,
    orders: Sequence[Order],
    *,
    levels: Mapping[CapacityLevel, Plan] | None = None,
) -> str:
    """Return the report page of a plan as one HTML text.

    Parameters
    ----------
    orders : the plan in words, as `clearway.alerts.compose_orders` says them
    levels : the plans of the same scenario at "low" and "high" road capacities; none: no comparison

    The same situation, plan and orders give the same page, byte for byte.
    """
    page = _environment(situation).get_template("report.html")
    scene = draw_scene(situation, plan)
    return page.render(
        **_headline(situation, plan),
        **_tables(situation, plan, orders, levels or {}),
        attribution=situation.attribution,
        version=__version__,
        scene=_json(scene),
        steps=scene["use"]["steps"],
        script=_script(),
        style=Markup("\n".join(_page_file(f"{name}.css") for name in STYLES)),
    )


def _headline(situation: Situation, plan: Plan) -> dict[str, Any]:
    start = situation.start_at
    created = plan.created_at.astimezone(start.tzinfo)
    proven = np.isfinite(plan.lower_bound_s)
    return {
        "name": situation.name,
        "start": f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}",
        "offset": offset_name(start),
        "created": f"{created.day} {created:%B %Y, %H:%M}",
        "clearance_at": clock(start, plan.clearance_s) if plan.evacuated_people > 0 else "–",
        "clearance": duration(plan.clearance_s),
        "half_at": clock(start, plan.p50_s),
        "bound_at": clock(start, plan.lower_bound_s) if proven else "not proven",
        "gap_words": _gap_words(plan) if proven else "this plan comes without a proof",
        "people": people_sum(situation, plan),
        "late_people": plan.late_people,
        "bottleneck": plan.bottleneck.sentence,
        "cuts": len(plan.cuts),
        "method": plan.method,
        "bound_method": plan.bound_method,
        "wall_s": plan.wall_s,
        "peak_memory_mb": plan.peak_memory_mb,
    }


def _gap_words(plan: Plan) -> str:
    behind_s = plan.clearance_s - plan.lower_bound_s
    if behind_s < 1.0:
        return "this plan is the fastest there is"
    return f"this plan takes {duration(behind_s)} longer ({100 * plan.gap:.1f} %)"


def _tables(
    situation: Situation, plan: Plan, orders: Sequence[Order], others: Mapping[CapacityLevel, Plan]
) -> dict[str, Any]:
    zones, shelters = zone_rows(situation, plan, orders), shelter_rows(situation, plan)
    levels = level_plans(plan, others)
    coverage = situation.zones.coverage[np.isfinite(situation.zones.coverage)]
    limited = [row for row in shelters if np.isfinite(row.beds)]
    return {
        "zones": zones,
        "shelters": shelters,
        "shelter_names": [row.name or row.shelter_id for row in shelters],
        "left": [row for row in zones if row.unserved >= 0.5],
        "waiting": [row for row in zones if row.waiting >= 0.5],
        "no_car_people": float(situation.zones.no_car_people.sum()),
        "beds": sum(row.beds for row in limited),
        "beds_free": sum(row.free for row in limited),
        "beds_missing": sum(row.beds_missing for row in zones),
        "unlimited": len(limited) < len(shelters),
        "milestones": milestones(plan),
        "narrow": narrow_links(situation, plan),
        "assumed": assumed_capacity(situation, plan),
        "spread": float(coverage.mean()) if len(coverage) else 0.0,
        "closures": len(situation.closures),
        "changes": plan.changes,
        "turned": turned_roads(situation, plan),
        "people_sources": _distinct(situation.zones.sources),
        "bed_sources": _distinct(situation.shelters.sources),
        "levels": [{"name": level, "plan": at_level} for level, at_level in levels.items()],
        "level_rows": _level_rows(situation, list(levels.values())),
    }


def _level_rows(situation: Situation, plans: Sequence[Plan]) -> list[dict[str, Any]]:
    start = situation.start_at
    figures: dict[str, Callable[[Plan], str]] = {
        "Everybody served is safe by": lambda p: clock(start, p.clearance_s),
        "No plan can end before": lambda p: clock(start, p.lower_bound_s),
        "Half of the served are safe by": lambda p: clock(start, p.p50_s),
        "People served by road": lambda p: _number(p.evacuated_people),
        "People not served": lambda p: _number(p.unserved_people),
        "People after their deadline": lambda p: _number(p.late_people),
    }
    return [{"what": what, "said": [say(plan) for plan in plans]} for what, say in figures.items()]


def _distinct(sources: Sequence[str]) -> list[str]:
    """Return the sources that are said, each once, in their order; the first few where there are many."""
    said = [source for source in dict.fromkeys(sources) if source]
    more = len(said) - MOST_SOURCES
    return said if more <= 0 else [*said[:MOST_SOURCES], f"and {more} more"]


def _environment(situation: Situation) -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FunctionLoader(_page_file),
        autoescape=True,
        trim_blocks=False,
        undefined=jinja2.StrictUndefined,
    )
    start = situation.start_at
    env.filters.update(
        n=_number,
        percent=lambda share: f"{100 * share:.0f} %",
        clock=lambda s: clock(start, s),
        window=lambda pair: window(start, *pair),
        less=lambda s: "none" if s < 1 else duration(s),
        limited=lambda beds: bool(np.isfinite(beds)),
        sort=lambda value: value if np.isfinite(value) else 1e18,
    )
    return env


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _page_file(name: str) -> str:
    return (files("clearway.maps") / "page" / name).read_text(encoding="utf-8")


def _script() -> Markup:
    """Join the modules in an order in which each finds what it needs; a name is exported by one file only."""
    modules = "\n".join(_page_file(f"{name}.js") for name in SCRIPTS)
    without_imports = re.sub(r"^import .*;\n", "", modules, flags=re.MULTILINE)
    return Markup(re.sub(r"^export ", "", without_imports, flags=re.MULTILINE))


def _json(value: Any) -> Markup:
    """Return JSON that can stand inside a script element whatever the names in it are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))
