"""Who is counted, as what, and by whose word; which reports tell of one event. Names are invented.

The answers stand beside the sentences. The sets of labelled passages are described in `report_measure.py`;
what the reader scored on each before it was mended on it is in docs/reading-reports.md.
"""

from datetime import UTC, datetime

import pytest

from clearway.reading.figures import figures
from clearway.reading.reports import RawReport, Reading, read_reports
from clearway.reading.text import read_text
from tests.reading.report_measure import SETS, labelled, measure

# sentence: (role, value) of every figure, in order; None is "none reported"
COUNTED = {
    # people told without a number
    "A kayaker died on Wednesday after falling into the river.": [("killed", 1)],
    "The storm claimed the life of a lineman.": [("killed", 1)],
    "A drone hit a van, injuring its owner.": [("injured", 1)],
    "Two people were shot dead and a third was wounded.": [("killed", 2), ("injured", 1)],
    "One person died and another was injured.": [("killed", 1), ("injured", 1)],
    # who the counted are, told behind a colon or a dash, is not counted again
    "Three people were hurt: a driver and two passengers.": [("injured", 3)],
    "Погибли трое: двое детей и их бабушка.": [("killed", 3)],
    "Three people were hurt – two of them seriously.": [("injured", 3), ("including", 2)],
    # what could happen, a drill, the accused and the families of victims
    "Якщо гребля не витримає, можуть загинути 200 людей.": [],
    "A drill simulated a quake with 500 dead and 2,000 injured.": [],
    "The trial of four officers accused of the deaths of 9 protesters opens.": [("killed", 9)],
    "The fund paid 14 families of those killed in the crash.": [],
    # number after or before its noun, and a count that another voice corrects
    "На площади ранены человек десять.": [("injured", 10)],
    "Повстанцы признали потерю семерых бойцов.": [("lost", 7)],
    "The charity reported 44 dead, while the ministry spoke of 39.": [("killed", 44), ("killed", 39)],
    "Missing: 0": [("missing", None)],
    "As many as 90 may have died.": [("killed", 90)],
    "The body of a hiker was found on Sunday.": [("killed", 1)],
    "Police said the driver and two passengers died.": [("killed", 1), ("killed", 2)],
    "Загинув працівник енергетичної компанії.": [("killed", 1)],
    "Осколками ранены отец и сын.": [("injured", 1), ("injured", 1)],
    "Женщина с ребёнком погибли на месте.": [("killed", 1), ("killed", 1)],
    # who does something is not who suffers it; animals are nobody
    "Two men killed a guard.": [("killed", 1)],
    "A woman who sat near the man who killed two neighbours felt uneasy.": [("killed", 2)],
    "Five people were injured when a man burst into the house.": [("injured", 5)],
    "Three mountain lions were killed.": [],
    "Вбито близько ста корів.": [],
    # a part of a whole, and the whole
    "The blast killed five of the ten workers.": [("killed", 5)],
    "Of the 52 people taken to hospital, 30 have since been discharged.": [
        ("hospitalised", 52),
    ],
    "Hospitals received 34 wounded, eight of whom later died.": [("injured", 34), ("killed", 8)],
    "Из 216 пассажиров пострадали 38.": [("injured", 38)],
    "В аварии пострадали 22 человека, трое – дети.": [("injured", 22), ("including", 3)],
    "Погибли 15 человек, из них трое детей, ранены 28.": [
        ("killed", 15),
        ("including", 3),
        ("injured", 28),
    ],
    # the predicate tells more than the noun
    "Eleven wounded remain in hospital.": [("hospitalised", 11)],
    "Трое пострадавших погибли в результате одного инцидента.": [("killed", 3)],
    "Шестеро постраждалих відмовилися від госпіталізації.": [("injured", 6)],
    # none reported is not zero
    "The whole row of shops burned and nobody was killed.": [("killed", None)],
    "Информации о пострадавших не поступало.": [("casualties", None)],
    "Погибших и пострадавших нет.": [("casualties", None)],
    "Люди не пострадали.": [("injured", None)],
    # ages, telephones, cases
    "A boy of nine was hurt.": [("injured", 1)],
    "Help evacuating animals: (619) 236-2341.": [],
    "Вік загиблих – 19, 34 та 61 рік.": [],
    "Медики оказали помощь шестерым пострадавшим.": [("injured", 6)],
    "Погибло около двух десятков человек.": [("killed", 20)],
}
# sentence: part of the source ("" is the narrator), its kind
SPOKEN = {
    "Three people were hurt, the rail operator said.": ("rail operator", "official"),
    "A union leader had said earlier that two engineers were dead.": ("union leader", "official"),
    "Adam Lesko, the mayor's deputy, told the crowd that two people had died.": ("Adam Lesko", "official"),
    "State news agency Narod quoted the health ministry as saying 14 people had died.": (
        "health ministry",
        "official",
    ),
    "The storm has claimed three lives, the coast guard said.": ("coast guard", "official"),
    "Люди не пострадали, сказал дежурный.": ("дежурный", "resident"),
    "Ранены двое, отметили в депздраве.": ("депздраве", "official"),
    "Погибли двое, следует из сообщения прокуратуры.": ("прокуратуры", "official"),
    "Врачи оценивают состояние двух раненых как тяжёлое.": ("", "narrator"),
    "26 людей загинули, йдеться у звіті правозахисної організації.": (
        "правозахисної організації",
        "official",
    ),
}
NOON = datetime(2024, 3, 12, 12, tzinfo=UTC)


