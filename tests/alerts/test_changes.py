"""What staff are told when a plan changes: how many zones, which, and what is new."""

from dataclasses import replace

from clearway.alerts import changes_by_zone
from clearway.planner import make_plan


def test_each_zone_that_changes_has_a_line_and_the_others_are_counted(two_banks):
    plan = make_plan(two_banks)
    later = replace(two_banks, at_s=5400.0)
    told = changes_by_zone(
        later, replace(plan, changes={"east": "New orders for 3 people still at home: x."})
    )
    assert told == [
        "From 09:30 on 1 zone changes; 1 keeps the orders given.",
        "east: New orders for 3 people still at home: x.",
    ]


def test_where_nothing_changes_that_is_said(two_banks):
    assert changes_by_zone(two_banks, make_plan(two_banks)) == [
        "Every order stays as it was; nobody needs to be told anything."
    ]
