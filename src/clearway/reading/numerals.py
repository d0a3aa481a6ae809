"""Numbers as people write them, with their bounds and qualifier, in English, Russian and Ukrainian.

"at least 25", "nearly two thousand", "от 5 до 7", "щонайменше троє", "dozens": each is a `Numeral` with
the best value, the lowest and the highest, and the word that says how sure it is. A vague word has the floor
that ACLED gives it (tens 10, dozens 12, hundreds 100); "several" has no value, only a floor of 3.

Source: ACLED Codebook, "Fatalities" (2023); UCDP GED Codebook 23.1 (best, low, high).
"""

import re
from dataclasses import dataclass, replace

_UNITS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

# Stems of Cyrillic number words in all cases and genders, longest first where one begins another.
_CYRILLIC_UNITS: tuple[tuple[str, float], ...] = (
    (r"одиннадцат\w*|одинадцят\w*", 11),
    (r"двенадцат\w*|дванадцят\w*", 12),
    (r"тринадцат\w*|тринадцят\w*", 13),
    (r"четырнадцат\w*|чотирнадцят\w*", 14),
    (r"пятнадцат\w*|п'ятнадцят\w*", 15),
    (r"шестнадцат\w*|шістнадцят\w*", 16),
    (r"семнадцат\w*|сімнадцят\w*", 17),
    (r"восемнадцат\w*|вісімнадцят\w*", 18),
    (r"девятнадцат\w*|дев'ятнадцят\w*", 19),
    (r"двадцат(?:ь|и|ью|еро)|двадцят(?:ь|и|ьох|ьом|ьма|еро)", 20),
    (r"тридцат(?:ь|и|ью|еро)|тридцят(?:ь|и|ьох|ьом|ьма|еро)", 30),
    (r"сорок(?:а)?", 40),
    (r"пятьдесят|пятидесяти|п'ятдесят(?:и|ьох)?", 50),
    (r"шестьдесят|шестидесяти|шістдесят(?:и|ьох)?", 60),
    (r"семьдесят|семидесяти|сімдесят(?:и|ьох)?", 70),
    (r"восемьдесят|восьмидесяти|вісімдесят(?:и|ьох)?", 80),
    (r"девяност[оа]|дев'яност[оа]", 90),
    (r"двести|двухсот|двісті|двохсот", 200),
    (r"триста|тр[её]хсот|трьохсот", 300),
    (r"четыреста|четыр[её]хсот|чотириста|чотирьохсот", 400),
    (r"пятьсот|пятисот|п'ятсот|п'ятисот", 500),
    (r"шестьсот|шестисот|шістсот|шестисот", 600),
    (r"семьсот|семисот|сімсот|семисот", 700),
    (r"восемьсот|восьмисот|вісімсот", 800),
    (r"девятьсот|девятисот|дев'ятсот", 900),
    (r"сто|ста", 100),
    (r"один|одна|одно|одного|одной|одному|одну|одним|одні[єй]ї|одній|одне", 1),
    (
        r"два|две|двух|двум|двумя|двое|двоих|двоим|двоими|дві|двох|двом|двома|двоє|обо[её]|обоих|обеих|"
        r"оба|обе|обидва|обидві|обох|обидвоє",
        2,
    ),
    (r"три|тр[её]х|тр[её]м|тремя|трое|троих|троим|троими|трьох|трьом|трьома|троє", 3),
    (
        r"четыре|четыр[её]х|четыр[её]м|четырьмя|четверо|четверых|четверым|четверыми|чотири|чотирьох|"
        r"чотирьом|чотирма"
        r"|четвірко",
        4,
    ),
    (r"пять|пяти|пятью|пятеро|пятерых|пятерым|п'ять|п'яти|п'ятьох|п'ятьом|п'ятьма|п'ятеро", 5),
    (r"шесть|шести|шестью|шестеро|шестерых|шестерым|шість|шістьох|шістьом|шістьма", 6),
    (r"семь|семи|семью|семеро|семерых|семерым|сім|сімох|сімом|сьома", 7),
    (r"восемь|восьми|восемью|восьмеро|восьмерых|восьмерым|вісім|вісьмох|вісьмом|вісьма", 8),
    (r"девять|девяти|девятью|девятеро|девятерых|дев'ять|дев'яти|дев'ятьох|дев'ятьом|дев'ятьма|дев'ятеро", 9),
    (r"десять|десяти|десятью|десятеро|десятерых|десятьох|десятьом|десятьма", 10),
    (r"полтора|полторы|півтора|півтори", 1.5),
    (r"полусотн[яиею]|полсотни|півсотн[яі]", 50),
    (r"сотн[юя]", 100),
    (r"тысячу|тисячу", 1000),
    (r"десяток", 10),
    (r"полтысячи|півтисячі", 500),
    (r"пів(?=\ тисяч|\ мільйон)|пол(?=-миллион)", 0.5),
)
_MULTIPLIERS: tuple[tuple[str, float], ...] = (
    (r"hundred|сот(?:ен|ни|ні|ень)", 100),
    (r"десятк(?:а|ов|ами|ів|ах|и)", 10),
    (r"thousand|k(?=\b)", 1e3),
    (r"million|mln|mn|m(?=\b)", 1e6),
    (r"billion|bn", 1e9),
    (r"тысяч[аиуе]?|тысячами|тыс\.?|тисяч[аіу]?|тис\.?", 1e3),
    (r"миллион(?:а|ов)?|мільйон(?:а|и|ів)?|млн\.?", 1e6),
    (r"миллиард(?:а|ов)?|мільярд(?:а|и|ів)?|млрд\.?", 1e9),
)
# Words that stand for a number without saying which: pattern, value (None: not even a best one), floor.
_VAGUE: tuple[tuple[str, float | None, float], ...] = (
    (r"tens\ of\ thousands|десятки\ тысяч|десятки\ тисяч|десятков\ тысяч|десятків\ тисяч", 10_000, 10_000),
    (r"hundreds\ of\ thousands|сотни\ тысяч|сотні\ тисяч|сотен\ тысяч", 100_000, 100_000),
    (r"(?:several|a\ few)\ dozen|несколько\ десятков|кілька\ десятків|декілька\ десятків", 24, 24),
    (r"(?:several|a\ few)\ hundred|несколько\ сотен|кілька\ сотень|декілька\ сотень", 200, 200),
    (r"(?:several|a\ few)\ thousand|несколько\ тысяч|кілька\ тисяч|декілька\ тисяч", 2000, 2000),
    (r"dozens|scores", 12, 12),
    (r"десятк(?:и|ов|ам|ах|ів)", 10, 10),
    (r"hundreds|сотн(?:и|ям|ями|ях|і)|сотен|сотень", 100, 100),
    (r"thousands|тысяч[аи]?|тысячам|тысячами|тисяч[аі]?", 1000, 1000),
    (r"millions|миллионы|миллионов|мільйони|мільйонів", 1_000_000, 1_000_000),
    (
        r"several|multiple|a\ (?:few|handful|number)(?:\ of)?|нескольк(?:о|их|им|ими)|"
        r"(?:де)?кільк(?:а|ох|ом)",
        None,
        3,
    ),
    (r"(?:a|the)\ couple(?:\ of)?|пар[ау]|кілька", 2, 2),
    (r"(?<!as\ )(?<!how\ )many|numerous|много|многие|многих|множество|багато|чимало|немало", None, 3),
)
_QUALIFIERS: tuple[tuple[str, str], ...] = (
    (r"at\ least|no\ (?:fewer|less)\ than|not\ less\ than|a\ minimum\ of|minimum|"
        r"не\ мен(?:ее|ьше)(?:,?\ чем)?|как\ минимум|по\ меньшей\ мере|минимум|"
     r"щонайменше|не\ менш[е]?(?:\ ніж|\ як|\ за)?|принаймні|як\ мінімум|мінімум", "at_least"),
    (r"more\ than|over|upwards?\ of|above|in\ excess\ of|exceed(?:s|ed|ing)|top(?:s|ped|ping)|"
        r"(?:sur)?pass(?:es|ed)|surpassing|beyond|бол(?:ее|"
        r"ьше)(?:,?\ чем)?|свыше|понад|більш(?:е|\ ніж|\ як)(?:\ ніж|\ як|\ за)?", "more_than"),
    (r"no\ more\ than|not\ more\ than|at\ most|up\ to|as\ many\ as|a\ maximum\ of|"
        r"не\ более(?:,?\ чем)?|не\ больше|не\ більше(?:\ ніж|\ як)?|максимум|до", "up_to"),
    (r"fewer\ than|less\ than|under|below|мен(?:ее|ьше)(?:,?\ чем)?|менш(?:е|\ ніж|"
        r"\ як)(?:\ ніж|\ як)?", "less_than"),
    (r"nearly|almost|neared|nearing|approaching|close\ to|just\ under|почти|без\ малого|чуть\ менее|майже",
     "nearly"),
    (r"about|around|some|roughly|approximately|approx\.?|an?\ estimated|estimated|circa|"
        r"около|примерно|приблизительно|порядка|ориентировочно|где-то|"
     r"близько|приблизно|орієнтовно|десь|біля|"
     r"человек(?:\ эдак|\ так)?|душ|чоловік|людей", "about"),
    (r"exactly|precisely|ровно|рівно", "exact"),
)  # fmt: skip