def together(*told: tuple[datetime | None, str]) -> Reading:
    return read_reports([RawReport(f"r{i}", text, at) for i, (at, text) in enumerate(told)])


def attacks(reading: Reading) -> list[set[str]]:
    return [{c.document for c in i.claims} for i in reading.incidents if i.kind == "attack"]


@pytest.mark.parametrize("sentence", COUNTED)
def test_a_sentence_counts_these_people_and_no_others(sentence):
    plain = read_text(sentence).plain
    assert [(f.role, f.value) for f in figures(plain, 0, len(plain))] == COUNTED[sentence]


@pytest.mark.parametrize("sentence", SPOKEN)
def test_a_sentence_is_said_by_this_voice(sentence):
    claim = read_reports([RawReport("x", sentence)]).claims[0]
    source, kind = SPOKEN[sentence]
    assert source in claim.voice.source
    assert bool(source) == bool(claim.voice.source)
    assert claim.voice.kind == kind


def test_his_words_are_those_of_the_last_voice():
    text = "Ранены двое, сообщил губернатор Адам Леско. По его словам, загорелись три дома."
    assert {claim.voice.source for claim in read_reports([RawReport("x", text)]).claims} == {
        "губернатор Адам Леско"
    }


def test_the_woman_counts_once_whether_she_is_told_of_again_or_not():
    told = "A woman was killed in Olven. The woman died at once."
    new = "Firefighters carried out an unconscious woman. The woman died in the ambulance."
    assert sum(len(c.figures) for c in read_reports([RawReport("x", told)]).claims) == 1
    assert [f.role for c in read_reports([RawReport("x", new)]).claims for f in c.figures] == ["killed"]


def test_two_voices_of_one_sentence_keep_their_own_figures():
    text = "Загинуло 40 людей, оцінює товариство; влада говорить про 37 загиблих."
    claims = read_reports([RawReport("x", text)]).claims
    assert {(c.voice.source, f.value) for c in claims for f in c.figures} == {
        ("товариство", 40),
        ("влада", 37),
    }


def test_what_a_denial_says_instead_is_counted_and_what_it_denies_is_not():
    text = "Глава округа опроверг сообщения о 30 погибших: по его словам, ранен один рыбак."
    claims = read_reports([RawReport("x", text)]).claims
    assert [(f.role, f.value) for c in claims for f in c.figures] == [("injured", 1)]


def test_fresh_news_without_a_date_joins_what_hit_the_same_place_and_thing():
    reading = together(
        (NOON, "Shells hit the market in Olven on Tuesday, killing six people."),
        (NOON.replace(hour=18), "The number of people killed at the market in Olven has risen to nine."),
    )
    assert attacks(reading) == [{"r0", "r1"}]


@pytest.mark.parametrize(
    "later",
    [
        (NOON.replace(day=20), "The number of people killed at the market in Olven has risen to nine."),
        (NOON.replace(hour=18), "Shells hit a school in Harrow Ford, killing nine people."),
        (NOON.replace(hour=18), "Shells hit a school in Olven, wounding nine people."),
        (None, "The number of people killed at the market in Olven has risen to nine."),
    ],
    ids=["a week later", "another place", "another target", "nobody knows when it was published"],
)
def test_news_without_a_date_stays_apart_where_something_speaks_against_it(later):
    reading = together((NOON, "Shells hit the market in Olven on Tuesday, killing six people."), later)
    assert len(attacks(reading)) == 2


def test_a_count_over_months_is_no_count_of_one_event():
    text = "Shells killed two in Olven on Tuesday. Since the start of the war 90 people have died in Olven."
    assert len(attacks(together((NOON, text)))) == 2


def test_when_it_was_said_is_not_when_it_was():
    text = "Two people were killed in Olven, the mayor said on Tuesday."
    claim = read_reports([RawReport("x", text, NOON)]).claims[0]
    assert claim.time is not None
    assert claim.is_time_of_saying


# What is known to be missed: "2,900 have left", and a count put in the next sentence ("the figure at 41").
MISSED = {"second_development": 1, "second_last": 1}


@pytest.mark.parametrize("told", SETS)
def test_the_passages_the_rules_were_mended_on_stay_right(told):
    result = measure(labelled(told))
    assert result.casualties.wrong == result.people.wrong == 0
    assert result.people.missed <= MISSED.get(told, 0)
    assert result.casualties.missed <= MISSED.get(told, 0)


def test_a_table_in_a_text_gives_its_columns_their_roles_and_the_total_row_too():
    text = "District | Dead | Injured | Missing\nAlver | 12 | 1,400 | 0\nBorsa | - | about 30 | 2"
    claims = read_reports([RawReport("x", text)]).claims
    assert {(f.role, f.value, f.qualifier) for c in claims for f in c.figures} == {
        ("killed", 12, "exact"),
        ("injured", 1400, "exact"),
        ("missing", None, "none_reported"),
        ("injured", 30, "about"),
        ("missing", 2, "exact"),
    }


def test_figures_named_before_their_source_are_that_sources():
    text = "Nine people died and 30 were hurt. The figures were released by the health department."
    claims = read_reports([RawReport("x", text)]).claims
    assert {c.voice.source for c in claims if c.figures} == {"the health department"}


def test_a_label_speaks_for_its_line_and_not_for_the_next():
    text = "Hospital: two patients died. Nine are in intensive care.\nThree houses burned, one man died."
    claims = [c for c in read_reports([RawReport("x", text)]).claims if c.figures]
    assert [c.voice.source for c in claims][:2] == ["Hospital", "Hospital"]
    assert claims[-1].voice.source == ""
