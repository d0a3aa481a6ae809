"""make_plan's door: it can be stopped at any moment, and it counts effort, not seconds."""

import numpy as np
import pytest

from clearway.planner import Settings, make_plan
from tests.conftest import city

MODES = ("orders", "flow", "signs")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stop_after", [0, 1, 5, 30])
def test_stopped_at_any_moment_everybody_still_has_a_place(two_banks, mode, stop_after):
    asked = []

    def watch(stage: str, share: float) -> bool:
        asked.append(stage)
        assert 0.0 <= share <= 1.0
        return len(asked) <= stop_after

    plan = make_plan(two_banks, Settings(mode=mode), progress=watch)
    assert plan.evacuated_people == pytest.approx(5120)
    assert asked


def test_an_unknown_mode_is_refused_in_words():
    with pytest.raises(ValueError, match="is not a mode"):
        Settings(mode="guess")  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
def test_heavier_zones_come_first(mode):
    """Two zones share one road; who weighs ten times as much arrives earlier on average."""
    situation = city(
        [
            ("a", "light", "gate", 0.0, 3600.0),
            ("b", "heavy", "gate", 0.0, 3600.0),
            ("c", "gate", "out", 0.0, 1800.0),
        ],
        [
            {"id": "light", "nodes": ["light"], "people": 900},
            {"id": "heavy", "nodes": ["heavy"], "people": 900, "weight": 10.0},
        ],
        [{"id": "out", "nodes": ["out"]}],
    )
    plan = make_plan(situation, Settings(mode=mode))
    middle_s = (plan.departures.from_s + plan.departures.until_s) / 2
    zone = plan.routes.zone_ix[plan.departures.route_ix]
    mean_s = [np.average(middle_s[zone == z], weights=plan.departures.vehicles[zone == z]) for z in (0, 1)]
    assert mean_s[1] < mean_s[0] - 300