@dataclass(frozen=True)
class Numeral:
    """A number in a text: where it stands, its best value and bounds, and its qualifier.

    start, end : plain offsets of the whole expression with its qualifier
    core : (start, end) of the number alone
    value, low, high : None where the words do not say
    qualifier : exact, at_least, more_than, up_to, less_than, nearly, about, range, several
    """

    start: int
    end: int
    core: tuple[int, int]
    value: float | None
    low: float | None
    high: float | None
    qualifier: str


_WORD_UNITS = {name: value for value, name in enumerate(_UNITS_EN)}
_WORD_UNITS |= {name: 10 * (i + 2) for i, name in enumerate(_TENS_EN)}
_EN = "|".join(sorted(_WORD_UNITS, key=len, reverse=True))
_EN_WORDS = rf"(?:{_EN})(?:[-\ ](?:{_EN}))*"
_EN_NUMBER = rf"(?:{_EN_WORDS}|an?(?=\ (?:hundred|thousand|million|billion|dozen)\b)|half\ a)"
_CY = "|".join(pattern for pattern, _ in _CYRILLIC_UNITS)
_MULT = "|".join(pattern for pattern, _ in _MULTIPLIERS)
_DIGITS = r"\d{1,3}(?:[,\ ]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?"
_DOZEN = r"dozen|дюжин[аыу]?"
_TAIL = rf"(?:[-\ ]?(?:{_MULT}|{_DOZEN})\b\.?(?:\ (?:and\ )?{_EN_WORDS}\b)?)*"
NUMBER = rf"(?:(?:{_DIGITS}|\b(?:{_EN_NUMBER}|(?:{_CY})(?:\ (?:{_CY}))*)\b){_TAIL})"
_VAGUE_ANY = "|".join(pattern for pattern, *_ in _VAGUE)
_QUALIFIER_ANY = "|".join(pattern for pattern, _ in _QUALIFIERS)
_NUMERAL = re.compile(
    rf"""(?<![\w.,/:$€£₽₴№#-])(?:(?P<qualifier>{_QUALIFIER_ANY})\ )?(?P<money>[$€£]\ ?)?
    (?:(?:between|from|от|від|с|з|из)\ (?P<low>{NUMBER})\ (?:and|to|до)\ (?P<high>{NUMBER})
      |(?P<low2>{NUMBER})(?:\ ?–\ ?|(?<=\d)\ ?-\ ?(?=\d)|(?<=[а-яіїє])-(?=[а-яіїє])|\ (?:to|or|или|або
        |чи)\ )(?P<high2>{NUMBER})
      |(?P<number>{NUMBER})(?P<plus>\+|\ or\ more|\ и\ более|\ і\ більше|\ и\ больше)?
      |\b(?P<vague>{_VAGUE_ANY})\b
    )(?!\w)(?![-–/:.]\d)""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
_CYRILLIC_COMPILED = [(re.compile(pattern), value) for pattern, value in _CYRILLIC_UNITS]
_MULT_COMPILED = [(re.compile(pattern), value) for pattern, value in _MULTIPLIERS]
_VAGUE_COMPILED = [(re.compile(pattern.replace("\\ ", " ")), value, low) for pattern, value, low in _VAGUE]
_QUALIFIER_COMPILED = [(re.compile(pattern.replace("\\ ", " ")), name) for pattern, name in _QUALIFIERS]


def numerals(text: str, start: int = 0, end: int | None = None) -> list[Numeral]:
    """Return the numerals of `text[start:end]` in order; ages, dates and clock times are among them."""
    found: list[Numeral] = []
    for match in _NUMERAL.finditer(text, start, len(text) if end is None else end):
        numeral = _read(match)
        if numeral is not None and found and _NOUN_FIRST.match(match.group()):
            numeral = _counted_before(numeral, found[-1].end)
        if numeral is not None:
            found.append(numeral)
    return found


# "человек десять": about ten; but in "пять человек, 10 ранены" the noun belongs to the number before.
_NOUN_FIRST = re.compile(r"(?:человек|душ|чоловік|людей)", re.IGNORECASE)


def _counted_before(numeral: Numeral, last_end: int) -> Numeral:
    return (
        numeral
        if numeral.start > last_end + 1
        else replace(numeral, start=numeral.core[0], qualifier="exact")
    )


def _read(match: re.Match[str]) -> Numeral | None:
    qualifier = _named(_QUALIFIER_COMPILED, match["qualifier"]) or "exact"
    for low_name, high_name in (("low", "high"), ("low2", "high2")):
        if match[low_name]:
            low, high = _value(match[low_name]), _value(match[high_name])
            low = _with_multiplier_of(match[high_name], low, high)
            if high <= low:
                if low_name == "low2":
                    return None  # a ratio, a score
                core = match.span(high_name)  # "fell from 15 to 12"
                return Numeral(match.start(), match.end(), core, high, high, high, "exact")
            core = (match.start(low_name), match.end(high_name))
            return Numeral(match.start(), match.end(), core, None, low, high, "range")
    if match["vague"]:
        value, low_floor = _vague(match["vague"].lower())
        named = qualifier if qualifier != "exact" else ("several" if value is None else "at_least")
        return Numeral(match.start(), match.end(), match.span("vague"), value, low_floor, None, named)
    value = _value(match["number"])
    if match["plus"]:
        qualifier = "at_least"
    low_bound, high_bound = _bounds(value, qualifier)
    return Numeral(match.start(), match.end(), match.span("number"), value, low_bound, high_bound, qualifier)


def _bounds(value: float, qualifier: str) -> tuple[float | None, float | None]:
    if qualifier in ("at_least", "more_than"):
        return value, None
    if qualifier in ("up_to", "less_than", "nearly"):
        return None, value
    return (value, value) if qualifier == "exact" else (None, None)


def _vague(word: str) -> tuple[float | None, float]:
    for pattern, value, low in _VAGUE_COMPILED:
        if pattern.fullmatch(word):
            return value, low
    raise AssertionError(word)


def _named(compiled: list[tuple[re.Pattern[str], str]], word: str | None) -> str | None:
    if word is None:
        return None
    return next((name for pattern, name in compiled if pattern.fullmatch(word.lower())), None)


def _with_multiplier_of(high_words: str, low: float, high: float) -> float:
    """Read "2 to 3 thousand" as 2,000 to 3,000."""
    for pattern, factor in _MULT_COMPILED:
        if pattern.search(high_words.lower()) and low < high / factor + 1e-9 and low < factor:
            return low * factor
    return low


def _value(number: str) -> float:
    """Return the value of one number in digits or words, multipliers included."""
    total, current = 0.0, 0.0
    for token in re.findall(r"\d[\d,. ]*\d|\d|[^\W\d_]+(?:'[^\W\d_]+)*\.?", number.lower()):
        factor = 12.0 if re.fullmatch(_DOZEN, token) else _match(_MULT_COMPILED, token)
        if factor is not None and not (current == 0 and token in ("m", "k")):
            current = (current or 1.0) * factor
            if factor >= 1e3:
                total, current = total + current, 0.0
        else:
            current += _unit(token)
    return total + current


def _unit(token: str) -> float:
    if token[0].isdigit():
        if re.fullmatch(r"\d{1,3}(?:[, ]\d{3})+", token):
            return float(re.sub(r"[, ]", "", token))
        return float(token.replace(" ", "").replace(",", "."))
    if token in _WORD_UNITS:
        return float(_WORD_UNITS[token])
    if token in ("half", "пів", "пол"):
        return 0.5
    return float(_match(_CYRILLIC_COMPILED, token) or 0.0)


def _match(compiled: list[tuple[re.Pattern[str], float]], token: str) -> float | None:
    return next((value for pattern, value in compiled if pattern.fullmatch(token)), None)
