"""Files, relatives' questions and exports over HTTP: each role its part, and nothing of anybody in clear."""

import gzip

import pytest

from clearway.operations.exporting import open_export
from clearway.operations.relatives import match_new
from clearway.store.backup import back_up

FILE = {
    "people": [
        {"name": "Оксана Ковальчук", "birth_year": 1980, "needs": ["insulin"], "note": "planted note"},
        {"name": "Ія Ковальчук", "birth_year": 2019},
    ],
    "phones": ["+380 44 123-45-67"],
    "emails": ["planted@example.org"],
    "address": "вул. Садова 5",
    "pets": [{"kind": "cat", "number": 1}],
    "came": "somebody else",
    "author": "Planted Author, +49 30 7654321",
}
PLANTED = ("Ковальчук", "Kovalchuk", "1234567", "123-45-67", "planted", "Planted", "Садова", "7654321")
REASON = {"reason": "calls back about planted"}


def ok(answer):
    assert answer.status_code < 300, answer.text
    return answer.json()


@pytest.fixture
def clerk(someone):
    return someone("call_taker")


@pytest.fixture
def register(client, clerk):
    def one(headers=None, **more):
        told = FILE | {"zone_id": "east"} | more
        return ok(client.post("/api/households", json=told, headers=headers or clerk))

    return one


def test_a_household_is_registered_found_opened_and_corrected(client, clerk, register):
    household_id = register()["household_id"]
    asked = {"name": "Oksana Kowaltschuk", "birth_year": 1980, "reason": "calls"}
    assert ok(client.post("/api/households/search", json=asked, headers=clerk)) == {
        "household_id": household_id,
        "several": False,
    }
    opened = client.post(f"/api/households/{household_id}/opening", json=REASON, headers=clerk)
    assert opened.headers["etag"] == '"file-1"'
    assert opened.headers["cache-control"] == "no-store, private"
    file = ok(opened)["file"]
    assert (file["author"], file["pets"]) == (FILE["author"], [{"kind": "cat", "number": 1}])
    changed = file | {"address": "вул. Нова 7"}
    where, if_match = f"/api/households/{household_id}/file", {"If-Match": opened.headers["etag"]}
    assert ok(client.put(where, json=changed, headers=clerk | if_match)) == {"version": 2}
    assert client.put(where, json=changed, headers=clerk | if_match).status_code == 412


def test_the_same_registration_twice_is_once(client, clerk, register):
    key = clerk | {"Idempotency-Key": "form-1207"}
    assert register(key) == register(key)
    other = FILE | {"zone_id": "east", "address": "elsewhere"}
    assert client.post("/api/households", json=other, headers=key).status_code == 409


def test_duplicates_come_with_reasons_and_a_merge_is_undone_by_the_journal(client, clerk, someone, register):
    one, other = register()["household_id"], register()
    [alike] = other["looks_like"]
    assert alike["household_id"] == one
    assert "the same telephone, ending in 567" in alike["reasons"]
    merged = client.post(
        f"/api/households/{other['household_id']}/merging", json={"into_household_id": one}, headers=clerk
    )
    line = ok(merged)
    waiting = lambda after: ok(  # noqa: E731
        client.get("/api/journals/live/situation", params={"at_least_line": after}, headers=clerk)
    )["waiting"]["people"]
    assert waiting(line["line"]) == 2
    officer = someone("dispatcher")
    undone = ok(
        client.post(f"/api/journals/live/events/{line['event']['event_id']}/undo", json={}, headers=officer)
    )
    assert waiting(undone["line"]) == 4


@pytest.mark.parametrize(
    ("role", "may_open", "may_forget"),
    [
        ("viewer", False, False),
        ("call_taker", True, False),
        ("dispatcher", True, False),
        ("duty_officer", True, True),
        ("administrator", False, False),
        ("child_protection", False, False),
    ],
)
def test_each_role_opens_and_forgets_as_it_may(
    client, administrator, clerk, someone, register, role, may_open, may_forget
):
    household_id = register()["household_id"]
    known = {"call_taker": clerk, "administrator": administrator}
    headers = known.get(role) or someone(role)
    opened = client.post(f"/api/households/{household_id}/opening", json=REASON, headers=headers)
    assert opened.status_code == (200 if may_open else 403)
    forgotten = client.delete(f"/api/households/{household_id}", headers=headers)
    assert forgotten.status_code == (204 if may_forget else 403)


def test_a_desk_opens_its_own_residents_only_and_sees_no_telephone(client, someone, register):
    household_id = register()["household_id"]
    desk = someone("shelter_desk", "hall")
    where = f"/api/households/{household_id}/opening"
    assert client.post(where, json=REASON, headers=desk).status_code == 403
    arrived = {"kind": "HouseholdArrived", "household_id": household_id, "shelter_id": "hall", "people": 2}
    ok(client.post("/api/journals/live/events", json=[arrived], headers=desk))
    opened = ok(client.post(where, json=REASON, headers=desk))
    assert opened["file"]["people"][0]["name"] == "Оксана Ковальчук"
    assert (opened["file"]["phones"], "phones" in opened["sees"]) == ([], False)


