"""What a screen, a desk or another program can rely on, over HTTP, on both databases."""

import pytest

EVENTS = "/api/journals/live/events"
APPEAL = {"kind": "AppealReceived", "household_id": "H1", "zone_id": "east", "people": 3}


def test_an_event_is_told_and_read_back(client, officer):
    told = client.post(EVENTS, json=[APPEAL | {"event_id": "e1"}], headers=officer)
    assert told.status_code == 201
    [line] = told.json()["lines"]
    assert (line["line"], line["new"], line["event"]["people"]) == (1, True, 3)
    assert client.get(f"{EVENTS}/e1", headers=officer).json()["hash"] == line["hash"]
    assert client.get("/api/journals/live/head", headers=officer).json()["line"] == 1


def test_the_same_request_twice_is_once(client, officer):
    key = officer | {"Idempotency-Key": "form-1207"}
    first = client.post(EVENTS, json=[APPEAL, APPEAL | {"household_id": "H2"}], headers=key).json()["lines"]
    again = client.post(EVENTS, json=[APPEAL, APPEAL | {"household_id": "H2"}], headers=key)
    assert [line["line"] for line in first] == [1, 2]
    assert (again.status_code, [line["new"] for line in again.json()["lines"]]) == (201, [False, False])
    assert client.get("/api/journals/live/head", headers=officer).json()["line"] == 2


def test_a_key_or_an_id_that_meant_something_else_is_a_conflict(client, officer):
    client.post(EVENTS, json=[APPEAL | {"event_id": "e1"}], headers=officer)
    other = client.post(EVENTS, json=[APPEAL | {"event_id": "e1", "people": 4}], headers=officer)
    assert other.status_code == 409
    assert "with another" in other.json()["detail"]


def test_all_problems_come_together_as_problem_details_and_nothing_is_kept(client, officer):
    wrong = [APPEAL, APPEAL | {"zone_id": "nowhere"}, APPEAL | {"no_car_people": 9}]
    answer = client.post(EVENTS, json=wrong, headers=officer)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert "'nowhere' is not in this city" in answer.json()["problems"][0]["sentence"]
    assert len(answer.json()["problems"]) == 2
    assert client.get("/api/journals/live/head", headers=officer).json()["line"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "AppealReceived"},
        [],
        [APPEAL | {"people": -1}],
        [APPEAL | {"people": "3"}],
        [APPEAL | {"name": "somebody"}],
        [APPEAL | {"who": "another"}],
        [APPEAL | {"learnt_at": "2024-01-05T08:00:00Z"}],
        [APPEAL | {"happened_at": "2024-01-05T08:00:00"}],
        [{"kind": "PlanApproved", "plan_id": "p"}],
        [APPEAL] * 1001,
    ],
)
def test_what_cannot_be_read_is_422(client, officer, body):
    answer = client.post(EVENTS, json=body, headers=officer)
    assert (answer.status_code, answer.json()["type"]) == (422, "cannot-be-read")


def test_a_page_ends_where_the_next_begins(client, officer):
    client.post(EVENTS, json=[APPEAL | {"event_id": f"e{n}"} for n in range(5)], headers=officer)
    first = client.get(EVENTS, params={"limit": 3}, headers=officer).json()
    second = client.get(EVENTS, params={"limit": 3, "after": first["next_after"]}, headers=officer).json()
    assert [line["line"] for line in first["lines"] + second["lines"]] == [1, 2, 3, 4, 5]
    assert second["next_after"] is None


