"""The report page says what the plan says, names everybody, and needs nothing but itself."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import numpy as np
import pytest

import clearway as cw
from clearway.alerts import compose_orders
from clearway.maps import draw_report
from clearway.plan import Bounds, Turned, Unserved
from tests.conftest import city


def page_of(situation, plan=None, **more):
    plan = plan or cw.make_plan(situation)
    return draw_report(situation, plan, compose_orders(situation, plan), **more)


def scene_of(page):
    return json.loads(re.search(r'id="scene">(.*?)</script>', page, re.DOTALL)[1])


class Words(HTMLParser):
    """Keeps what a person reads, and what a browser would fetch."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, page):
        super().__init__()
        self.said, self.fetched, self.open, self.muted = [], [], [], 0
        self.feed(page)
        self.text = re.sub(r"\s+", " ", " ".join(self.said))

    def handle_starttag(self, tag, attrs):
        self.fetched += [value for name, value in attrs if name in ("src", "srcset", "data", "action")]
        self.fetched += [value for name, value in attrs if name == "href" and not value.startswith("#")]
        if tag not in self.VOID:
            self.open.append(tag)
            self.muted += tag in ("script", "style")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"
        self.muted -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.muted:
            self.said.append(data)


def left_over():
    """100 people: 10 without a car, 40 beds for the other 90."""
    return city(
        [("road", "home", "hall", 60.0, 1800.0)],
        [{"id": "Z", "name": "Harbour", "nodes": ["home"], "people": 100, "no_car_people": 10}],
        [{"id": "hall", "name": "Sports hall", "nodes": ["hall"], "beds": 40}],
    )


def island():
    return city(
        [("pier", "home", "quay", 60.0, 1800.0), ("road", "shore", "hall", 60.0, 1800.0)],
        [{"id": "Z", "nodes": ["home"], "people": 40}],
        [{"id": "S", "nodes": ["hall"]}],
    )


def test_the_page_shows_the_plans_own_figures(one_road):
    """Clearance and bound are both 30 minutes after 08:00 (worked out in conftest)."""
    words = Words(page_of(one_road)).text
    assert "Everybody served is safe by 08:30" in words
    assert "No plan can end before 08:30" in words
    assert "this plan is the fastest there is" in words


def test_everybody_is_counted_once_and_the_sum_is_shown():
    words = Words(page_of(left_over())).text
    assert "40 served + 10 waiting for a seat + 50 not served = 100 people, everybody counted once" in words
    assert "50 beds are missing" in words


def test_a_sum_that_does_not_add_up_is_said_and_not_hidden():
    drawn = left_over()
    plan = replace(cw.make_plan(drawn), waiting_for_seat=MappingProxyType({}))
    assert "≠ 100 people in the zones" in Words(page_of(drawn, plan)).text


def test_who_is_left_over_is_named_with_the_reason():
    drawn = left_over()
    plan = cw.make_plan(drawn)
    assert plan.unserved["Z"].reason in Words(page_of(drawn, plan)).text


def test_a_plan_without_a_proof_says_so(one_road):
    plan = replace(cw.make_plan(one_road), bounds=Bounds())
    words = Words(page_of(one_road, plan)).text
    assert "No plan can end before not proven this plan comes without a proof" in words


def test_the_page_asks_for_nothing_outside_itself(two_banks):
    page = page_of(two_banks)
    assert Words(page).fetched == []
    assert not re.search(r"""(?:import|fetch|XMLHttpRequest|@import|url\()\s*\(?["'(]""", page)
    assert "http://" not in page
    assert "https://" not in page


def test_every_element_is_closed(two_banks):
    assert Words(page_of(two_banks)).open == []


def test_names_cannot_break_out_of_the_page():
    evil = '</script><script>alert("x")</script>'
    drawn = city(
        [(evil, "home", "hall", 60.0, 1800.0)],
        [{"id": "Z", "name": evil, "nodes": ["home"], "people": 10}],
        [{"id": "S", "name": evil, "nodes": ["hall"]}],
    )
    page = page_of(drawn, replace(cw.make_plan(drawn), unserved=MappingProxyType({"Z": Unserved(1.0, evil)})))
    assert evil not in page
    assert evil in Words(page).text


def test_the_scene_is_plain_json_with_every_zone_and_shelter(two_banks):
    scene = scene_of(page_of(two_banks))
    assert [zone["id"] for zone in scene["zones"]] == ["east", "west"]
    assert scene["shelters"][0]["people"] == pytest.approx(5120)


def test_the_same_plan_gives_the_same_page(two_banks):
    plan = cw.make_plan(two_banks)
    assert page_of(two_banks, plan) == page_of(two_banks, plan)


def test_low_base_and_high_stand_side_by_side(two_banks):
    """The bridge carries half as much at the low level: 3,120 vehicles over 800 an hour end later."""
    network = replace(two_banks.network, capacity_low=np.full(3, 0.5), capacity_high=np.full(3, 1.5))
    drawn = replace(two_banks, network=network)
    levels = {level: cw.make_plan(drawn.at_capacity(level)) for level in ("low", "high")}
    words = Words(page_of(drawn, levels=levels)).text
    low, base, high = re.search(
        r"Low Base \(this page\) High Everybody served is safe by (\S+) (\S+) (\S+)", words
    ).groups()
    assert low > base > high


def test_without_levels_there_is_no_comparison(two_banks):
    assert "If the roads carry less" not in page_of(two_banks)


def test_the_map_names_whom_it_is_owed_to(two_banks):
    page = page_of(replace(two_banks, attribution="© OpenStreetMap contributors"))
    assert Words(page).text.count("© OpenStreetMap contributors") == 2


def test_an_island_makes_a_page_that_serves_nobody_and_says_why():
    """The only shelter is on another shore: nobody leaves, and everybody is named."""
    drawn = island()
    plan = cw.make_plan(drawn)
    words = Words(page_of(drawn, plan)).text
    assert "0 served + 0 waiting for a seat + 40 not served = 40 people" in words
    assert plan.unserved["Z"].reason in words


def test_roads_turned_one_way_are_named_with_their_time_and_carry_both_directions(two_banks):
    """The bridge takes over egdirb's 1,600 from 08:00: full at 1,600 an hour before, half full now."""
    plan = replace(cw.make_plan(two_banks), contraflow=(Turned(link_ix=2, to_link_ix=0, from_s=0.0),))
    page = page_of(two_banks, plan)
    assert "egdirb, taken over by bridge 08:00" in Words(page).text
    shares = scene_of(page)["use"]["shares"]
    assert max(b64decode(shares)) <= 200
    full = b64decode(scene_of(page_of(two_banks))["use"]["shares"])
    assert max(full[: len(full) // 2]) == 200
    assert max(b64decode(shares)[: len(full) // 2]) == 100


def test_what_is_new_since_the_plan_before_is_said(two_banks):
    plan = replace(cw.make_plan(two_banks), changes=MappingProxyType({"east": "leaves 20 minutes later"}))
    assert "east: leaves 20 minutes later" in Words(page_of(two_banks, plan)).text


def test_a_zone_that_nobody_leaves_is_a_row_all_the_same(two_banks):
    zones = replace(two_banks.zones, people=np.array([3120.0, 0.0]), vehicles=np.array([3120.0, 0.0]))
    words = Words(page_of(replace(two_banks, zones=zones))).text
    assert "nobody leaves by road" in words
    assert "Nobody to move." in words
