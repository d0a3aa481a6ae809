"""Report passages of our own, labelled by hand: people, papers and places are invented.

Each passage: its text, then what a careful reader takes from it. `types`: every type of claim in it.
`figures`: (role, value, qualifier), casualties and other counts of people. `source`: words the source of the first
claim of the first type must hold ("" is the narrator), `kind`, `certainty` and `speech` of the same claim.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A passage and what a careful reader takes from it."""

    text: str
    types: tuple[str, ...]
    figures: tuple[tuple[str, float | None, str], ...] = ()
    source: str = ""
    kind: str = "narrator"
    certainty: str = "asserted"
    speech: str | None = None
    place: str | None = None


ENGLISH = (
    Passage("Three people were killed and eleven wounded when rockets hit a market in Olven on Tuesday, Mayor Irena Lunt said.",
            ("casualties", "attack"), (("killed", 3, "exact"), ("injured", 11, "exact")), "Irena Lunt", "official", "asserted", "indirect", "Olven"),
    Passage("No fewer than 14 residents have died since the morning, according to the Tarn district hospital.",
            ("casualties",), (("killed", 14, "at_least"),), "hospital", "official", "asserted", "indirect"),
    Passage("The shelling killed a 67-year-old man and injured his two neighbours, the emergency service reported.",
            ("casualties", "attack"), (("killed", 1, "exact"), ("injured", 2, "exact")), "emergency service", "official", "asserted", "indirect"),
    Passage("A drone crashed into a block of flats in Lower Sedge overnight; there were no reports of casualties.",
            ("attack", "casualties"), (("casualties", None, "none_reported"),), "", "narrator", "asserted", None, "Lower Sedge"),
    Passage("Nearly two hundred people spent the night in the school gym after their homes were damaged.",
            ("damage",)),
    Passage("The Northern Brigade claimed its fighters had recaptured the village of Orsk Hill.",
            ("territory_claim",), (), "Northern Brigade", "military", "claimed", "indirect", "Orsk Hill"),
    Passage("The defence ministry denied that its forces had shelled the dam.",
            ("denial",), (), "defence ministry", "military", "denied", "indirect"),
    Passage("The ministry made no comment on the reports.", ("verification",), (), "", "narrator", "unconfirmed"),
    Passage("Northgate News could not independently verify the footage.", ("verification",), (), "Northgate News", "media", "unconfirmed"),
    Passage("Governor Adam Lesko warned drivers that the Mill Bridge is closed to traffic until further notice.",
            ("closure",), (), "Adam Lesko", "official", "asserted", "indirect", "Mill Bridge"),
    Passage("Up to 400 households in Sedge were left without electricity after the substation burned down.",
            ("outage", "damage"), ((("without_power"), 400, "up_to"),), "", "narrator", "asserted", None, "Sedge"),
    Passage('"We sleep in the corridor, we are scared," said Marta, a baker from Olven.',
            ("opinion",), (), "Marta", "resident", "opinion", "direct"),
    Passage("Residents were urged to stay in shelters and keep away from windows.", ("advice",)),
    Passage("The town of Harrow Ford can take in 250 evacuees, its mayor said.",
            ("accommodation_offer",), (), "mayor", "official", "offered", "indirect", "Harrow Ford"),
    Passage("The hostel in Harrow Ford is full and has no more beds, a volunteer told Northgate News.",
            ("capacity_limit",), (), "volunteer", "resident", "asserted", "indirect", "Harrow Ford"),
    Passage("Air defence systems shot down seven drones over the Tarn region.",
            ("alert_interception",), (("shot_down", 7, "exact"),), "", "narrator", "asserted", None, "Tarn region"),
    Passage("About 1,200 people have been evacuated from three villages near the river, the regional administration said.",
            ("evacuation",), (("evacuated", 1200, "about"),), "administration", "official", "asserted", "indirect"),
    Passage("Thousands fled the town of Olven, many of them on foot.",
            ("displacement",), (("displaced", 1000, "at_least"),), "", "narrator", "asserted", None, "Olven"),
    Passage("Rumours that the reservoir is poisoned are spreading on social media.", ("rumour",), (), "", "narrator", "unconfirmed"),
    Passage("The Free Tarn Legion claimed responsibility for the strike.", ("responsibility_claim",), (), "Free Tarn Legion", "armed_group", "claimed", "indirect"),
    Passage("The council accused the army of failing to warn residents.", ("blame",), (), "council", "official", "claimed", "indirect"),
    Passage("Buses will leave from the central station at 9 a.m. tomorrow.", ("plan",), (), "", "narrator", "planned"),
    Passage("The thunder sounded like an explosion, but it was only a storm.", ("background",)),
    Passage("The mayor, 54, suffered a heart attack on Monday.", ("background",)),
    Passage("Families are stocking up on water and taping their windows.", ("preparation",)),
    Passage("The general staff said the enemy lost 12 tanks and two helicopters over the past day.",
            ("loss_claim",), (("lost", 12, "exact"), ("lost", 2, "exact")), "general staff", "military", "claimed", "indirect"),
    Passage("A column of armoured vehicles was seen moving towards the border.", ("military_movement",)),
    Passage("The attack left two dead and five wounded, including three children.",
            ("casualties", "attack"), (("killed", 2, "exact"), ("injured", 5, "exact"), ("including", 3, "exact"))),
)  # fmt: skip

