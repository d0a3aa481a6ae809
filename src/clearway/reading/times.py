"""When: the words for a time in a sentence, and the instants they mean, anchored at publication.

A small grammar of its own, because general date readers turn "Maksim, 21" into a date and know no
"overnight". Without an anchor a relative time stays unresolved, and the words are kept.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAYS = (
    r"mon(?:day)?|понедельник\w*|понеділ\w+",
    r"tue(?:s|sday)?|вторник\w*|вівтор\w+",
    r"wed(?:nesday)?|сред[ауы]|серед[ауи]",
    r"thu(?:rs|rsday)?|четверг\w*|четвер(?:га|гу|ге|гом)?",
    r"fri(?:day)?|пятниц\w+|п'ятниц\w+",
    r"sat(?:urday)?|суббот\w+|субот\w+",
    r"sun(?:day)?|воскресень\w+|неділ\w+",
)
_MONTHS = (
    r"jan(?:uary)?|январ[ьяе]|січ(?:ень|ня|ні)",
    r"feb(?:ruary)?|феврал[ьяе]|лют(?:ий|ого|ому)",
    r"mar(?:ch)?|март[ае]?|берез(?:ень|ня|ні)",
    r"apr(?:il)?|апрел[ьяе]|квіт\w+",
    r"may|ма[яей]|трав(?:ень|ня|ні)",
    r"june?|июн[ьяе]|черв(?:ень|ня|ні)",
    r"july?|июл[ьяе]|лип(?:ень|ня|ні)",
    r"aug(?:ust)?|август[ае]?|серп(?:ень|ня|ні)",
    r"sept?(?:ember)?|сентябр[ьяе]|верес(?:ень|ня|ні)",
    r"oct(?:ober)?|октябр[ьяе]|жовт(?:ень|ня|ні)",
    r"nov(?:ember)?|ноябр[ьяе]|листопад[аі]?",
    r"dec(?:ember)?|декабр[ьяе]|груд(?:ень|ня|ні)",
)
_DAY, _MONTH = "|".join(_DAYS), "|".join(_MONTHS)
_COUNT = (
    r"(?:an?|one|two|three|four|five|six|\d{1,2}|a few|several|"
    r"пять|два|две|дві|три|четыре|чотири|п'ять|несколько|кілька)"
)
_UNIT = (
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|минут\w*|час(?:а|ов)?|дн(?:я|ей|і|ів)|недел\w+|месяц\w*|лет|"
    r"год(?:а)?|хвилин\w*|годин\w*|тижн\w+|тиждень|місяц\w*|рок\w+|років)"
)
_PART = r"(?:\s(?:morning|afternoon|evening|night|утром|днём|вечером|ночью|вранці|вдень|ввечері|вночі))?"
_TIME = re.compile(
    rf"""(?<![\w-])(?:
    (?P<date>(?:on\s)?(?P<day>\d{{1,2}})(?:st|nd|rd
      |th)?\s(?P<month>{_MONTH})(?:,?\s(?P<year>\d{{4}}))?(?![\w]))
    |(?P<date2>(?:on\s)?(?P<month2>{_MONTH})\s(?P<day2>\d{{1,2}})(?:st|nd|rd
      |th)?(?:,\s(?P<year2>\d{{4}}))?(?![\d:]))
    |(?P<dots>(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}))
    |(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    |(?P<weekday>(?:(?:on|early\son|late\son|в|во|у|с|з|by|since)\s)?(?P<last>last\s|прошл\w+\s
      |минул\w+\s)?(?P<dow>{_DAY}){_PART})
    |(?P<night>overnight|last\snight|минувшей\sночью|прошлой\sночью|ночью|за\sночь|в\sночь\sна\s(?:{_DAY}
      |\d+\s(?:{_MONTH}))|минулої\sночі|вночі|уночі|протягом\sночі)
    |(?P<today>today|tonight|this\s(?:morning|afternoon|evening)|сегодня{_PART}|сьогодні{_PART}|утром
      |вранці|днём|вечером|ввечері|увечері)
    |(?P<yesterday>yesterday{_PART}|вчера{_PART}|вчора{_PART}|накануне|напередодні)
    |(?P<tomorrow>tomorrow{_PART}|завтра{_PART})
    |(?P<ago>(?:less\sthan\s|more\sthan\s|about\s|nearly\s|менее\s|более\s
      |около\s)?{_COUNT}\s{_UNIT}\s(?:ago|earlier|назад|тому)|(?:неделю|месяц|тиждень|місяць)\s(?:назад|тому))
    |(?P<lastweek>last\s(?:week|month|year)|this\sweek|на\s(?:прошлой|этой|минулому|цьому)\s(?:неделе
      |тижні)|минулого\s(?:тижня|місяця|року)|в\sпрошлом\s(?:месяце|году))
    |(?P<recent>(?:in|over|for)\s(?:the\s)?(?:past|last|recent)\s(?:few\s|several\s|{_COUNT}\s)?{_UNIT}
      |in\srecent\s(?:days|weeks|months)|за\sпоследн\w+\s(?:{_COUNT}\s)?(?:сутки|{_UNIT})
        |за\sминул\w+\s(?:{_COUNT}\s)?(?:добу|{_UNIT})|за\sостанн\w+\s(?:{_COUNT}\s)?(?:добу|{_UNIT}))
    |(?P<monthonly>(?:in|since|в|у|с|з)\s(?P<mon>{_MONTH})(?:\s(?P<yr>\d{{4}}))?(?!\s?\d)(?!\w))
    |(?P<clock>(?:at|around|about|by|в|около|о|об|близько)\s(?P<hh>[01]?\d
      |2[0-3])[:.](?P<mm>[0-5]\d)(?:\s?[ap]\.?m\.?)?)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "два": 2, "две": 2, "дві": 2, "three": 3, "три": 3,
    "four": 4, "четыре": 4, "чотири": 4,
    "five": 5, "пять": 5, "п'ять": 5, "six": 6, "a few": 3, "several": 3, "несколько": 3, "кілька": 3,
}  # fmt: skip
_UNIT_DAYS = ((r"minute|минут|хвилин", 1 / 1440), (r"hour|час|годин", 1 / 24), (r"day|дн|сут|доб", 1.0),
              (r"week|недел|тиж", 7.0), (r"month|месяц|місяц", 30.0),
              (r"year|лет|год|рок|рік", 365.0))  # fmt: skip


