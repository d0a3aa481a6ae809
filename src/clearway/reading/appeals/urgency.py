"""How urgent an appeal is, by rules that say their reasons: threat to life, time left, exposure of the place.

critical : somebody may die within hours if nobody comes
high     : somebody cannot help themselves, or what keeps people alive is missing
normal   : people who want to leave and can walk
low      : a question, or a need that can wait
none     : nothing to do for them (offers, cancellations, complaints)

The tone of a message does not count: polite and short is not less urgent, shouting not more.
"""

import re
from dataclasses import dataclass

from clearway.reading.appeals.numerals import NUMBER, value_of
from clearway.reading.appeals.phrases import first_said, phrase

Piece = tuple[int, int, str]  # start, end, rule

URGENCIES = ("critical", "high", "normal", "low", "none")

_LIFE = {
    "somebody is trapped": phrase(
        r"(?:trapped|under (?:the )?(?:rubble|debris|ruins|collapsed|slab)|buried (?:alive|under)|pinned|drowning|water (?:is )?rising|on the roof)",
        r"(?:завал(?:ило|ен|ах|ами|ом)\b|под (?:завал|обломк|плит|развал)|засыпало|зажало|не можем выбраться (?:из|наружу)|выход завал\w+|вода (?:поднимается|прибывает)|тон(?:ем|ет|ут)\b|откопайте)",
        r"(?:завал(?:ило|ах|ами|ом)\b|під (?:завал|уламк|плит|руїн)|засипало|затисн|не можемо вибратис\w (?:з|назовні)|вихід завал\w+|вода (?:піднімається|прибуває)|тон(?:емо|уть|е)\b|відкопайте)",
    ),
    "somebody is bleeding, unconscious or cannot breathe": phrase(
        r"(?:bleed(?:ing|s)|lots? of blood|losing blood|unconscious|passed out|can't breathe|cannot breathe|not breathing|chok(?:ing|es)|heart attack|chest pain|(?:having|had) (?:a )?(?:stroke|seizure)(?! (?:\d|last|ago))|is dying|will die|(?:badly|seriously|severely|heavily) (?:injured|hurt|wounded|burn\w*)|shrapnel)",
        r"(?:истекает|кровотеч|кровь (?:идет|не останавл)|без сознан|потерял\w* сознание|задыха|не дышит|нечем дышать|инфаркт(?!а)|сердечный приступ|инсульт(?!а)|умирает|тяжело ранен|тяжелое ранение|осколоч|ранен\w* (?:в|тяжел)|приступ)",
        r"(?:стікає|кровотеч|кров (?:йде|не зупин)|непритомн|без свідомост|знепритомн|втратил\w* свідомість|задиха|не дихає|нічим дихати|інфаркт(?!у)|серцевий напад|інсульт(?!у)|помирає|тяжко поранен|важко поранен|уламков|поранен\w* (?:в|у|важк|тяжк))",
    ),
    "a birth has begun": phrase(r"(?:in labou?r\b|giving birth|waters? broke|contractions)", r"(?:рожает|рожаю|схватки|воды отошли)", r"(?:народжує|народжую|перейми|води відійшли)"),
    "fire": phrase(r"(?:(?:house|building|flat|apartment|we are|floor|roof|entrance|basement)\s?(?:is |are )?(?:on fire|burning)|fire (?:in|on|at) (?:the|our|my)|smoke (?:is )?(?:everywhere|coming|in the))", r"(?:(?:дом|квартира|здание|подъезд|крыша)\s?горит|мы горим|горим\b|пожар|в дыму|дым(?:а|ом)? (?:в|везде|идет))", r"(?:(?:будинок|квартира|хата|під'їзд|дах)\s?горить|горимо|пожежа|у диму|дим (?:у|в|всюди|йде))"),
    "shots or shells are hitting the place": phrase(r"(?:(?:they are|soldiers|someone is) (?:shooting|breaking in)|being shot at|gas (?:leak|smell)|smell of gas)", r"(?:по нам стреляют|в нас стреляют|пахнет газом|запах газа|утечка газа)", r"(?:по нас стріляють|в нас стріляють|пахне газом|запах газу|витік газу)"),
    "oxygen is running out": phrase(r"(?:oxygen|concentrator|ventilator)[^.!?]{0,40}(?:run(?:s|ning)? out|ran out|left|no power|battery|empty|hours?|ends?|stopped)|(?:no|without|out of) oxygen|(?:no power|power (?:is )?(?:out|off|cut)|no electricity|battery|blackout)[^.!?]{0,60}(?:oxygen|concentrator|ventilator)", r"кислород[^.!?]{0,40}(?:закан|законч|конч|остал|на час|хватит|нет)|(?:света|электричеств\w*) (?:нет|отключили)[^.!?]{0,60}(?:кислород|концентратор|ивл)|(?:концентратор|ивл)[^.!?]{0,40}(?:света нет|не работает|батаре|без света|нет света|час)", r"кисн\w+[^.!?]{0,40}(?:закінч|залиш|на годин|вистач|нема)|(?:світла|електрики) нема[^.!?]{0,60}(?:кисн|концентратор|швл)|(?:концентратор|швл)[^.!?]{0,40}(?:світла нема|не працює|батаре|без світла|нема світла|годин)"),
}  # fmt: skip
_SUICIDE = phrase(r"(?:kill myself|end my life|suicid|don't want to live)", r"(?:покончу с собой|не хочу жить|самоубий|суицид)", r"(?:накладу на себе|не хочу жити|самогуб|суїцид)")

