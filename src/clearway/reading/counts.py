"""Which numbers count nothing: ages, dates, distances, durations, addresses, ratios and scores."""

import re

from clearway.reading.numerals import Numeral, numerals
from clearway.reading.wordlists import sections_of

_LISTED = sections_of("roles.txt")


def _pattern(*sections: str) -> str:
    return "|".join(f"(?:{line})" for section in sections for line in _LISTED[section])


_NO_COUNT = re.compile(rf"\s?(?:{_pattern('excluded', 'duration')})|\s?(?:{_pattern('month')})(?!\w)")
_DISTANCE = re.compile(rf"\s?(?:{_pattern('distance')})")
_MONTH_BEFORE = re.compile(rf"(?:{_pattern('month')})\.?\s$")
_BEFORE_NO_COUNT = re.compile(
    r"(?:\b(?:rs|usd|eur|inr|aged?|age of|at the age of|no\.?|number|route|highway|road|school|house|flat|"
    r"apt|room|unit|district|zone|"
    r"page|channel|day|chapter|article|magnitude|category|магнитуд\w*|магнітуд\w*|возрасте|дом|д|кв|квартира|квартал\w*|школ\w+|номер|трасс\w+|"
    r"віці|буд|вул\.? [^,]+,|"
    r"ул\.? [^,]+,)\.?|№|#|m-|м-)\s?$"
)
_AGE = re.compile(r"^\s?(?:,|\))|^-(?:year|летн|річн)")
_AGE_LIST = re.compile(
    r"^(?:,| and| и| та| і) ?\d{1,2}(?:,? (?:and|и|та|і) \d{1,2})?,? ?(?:years|лет|років|"
    r"год|рок)|^-to-|^ к одному| до одного"
)
_AGES_BEFORE = re.compile(
    r"\b(?:aged?|ages|в возрасте|віком|у віці)(?: (?:от|від|from|between))? \d{1,2}[\d, –-]*"
    r"(?:and|to|or|и|до|та|і)? ?$"
)
# ", 8 and 12," beside people: their ages.
_AGES_APART = re.compile(r"(?<=[^\W\d_]), \d{1,2}(?:, \d{1,2})*(?:,? (?:and|и|та|і) \d{1,2})?(?=,(?!\d)|\))")
# "seven out of ten", "one in five": a ratio counts nothing; "14 of 17 drones" counts 14.
_RATIO = re.compile(
    r" (?:(?:out of|in) (?:every |each )?(?:three|four|five|ten|(?:a )?hundred|10|100)|of every \w+|"
    r"(?:из|із|з) (?:каждых |кожних )(?:десят[иь]\w*|пят[иь]\w*|п'ят[иь]\w*|ста))\b"
    r"(?! (?:days?|hours|attacks|strikes|villages|towns|cities|districts|regions)\b)"
)
# "one death per hour", "a 7.8 -magnitude quake": a rate, a measure.
_MEASURE = re.compile(
    rf"\s(?:по|до|to) \d{{1,2}} (?:{_pattern('month')})|"
    r"\s?-?\s?magnitude|[^,.;]{0,25}\b(?:per|every) (?:hour|day|week|month|year|capita|\d)|"
    r"[^,.;]{0,25}\b(?:в час|в день|на 100 тыс|на годину|на день)"
)
_ONE_OF = re.compile(r" (?:of|another|by)\b| (?:из|із|з) [а-яіїєґ]+(?:их|ых|ів|ов|ей|ев|ьох|ох|ок|иц)\b")
_ONE_OF_PEOPLE = re.compile(rf" (?:of|из|із|з) (?:the |those |all )?(?:{_pattern('group', 'people')})(?!\w)")
# "killed five of the ten workers", "14 из 17 дронов": the part counts, the whole does not.
_PART_OF = re.compile(
    r"(?: [\w-]+)? (?:(?:out )?of|из|із|з)(?: (?:the|all|all the|those|a total of|his|her|its|their|our|"
    r"всех|усіх|тех))? "
)
# "a boy of nine", "возраст погибших – 19, 34 и 61": ages.
_PERSON_OF = re.compile(r"\b(?:man|woman|boy|girl|child|son|daughter|youth|baby) of $")
_OLDER_THAN = re.compile(r"\b(?:of (?:them|whom)|were|was|all) (?:over|under|above|below)(?: the age of)? $")
_AGES_OF = re.compile(
    r"\b(?:возраст\w*|вік|віку|віком|ages?)(?: [^\W\d]+){0,2}(?: –|:)? (?:\d+(?:, | and | и | та | і )*)*$"
)


_PHONE = re.compile(r"\d{3}\) ?\d{3}|\d{3}-\d{4}(?!\d)|\d{3}-\d{3}-\d")
_PHONE_BEFORE = re.compile(r"(?:\+|\(\d{3}\) ?|\d{3}-)$")


def counts_in(text: str) -> list[Numeral]:
    """Return the numerals of a sentence in small letters that may count something, in order."""
    ages = [match.span() for match in _AGES_APART.finditer(text)]
    found: list[Numeral] = []
    for numeral in numerals(text):
        is_said_twice = (
            bool(found) and text[found[-1].end : numeral.start] == " (" and (found[-1].value == numeral.value)
        )  # "eight (8) people"
        is_whole = bool(found) and _PART_OF.fullmatch(text, found[-1].end, numeral.start) is not None
        is_age = any(start < numeral.core[0] < end for start, end in ages)
        if not is_said_twice and not is_whole and not is_age and _is_count(text, numeral):
            found.append(numeral)
    return found


def _is_count(text: str, numeral: Numeral) -> bool:
    after, before = (
        text[numeral.core[1] : numeral.core[1] + 80],
        text[max(0, numeral.core[0] - 30) : numeral.core[0]],
    )
    if _PHONE.match(text, numeral.core[0]) or _PHONE_BEFORE.search(before):
        return False
    if _NO_COUNT.match(after) or _DISTANCE.match(after) or _MONTH_BEFORE.search(before):
        return False
    if _BEFORE_NO_COUNT.search(before) or _MEASURE.match(after):
        return False
    wide = text[max(0, numeral.core[0] - 80) : numeral.core[0]]
    if _OLDER_THAN.search(before) and re.match(r"[.,;]|$", after):
        return False
    if _PERSON_OF.search(before) or _AGES_OF.search(wide):
        return False
    if _AGE_LIST.match(after) or _AGES_BEFORE.search(before):
        return False
    if _RATIO.match(after) or re.search(r"\bout of $", before):
        return False
    word = text[numeral.core[0] : numeral.core[1]]
    if word in ("one", "один", "одна", "одно", "одного", "одну") and _ONE_OF.match(after):
        return _ONE_OF_PEOPLE.match(after) is not None
    if re.search(r"\bno $|\bat $|\bday $", before) and word == "one":
        return False
    if word[0].isdigit() and re.search(r", $", before) and _AGE.match(after) and (numeral.value or 0) < 110:
        return False  # "Maksim, 21, told": an age is no count
    if numeral.value is not None and 1900 <= numeral.value <= 2100 and word.isdigit():
        return re.match(r"\s(?:people|homes|drones|человек|осіб|людей)", after) is not None
    return not re.search(r"\b(?:from|to|by|against|–) ?$", before) or not re.match(r" to (?:one|\d)", after)