def test_who_opened_what_is_read_by_those_who_open_nothing(client, clerk, administrator, register):
    household_id = register()["household_id"]
    ok(client.post(f"/api/households/{household_id}/opening", json=REASON, headers=clerk))
    where = "/api/households/readings"
    found = ok(client.get(where, params={"household_id": household_id}, headers=administrator))
    assert found["readings"][-1]["reason"] == REASON["reason"]
    assert client.get(where, headers=clerk).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        FILE,
        FILE | {"zone_id": "east", "people": []},
        FILE | {"zone_id": "east", "restricted": "somehow"},
        FILE | {"zone_id": "east", "people": [{"birth_year": 1700}]},
        FILE | {"zone_id": "east", "household_id": "H1"},
    ],
)
def test_what_cannot_be_read_is_422_and_says_nothing_of_the_body(client, clerk, body):
    answer = client.post("/api/households", json=body, headers=clerk)
    assert answer.status_code == 422
    assert [word for word in PLANTED if word in answer.text] == []


def question(client, seeker="+49 30 1111111", **more):
    told = {"name": "Oksana Kovalchuk", "birth_year": 1980, "phone": "0441234567", "seeker": seeker}
    return client.post("/api/relatives/questions", json=told | more)


def test_a_desk_brings_the_question_and_the_person_decides(client, clerk, service, someone, register):
    household_id = register()["household_id"]
    assert question(client).content == question(client, name="Nobody Whatever").content
    match_new(service.questions, service.vault, now=service.clock.now())
    desk = someone("shelter_desk", "hall")
    where = "/api/relatives/questions"
    assert ok(client.get(where, headers=desk)) == [], "they are not at this desk's shelter"
    arrived = {"kind": "HouseholdArrived", "household_id": household_id, "shelter_id": "hall", "people": 2}
    ok(client.post("/api/journals/live/events", json=[arrived], headers=desk))
    [asked] = ok(client.get(where, headers=desk))
    said = ok(client.post(f"{where}/{asked['question_id']}/answer", json={"phrase": "alive"}, headers=desk))
    assert said == {"said": "The person you asked about has let us know: I am alive and safe."}
    assert client.get(where, headers=clerk).status_code == 403


def test_a_child_alone_is_answered_for_by_child_protection_only(client, service, someone, register):
    alone = {"people": [{"name": "Ія Ковальчук", "birth_year": 2019}], "restricted": "child alone"}
    register(**alone)
    question(client, name="Iia Kovalchuk", birth_year=2019)
    match_new(service.questions, service.vault, now=service.clock.now())
    desk, guardian = someone("shelter_desk", "hall"), someone("child_protection")
    assert ok(client.get("/api/relatives/questions", headers=desk)) == []
    [asked] = ok(client.get("/api/relatives/questions", headers=guardian))
    where = f"/api/relatives/questions/{asked['question_id']}/answer"
    for other in (desk, someone("duty_officer")):
        assert client.post(where, json={"phrase": "alive"}, headers=other).status_code == 404
    assert ok(client.post(where, json={"phrase": "will call"}, headers=guardian))["said"]


def test_many_names_from_one_seeker_raise_an_alarm_without_names(client, officer):
    for n in range(6):
        question(client, birth_year=1970 + n)
    [alarm] = ok(client.get("/api/relatives/alarms", headers=officer))
    assert alarm["sentence"] == "One seeker asked about 6 different people."
    assert [word for word in PLANTED if word in str(alarm)] == []


def export(client, someone, officer):
    asked = ok(client.post("/api/exports", json={"reason": "planted partner"}, headers=officer))
    where = f"/api/exports/{asked['export_id']}"
    assert client.post(f"{where}/agreement", headers=officer).status_code == 403
    other = someone("duty_officer", "second")
    assert [e["reason"] for e in ok(client.get("/api/exports", headers=other))] == ["planted partner"]
    made = ok(client.post(f"{where}/agreement", headers=other))
    assert client.get(where, headers=other).status_code == 403
    return ok(client.get(where, headers=officer)), made


def test_an_export_takes_two_and_opens_with_both_halves_only(client, someone, officer, register):
    register()
    sealed, made = export(client, someone, officer)
    [file] = open_export(sealed["sealed"], made["key"], sealed["export_id"])
    assert file["people"][0]["name"] == "Оксана Ковальчук"


def test_planted_names_are_nowhere_in_clear(
    client, clerk, service, someone, officer, register, log, tmp_path
):
    """Journal, logs, errors, exports, backups and every byte of the database, after a day's work."""
    answers = []
    household_id = register()["household_id"]
    ok(client.post(f"/api/households/{household_id}/opening", json=REASON, headers=clerk))
    question(client)
    match_new(service.questions, service.vault, now=service.clock.now())
    sealed, _ = export(client, someone, officer)
    answers.append(client.post("/api/households", json=FILE | {"zone_id": 7}, headers=officer).text)
    answers.append(client.post("/api/households", json=FILE | {"zone_id": "nowhere"}, headers=officer).text)
    answers.append(question(client, birth_year="Ковальчук").text)
    answers.append(question(client, name="Ковальчук").text)
    answers.append(client.get("/api/journals/live/events", headers=officer).text)
    answers.append(client.get("/metrics").text)
    back_up(service.store.database, tmp_path / "backup", at=service.clock.now())
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for path in tmp_path.rglob("*.gz"):
        raw += gzip.decompress(path.read_bytes())
    raw += whole_database(service.store.database)
    text = raw.decode(errors="replace") + str(log.lines) + str(answers) + str(sealed)
    assert household_id in text, "the search looks at what was written"
    assert [word for word in PLANTED if word in text] == []


def whole_database(database):
    """Return every value of every table, as the database gives it."""
    from clearway.store.tables import metadata

    with database.read() as connection:
        return "".join(
            str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in metadata.tables
        ).encode()