_EXPOSED = phrase(
    r"(?:under (?:fire|shelling|attack|bombardment)|shelling|shells? (?:are )?(?:falling|hit|landing)|bombing|explosions?|missile|after the (?:hit|strike|blast)|drones? (?:over|above|flying)|windows? (?:is |are |were )?(?:blown|broken|out|shattered)|roof (?:is )?(?:gone|damaged|blown|hit)|walls? (?:is |are )?(?:cracked|collapsed)|front ?line|soldiers|tanks)",
    r"(?:обстрел|стреляют|бомб|взрыв|прилет|ракет|дрон|снаряд|окна (?:выбит|вылетел|разбит)|без окон|окон нет|крыш[аиу] (?:снес|сорва|пробит|нет)|стен\w+ (?:треснул|рухнул)|линия фронта|линии фронта|рядом (?:бои|стреля)|идут бои|танки)",
    r"(?:обстріл|стріляють|бомб|вибух|приліт|прильот|ракет|дрон|снаряд|вікна (?:вибит|вилетіл|розбит)|без вікон|вікон нема|дах (?:знес|зірва|пробит)|стін\w+ (?:тріснул|впал)|лінія фронту|лінії фронту|поруч (?:бої|стріля)|йдуть бої|танки)",
)
_COLD = phrase(
    r"(?:freezing|very cold|no heat(?:ing)?|without heat(?:ing)?|minus \d+|-\d{1,2} ?(?:degrees|°|c\b))",
    r"(?:замерза|мерзн|очень холодно|без отопления|отопления нет|нет отопления|минус \d+|мороз)",
    r"(?:замерза|мерзн|дуже холодно|без опалення|опалення нема|нема(?:є)? опалення|мінус \d+|мороз)",
)
_NOW = phrase(r"(?:last (?:dose|insulin|pills?|tablets?|bottle)|(?:only )?(?:a )?few hours|(?:an|one|half an) hour (?:left|more)?|until (?:tonight|evening|this evening|noon|midnight)|by (?:tonight|evening|noon)|(?:for|only) (?:today|tonight|one day|1 day|a day)|one day left|ran out|run out|(?:is|are) (?:over|finished|gone)|no (?:more )?insulin|without insulin)",
    r"(?:последн(?:яя|ий|ие|юю) (?:доз|ампул|таблет|укол|флакон)|на (?:несколько часов|пару часов|час|сегодня|один день|день|сутки|1 день)|до (?:вечера|ночи|утра)|закончил|кончил|закінчил|осталось на|нет инсулина|без инсулина|инсулина нет)",
    r"(?:остан(?:ня|ній|ні|ню) (?:доз|ампул|таблет|укол|флакон)|на (?:кілька годин|пару годин|годину|сьогодні|один день|день|добу|1 день)|до (?:вечора|ночі|ранку)|скінчил|залишилось на|нема(?:є)? інсуліну|без інсуліну|інсуліну нема)")  # fmt: skip
_HOURS_LEFT = re.compile(
    rf"(?:for|in|within|only|left|last|на|через|осталось|залишилось|вистачить на|хватит на)?\s*(?P<n>{NUMBER})\s?"
    r"(?P<unit>hours?|hrs?|h\b|час(?:а|ов)?\b|год(?:ин|ини|ину)\b|days?|дн(?:я|ей|і|ів)\b|день|сут\w+|доб[иу])"
)
_LEFT_WORDS = re.compile(
    r"left|remain|only|until|more|enough|last|осталось|остал|хватит|на\s+\d|на\s+один|закан|законч|залиш|вистач|закінч|for one|in the next|within"
)
_SINCE = re.compile(
    r"(?:since|for|without|ago|уже|вже|без|второй день|третий день|другий день|третій день|назад|тому)"
)
_HEAVY = frozenset({
    "infant", "child_alone", "elderly", "mobility", "wheelchair", "bedridden", "pregnant", "blind", "deaf", "disability",
    "oxygen", "chronic", "injured",
})  # fmt: skip
_GRAVE_NEEDS = frozenset(
    {"rescue", "medical", "medicine", "stretcher", "water", "food", "welfare_check", "shelter"}
)
_CHILD_NEEDS = frozenset({"water", "food"})
_BY_ITSELF = ("evacuation", "transport", "fuel", "pet", "power", "information")
_MOST_HOURS = 48