def test_what_has_not_changed_is_not_sent_again(client, officer):
    client.post(EVENTS, json=[APPEAL | {"event_id": "e1"}], headers=officer)
    first = client.get(f"{EVENTS}/e1", headers=officer)
    again = client.get(f"{EVENTS}/e1", headers=officer | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-store, private"


def test_whoever_wrote_after_an_older_look_is_refused(client, officer):
    client.post(EVENTS, json=[APPEAL], headers=officer)
    stale = officer | {"If-Match": '"line-0"'}
    assert client.post(EVENTS, json=[APPEAL | {"household_id": "H2"}], headers=stale).status_code == 412
    right = officer | {"If-Match": '"line-1"'}
    assert client.post(EVENTS, json=[APPEAL | {"household_id": "H2"}], headers=right).status_code == 201


def test_the_situation_knows_what_was_just_told(client, officer):
    line = client.post(EVENTS, json=[APPEAL], headers=officer).json()["lines"][0]["line"]
    look = client.get("/api/journals/live/situation", params={"at_least_line": line}, headers=officer).json()
    assert look["waiting"] == {"households": 1, "people": 3, "no_car_people": 0}
    held = {"kind": "BedHeld", "household_id": "H1", "shelter_id": "hall", "people": 3}
    line = client.post(EVENTS, json=[held], headers=officer).json()["lines"][0]["line"]
    look = client.get("/api/journals/live/situation", params={"at_least_line": line}, headers=officer).json()
    assert look["waiting"]["households"] == 0
    assert look["shelters"][0]["free"] == 5997


def test_what_was_known_then_is_asked_by_its_instant(client, officer):
    told = client.post(EVENTS, json=[APPEAL], headers=officer).json()["lines"][0]["event"]
    before = {"at": "2001-01-01T00:00:00+00:00"}
    assert client.get("/api/journals/live/situation", params=before, headers=officer).json()["line"] == 0
    then = {"at": told["learnt_at"]}
    look = client.get("/api/journals/live/situation", params=then, headers=officer).json()
    assert (look["line"], look["waiting"]["people"]) == (1, 3)


def test_an_event_is_taken_back_by_a_new_line(client, officer):
    client.post(EVENTS, json=[APPEAL | {"event_id": "e1"}], headers=officer)
    undone = client.post(f"{EVENTS}/e1/undo", json={"reason": "told twice"}, headers=officer)
    assert (undone.status_code, undone.json()["line"]) == (201, 2)
    look = client.get("/api/journals/live/situation", params={"at_least_line": 2}, headers=officer).json()
    assert look["waiting"]["households"] == 0
    assert client.post(f"{EVENTS}/nothing/undo", json={}, headers=officer).status_code == 404


def test_an_exercise_does_not_touch_the_live_journal(client, officer):
    body = {"journal_id": "night-shift", "name": "Night shift", "copy_city_of": "live"}
    assert client.post("/api/journals", json=body, headers=officer).status_code == 201
    assert client.post("/api/journals", json=body, headers=officer).status_code == 409
    client.post("/api/journals/night-shift/events", json=[APPEAL], headers=officer)
    assert client.get("/api/journals/live/head", headers=officer).json()["line"] == 0
    listed = client.get("/api/journals", headers=officer).json()
    assert [(j["journal_id"], j["live"], j["has_city"]) for j in listed] == [
        ("live", True, True),
        ("night-shift", False, True),
    ]


def test_nobody_looks_without_a_session(client):
    for method, path in [
        ("GET", "/api/journals"),
        ("POST", EVENTS),
        ("GET", "/api/accounts"),
        ("GET", "/api/sessions"),
    ]:
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in")


def test_a_role_does_what_it_is_for_and_no_more(client, someone):
    viewer, desk = someone("viewer"), someone("shelter_desk", "hall")
    assert client.get("/api/journals/live/situation", headers=viewer).status_code == 200
    assert client.get(EVENTS, headers=viewer).status_code == 403
    refused = client.post(EVENTS, json=[APPEAL], headers=viewer)
    assert (refused.status_code, refused.json()["title"]) == (403, "Not allowed")
    assert "that is for: call_taker" in refused.json()["detail"]
    arrived = {"kind": "HouseholdArrived", "household_id": "H1", "shelter_id": "hall", "people": 3}
    assert client.post(EVENTS, json=[arrived], headers=desk).status_code == 201
    elsewhere = arrived | {"shelter_id": "school"}
    assert client.post(EVENTS, json=[elsewhere], headers=desk).status_code == 403


def test_a_session_that_was_ended_opens_nothing(client, officer):
    assert client.delete("/api/sessions/current", headers=officer).status_code == 204
    assert client.get("/api/journals", headers=officer).status_code == 401


def test_a_closed_account_is_out_at_once(client, administrator, officer):
    listed = client.get("/api/accounts", headers=administrator).json()
    officer_id = next(a["account_id"] for a in listed if a["role"] == "duty_officer")
    assert client.delete(f"/api/accounts/{officer_id}", headers=administrator).json()["disabled"]
    assert client.get("/api/journals", headers=officer).status_code == 401


def test_health_says_whether_requests_may_come(client, service):
    assert client.get("/health/live").json()["status"] == "ok"
    assert client.get("/health/ready").json() == {"status": "ok", "reasons": []}
    service.stopping.set()
    assert client.get("/health/ready").status_code == 503


def test_metrics_count_requests_by_route_and_lines_by_journal(client, officer):
    client.post(EVENTS, json=[APPEAL], headers=officer)
    text = client.get("/metrics").text
    assert (
        'clearway_requests_total{method="POST",route="/api/journals/{journal_id}/events",status="201"} 1.0'
        in text
    )
    assert 'clearway_journal_lines{journal="live"} 1.0' in text
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_the_log_has_routes_and_no_paths_queries_or_bodies(client, officer, log):
    client.get("/api/journals/live/events/Kovalchuk-Oksana", params={"q": "Kovalchuk"}, headers=officer)
    client.get("/api/Kovalchuk")
    assert any(line["route"] == "/api/journals/{journal_id}/events/{event_id}" for line in log.lines)
    assert "Kovalchuk" not in str(log.lines)


def test_every_answer_has_safe_headers(client):
    headers = client.get("/health/live").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]


def test_a_body_that_is_too_large_is_refused_unread(client, officer):
    answer = client.post(EVENTS, content=b"[" + b" " * 5_000_000 + b"]", headers=officer)
    assert (answer.status_code, answer.json()["type"]) == (413, "too-large")


def test_another_method_or_path_is_a_problem_too(client):
    assert client.put("/api/sessions").json()["status"] == 405
    assert client.get("/api/nothing").json()["type"] == "not-found"