RUSSIAN = (
    Passage("В результате обстрела посёлка Верхний Тарн погибли двое, ещё пятеро ранены, сообщил губернатор Адам Леско.",
            ("casualties", "attack"), (("killed", 2, "exact"), ("injured", 5, "exact")), "Адам Леско", "official", "asserted", "indirect", "Верхний Тарн"),
    Passage("Пострадали не менее 17 человек, трое из них госпитализированы.",
            ("casualties",), (("injured", 17, "at_least"), ("hospitalised", 3, "exact"))),
    Passage("По данным МЧС, повреждены 14 частных домов и два автомобиля. Пострадавших нет.",
            ("damage", "casualties"), (("injured", None, "none_reported"),), "МЧС", "official", "asserted", "indirect"),
    Passage("Мост через реку Седь перекрыт, объезд через Ольвен.", ("closure",), (), "", "narrator", "asserted"),
    Passage("«Мы боимся выходить из дома», – рассказала жительница Ольвена Марта.",
            ("opinion",), (), "Марта", "resident", "opinion", "direct"),
    Passage("Минобороны опровергло сообщения об ударе по больнице.", ("denial",), (), "Минобороны", "military", "denied", "indirect"),
    Passage("В чатах пишут, что воду в городе отравили, но подтверждений этому нет.", ("rumour",), (), "чатах", "social", "unconfirmed", "indirect"),
    Passage("Из трёх сёл эвакуировали около 1,5 тысячи человек.", ("evacuation",), (("evacuated", 1500, "about"),)),
    Passage("Силами ПВО сбиты восемь беспилотников.", ("alert_interception",), (("shot_down", 8, "exact"),)),
    Passage("Часть города осталась без света и воды.", ("outage",)),
    Passage("Пункт временного размещения в школе готов принять 200 человек, сообщили в администрации.",
            ("accommodation_offer",), (), "администрации", "official", "offered", "indirect"),
)  # fmt: skip

UKRAINIAN = (
    Passage("Внаслідок обстрілу загинула жінка, ще п'ятеро людей поранено, повідомив голова громади Степан Верес.",
            ("casualties", "attack"), (("killed", 1, "exact"), ("injured", 5, "exact")), "Степан Верес", "official", "asserted", "indirect"),
    Passage("За даними ОВА, пошкоджено понад 40 будинків, знеструмлено два села.",
            ("damage", "outage"), (("without_power", 2, "exact"),), "ОВА", "official", "asserted", "indirect"),
    Passage("Постраждалих немає.", ("casualties",), (("injured", None, "none_reported"),)),
    Passage("У селі Верхня Седь оголошено повітряну тривогу.", ("alert_interception",), (), "", "narrator", "asserted"),
    Passage("Мешканців просять не виходити з укриттів до відбою.", ("advice",)),
    Passage("«Ми не знаємо, куди їхати», – розповіла мешканка Ольвена Олена.", ("opinion",), (), "Олена", "resident", "opinion", "direct"),
    Passage("З міста вивезли щонайменше 320 людей, зокрема 45 дітей.",
            ("evacuation",), (("evacuated", 320, "at_least"), ("including", 45, "exact"))),
    Passage("Рух мостом через річку Тарн призупинено.", ("closure",)),
)  # fmt: skip

PASSAGES = {"en": ENGLISH, "ru": RUSSIAN, "uk": UKRAINIAN}