@dataclass(frozen=True)
class Urgency:
    """A level, its reasons in words, hours left (None if not said), and how exposed the place is (0 to 2)."""

    level: str
    reasons: tuple[str, ...]
    hours_left: float | None = None
    exposure: int = 0
    pieces: tuple[Piece, ...] = ()


def find_urgency(text: str, *, kind: str, needs: list[str], vulnerable: list[str], unreadable: bool) -> Urgency:
    """Return how urgent a message is and why; `text` is in small letters.

    unreadable : the message says too little, or is in a language without rules: a person must look at once
    """
    if kind in ("offer", "cancel", "complaint", "other") and not unreadable:
        return Urgency("none", ())
    pieces: list[Piece] = []
    critical = []
    for reason, pattern in _LIFE.items():
        if span := first_said(pattern, text):
            critical.append(reason)
            pieces.append((*span, "urgency.life"))
    if span := first_said(_SUICIDE, text):
        critical.append("somebody speaks of ending their life")
        pieces.append((*span, "urgency.life"))
    hours = _hours_left(text, pieces)
    if "child_alone" in vulnerable:
        critical.append("a child is alone")
    vital = bool({"medicine"} & set(needs)) or "oxygen" in vulnerable
    if vital and {"chronic", "oxygen"} & set(vulnerable) and (hours is not None or _NOW.search(text)):
        hours = 24.0 if hours is None else hours
        critical.append("medicine that keeps somebody alive is running out")
    exposure = _exposure(text, pieces)
    if critical and kind != "question":
        return Urgency("critical", tuple(critical), hours, exposure, tuple(pieces))
    high = [f"{word}" for word in (_SAID[v] for v in vulnerable if v in _HEAVY)]
    high += [_NEED_SAID[need] for need in needs if need in _GRAVE_NEEDS]
    if exposure:
        high.append("the place is under fire or damaged")
    if hours is not None and hours <= 24:
        high.append(f"{hours:g} hours left")
    if unreadable:
        high.append("a person must read this at once")
    if high and (kind != "question" or unreadable):
        return Urgency("high", tuple(dict.fromkeys(high)), hours, exposure, tuple(pieces))
    if kind == "question" or (needs and set(needs) <= {"information"}):
        return Urgency("low", ("a question",), hours, exposure, tuple(pieces))
    reasons = ["children"] if "child" in vulnerable else []
    return Urgency("normal", (*reasons, "wants to leave" if "evacuation" in needs else "asks for help"), hours, exposure, tuple(pieces))


_SAID = {
    "infant": "an infant", "elderly": "old people", "mobility": "somebody who can hardly walk",
    "wheelchair": "a wheelchair", "bedridden": "somebody bedridden", "pregnant": "a pregnant woman",
    "blind": "somebody blind", "deaf": "somebody deaf", "disability": "a disability", "oxygen": "somebody on oxygen",
    "chronic": "a chronic illness", "injured": "somebody injured", "child_alone": "a child alone", "child": "children",
}  # fmt: skip
_NEED_SAID = {
    "rescue": "must be rescued", "medical": "needs a doctor", "medicine": "needs medicine", "stretcher": "needs a stretcher",
    "water": "no water", "food": "no food", "welfare_check": "somebody does not answer", "shelter": "no roof",
}  # fmt: skip


def _hours_left(text: str, pieces: list[Piece]) -> float | None:
    """Return the shortest time that a message says is left, in hours, if it is two days or less."""
    least = None
    for match in _HOURS_LEFT.finditer(text):
        around = text[max(0, match.start() - 30) : match.end() + 12]
        before = text[max(0, match.start() - 24) : match.start() + 6]
        if not _LEFT_WORDS.search(around) or _SINCE.search(before):
            continue
        number = value_of(match["n"])
        if number is None:
            continue
        hours = number * (1.0 if re.match(r"h|час|год", match["unit"]) else 24.0)
        if hours <= _MOST_HOURS and (least is None or hours < least):
            least = hours
            pieces.append((match.start(), match.end(), "urgency.time_left"))
    return least


def _exposure(text: str, pieces: list[Piece]) -> int:
    degree = 0
    for weight, pattern, rule in ((2, _EXPOSED, "urgency.exposed"), (1, _COLD, "urgency.cold")):
        if span := first_said(pattern, text):
            degree = max(degree, weight)
            pieces.append((*span, rule))
    return degree
