"""Which numbers count nothing: ages, dates, distances, durations, addresses, ratios and scores."""

import re

from clearway.reading.numerals import Numeral, numerals
from clearway.reading.wordlists import sections_of

_LISTED = sections_of("roles.txt")


def _pattern(*sections: str) -> str:
    return "|".join(f"(?:{line})" for section in sections for line in _LISTED[section])


_NO_COUNT = re.compile(rf"\s?(?:{_pattern('excluded', 'duration')})|\s?(?:{_pattern('month')})(?!\w)")
_DISTANCE = re.compile(rf"\s?(?:{_pattern('distance')})")
_MONTH_BEFORE = re.compile(rf"(?:{_pattern('month')})\s$")
_BEFORE_NO_COUNT = re.compile(
    r"(?:\b(?:aged?|age of|at the age of|no\.?|number|route|highway|road|school|house|flat|"
    r"apt|room|unit|district|zone|"
    r"page|channel|day|chapter|article|возрасте|дом|д|кв|квартира|школ\w+|номер|трасс\w+|"
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
_AGES_APART = re.compile(r"(?<=[^\W\d_]), \d{1,2}(?:, \d{1,2})*(?:,? (?:and|и|та|і) \d{1,2})?(?=,|\))")
# "seven out of ten", "one in five": a ratio counts nothing; "14 of 17 drones" counts 14.
_RATIO = re.compile(
    r" (?:(?:out of|in) (?:every |each )?(?:three|four|five|ten|(?:a )?hundred|10|100)|of every \w+|"
    r"(?:из|із|з) (?:каждых |кожних )(?:десят[иь]\w*|пят[иь]\w*|п'ят[иь]\w*|ста))\b"
    r"(?! (?:days?|hours|attacks|strikes|villages|towns|cities|districts|regions)\b)"
)
_WHOLE_OF = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|out)) (?:of|из|із|з)"
    r"(?: (?:the|all|a total of|всех|усіх))? $"
)


def counts_in(text: str) -> list[Numeral]:
    """Return the numerals of a sentence in small letters that may count something, in order."""
    ages = [match.span() for match in _AGES_APART.finditer(text)]
    return [
        numeral
        for numeral in numerals(text)
        if _is_count(text, numeral) and not any(start < numeral.core[0] < end for start, end in ages)
    ]


def _is_count(text: str, numeral: Numeral) -> bool:
    after, before = (
        text[numeral.core[1] : numeral.core[1] + 80],
        text[max(0, numeral.core[0] - 30) : numeral.core[0]],
    )
    if _NO_COUNT.match(after) or _DISTANCE.match(after) or _MONTH_BEFORE.search(before):
        return False
    if _BEFORE_NO_COUNT.search(before):
        return False
    if _AGE_LIST.match(after) or _AGES_BEFORE.search(before):
        return False
    if _RATIO.match(after) or _WHOLE_OF.search(before):
        return False
    word = text[numeral.core[0] : numeral.core[1]]
    if word in ("one", "один", "одна", "одно") and re.match(r" (?:of|another|by|из|з)\b", after):
        return (
            re.match(r" of (?:the|them|those) (?:people|residents|injured|wounded|victims)", after)
            is not None
        )
    if re.search(r"\bno $|\bat $|\bday $", before) and word == "one":
        return False
    if word[0].isdigit() and re.search(r", $", before) and _AGE.match(after) and (numeral.value or 0) < 110:
        return False  # "Maksim, 21, told": an age is no count
    if numeral.value is not None and 1900 <= numeral.value <= 2100 and word.isdigit():
        return re.match(r"\s(?:people|homes|drones|человек|осіб|людей)", after) is not None
    return not re.search(r"\b(?:from|to|by|against|–) ?$", before) or not re.match(r" to (?:one|\d)", after)
