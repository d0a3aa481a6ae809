"""Clearway's planner: orders, flow or signs; its plans are judged by the referee."""

from clearway.planner import Settings, make_plan
from clearway.situation import Situation
from solvers import Answer

NAME = "Clearway"


def solve(situation: Situation, mode: str = "orders", routes: int = 3) -> Answer:
    """Plan in a mode; at most so many routes a zone (orders)."""
    return Answer(make_plan(situation, Settings(mode=mode, routes=routes)))