@dataclass(frozen=True)
class TimeMention:
    """Words for a time: plain offsets, and what they mean if the text's publication is known.

    from_at, until_at : the time lies between; None where it cannot be told
    """

    start: int
    end: int
    words: str
    from_at: datetime | None
    until_at: datetime | None


def times_in(plain: str, start: int, end: int, published_at: datetime | None = None) -> list[TimeMention]:
    """Return the times a sentence names, resolved from the instant of publication where there is one."""
    found = []
    for match in _TIME.finditer(plain, start, end):
        if match["weekday"] and match["dow"].lower() in (
            "sun",
            "sat",
            "mon",
            "wed",
            "fri",
            "thu",
            "tue",
            "may",
        ):
            continue  # "the sun", "wed": too short to be sure of
        from_at, until_at = _resolved(match, published_at)
        found.append(TimeMention(match.start(), match.end(), match.group(), from_at, until_at))
    return found


def _resolved(match: re.Match[str], anchor: datetime | None) -> tuple[datetime | None, datetime | None]:
    try:
        day = _absolute(match, anchor)
    except ValueError:
        return None, None
    if day is not None:
        return day, day + timedelta(days=1)
    if anchor is None:
        return None, None
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    one = timedelta(days=1)
    if match["weekday"]:
        back = (midnight.weekday() - _index(_DAYS, match["dow"])) % 7
        if match["last"] and back == 0:
            back = 7
        return midnight - back * one, midnight - (back - 1) * one
    if match["night"]:
        return midnight - timedelta(hours=6), midnight + timedelta(hours=8)
    if match["today"]:
        return midnight, midnight + one
    if match["yesterday"]:
        return midnight - one, midnight
    if match["tomorrow"]:
        return midnight + one, midnight + 2 * one
    if match["ago"]:
        return _ago(match["ago"], anchor)
    if match["monthonly"]:
        return _month(match, anchor)
    if match["clock"]:
        at = midnight.replace(hour=int(match["hh"]), minute=int(match["mm"]))
        return at, at + timedelta(minutes=1)
    return _span(match.group(), midnight)


def _absolute(match: re.Match[str], anchor: datetime | None) -> datetime | None:
    zone = anchor.tzinfo if anchor else None
    if match["iso"]:
        return datetime.fromisoformat(match["iso"]).replace(tzinfo=zone)
    if match["dots"]:
        return datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=zone)
    for day, month, year in (("day", "month", "year"), ("day2", "month2", "year2")):
        if match[day]:
            return _dated(int(match[day]), _index(_MONTHS, match[month]) + 1, match[year], anchor)
    return None


def _dated(day: int, month: int, year: str | None, anchor: datetime | None) -> datetime | None:
    if year:
        return datetime(int(year), month, day, tzinfo=anchor.tzinfo if anchor else None)
    if anchor is None:
        return None
    found = datetime(anchor.year, month, day, tzinfo=anchor.tzinfo)
    # Without a year the nearest one is meant: a December date read in January is last year's.
    return found.replace(year=anchor.year - 1) if found - anchor > timedelta(days=180) else found


def _index(patterns: tuple[str, ...], word: str) -> int:
    return next(i for i, pattern in enumerate(patterns) if re.fullmatch(pattern, word, re.I))


def _ago(words: str, anchor: datetime) -> tuple[datetime | None, datetime | None]:
    lowered = words.lower()
    count = re.search(rf"\b({_COUNT})\b", lowered)
    unit = next((days for pattern, days in _UNIT_DAYS if re.search(pattern, lowered)), 1.0)
    number = (
        _NUMBERS.get(count.group(1), 0) or (int(count.group(1)) if count and count.group(1).isdigit() else 1)
        if count
        else 1
    )
    back = timedelta(days=number * unit)
    if re.match(r"less|менее", lowered):
        return anchor - back, anchor
    slack = timedelta(days=max(unit, 1 / 24) / 2)
    return anchor - back - slack, anchor - back + slack


def _month(match: re.Match[str], anchor: datetime) -> tuple[datetime | None, datetime | None]:
    first = _dated(1, _index(_MONTHS, match["mon"]) + 1, match["yr"], anchor)
    if first is None:
        return None, None
    if match["yr"] is None and first > anchor:
        first = first.replace(year=first.year - 1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _span(words: str, midnight: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the stretch before publication that "last week" or "in the past few days" means."""
    lowered = words.lower()
    unit = next((days for pattern, days in _UNIT_DAYS if re.search(pattern, lowered)), 1.0)
    count = re.search(rf"\b({_COUNT})\b", lowered)
    number = _NUMBERS.get(count.group(1), 1) if count else (3 if unit == 1.0 else 1)
    until = midnight + timedelta(days=1)
    return until - timedelta(days=number * unit + (7 if lowered.startswith("last week") else 0)), until
