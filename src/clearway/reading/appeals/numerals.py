"""Small whole numbers as people write them: figures and words in three languages, all cases."""

import re

from clearway.reading.wordlists import words

_FORMS = {
    1: "one один одна одно одну одного одной одному одним одне однієї одній однією",
    2: """two both couple pair два две двух двум двумя двое двоих двоим двоими вдвоем оба обе обоих
        обеих пара пару
        дві двох двом двома двоє двоих удвох вдвох обоє обидва обидві""",
    3: "three три трех трем тремя трое троих троим троими втроем трьох трьом трьома троє утрьох втрьох",
    4: """four четыре четырех четырем четырьмя четверо четверых четверым вчетвером чотири чотирьох чотирьом
        чотирма учотирьох вчотирьох""",
    5: "five пять пяти пятью пятеро пятерых впятером п'ять п'яти п'ятьох п'ятеро уп'ятьох вп'ятьох",
    6: "six шесть шести шестью шестеро шестерых вшестером шість шістьох ушістьох вшістьох",
    7: "seven семь семи семеро семерых всемером сім сімох усімох",
    8: "eight восемь восьми восьмеро восьмерых вісім вісьмох",
    9: "nine девять девяти девятеро девятерых дев'ять дев'яти дев'ятьох дев'ятеро",
    10: "ten десять десяти десятеро десятерых десятьох",
    11: "eleven одиннадцать одиннадцати одинадцять одинадцяти",
    12: "twelve dozen двенадцать двенадцати дюжина дванадцять дванадцяти",
    13: "thirteen тринадцать тринадцати тринадцять тринадцяти",
    14: "fourteen четырнадцать четырнадцати чотирнадцять чотирнадцяти",
    15: "fifteen пятнадцать пятнадцати п'ятнадцять п'ятнадцяти",
    16: "sixteen шестнадцать шестнадцати шістнадцять шістнадцяти",
    17: "seventeen семнадцать семнадцати сімнадцять сімнадцяти",
    18: "eighteen восемнадцать восемнадцати вісімнадцять вісімнадцяти",
    19: "nineteen девятнадцать девятнадцати дев'ятнадцять дев'ятнадцяти",
    20: "twenty двадцать двадцати двадцять двадцяти",
    30: "thirty тридцать тридцати тридцять тридцяти",
    40: "forty сорок сорока",
    50: "fifty пятьдесят пятидесяти п'ятдесят п'ятдесяти",
    60: "sixty шестьдесят шестидесяти шістдесят шістдесяти",
    70: "seventy семьдесят семидесяти сімдесят сімдесяти",
    80: "eighty восемьдесят восьмидесяти вісімдесят вісімдесяти",
    90: "ninety девяносто дев'яносто",
    100: "hundred сто сотня",
    200: "двести двісті",
    300: "триста",
}
WORDS = {word: value for value, forms in _FORMS.items() for word in forms.split()}
# Said of people only and complete without a noun: "нас двое", "вдвоём".
COLLECTIVE = words("""
    вдвоем втроем вчетвером впятером вшестером всемером удвох вдвох утрьох втрьох учотирьох вчотирьох
    уп'ятьох вп'ятьох ушістьох вшістьох усімох""")
# How ordinals begin: "четвёртая квартира", "на дев'ятому місяці".
ORDINAL_STEMS = {
    "перв": 1, "перш": 1, "втор": 2, "друг": 2, "трет": 3, "четверт": 4, "пят": 5, "п'ят": 5, "шест": 6,
    "шост": 6, "седьм": 7, "сьом": 7, "восьм": 8, "девят": 9, "дев'ят": 9, "десят": 10,
}  # fmt: skip
UNITS = "|".join(word for word, value in WORDS.items() if value < 10)
TENS = "|".join(word for word, value in WORDS.items() if 20 <= value < 100)
_ALL = "|".join(sorted(WORDS, key=len, reverse=True))
MOST_PEOPLE = 999

# A number as a pattern: figures (also "2-3", of which the higher counts) or words ("twenty-three").
NUMBER = rf"(?:\d{{1,3}}(?:\s?[-–]\s?\d{{1,3}})?(?![\d_])|(?:(?:{TENS})[ -])?(?:{_ALL})(?!\w))"
_RANGE = re.compile(r"(\d{1,3})\s?[-–]\s?(\d{1,3})")


def value_of(said: str) -> int | None:
    """Return the number that a match of `NUMBER` says, the higher end of a range; None for no number.

    A place in a bus too many is a smaller mistake than one too few.
    """
    if between := _RANGE.fullmatch(said):
        return max(int(between[1]), int(between[2]))
    if said.isdigit():
        number = int(said)
        return number if 0 < number <= MOST_PEOPLE else None
    parts = [WORDS.get(word) for word in re.split(r"[ -]", said)]
    if any(part is None for part in parts):
        return None
    return sum(part for part in parts if part is not None)
