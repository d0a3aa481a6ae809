"""How speech looks in a sentence: cues, where a source may stand, and what only looks like one.

The words themselves are `lexicon/cues.txt`; here they become patterns for `attribution.py`.
"""

import re

from clearway.reading.numerals import NUMBER
from clearway.reading.sources import CUES, KINDS
from clearway.reading.wordlists import words

CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def _words(section: str) -> str:
    return "|".join(f"(?:{line})" for line in CUES[section])


SAYS = {lang: re.compile(rf"\b(?:{_words(f'says {lang}')})\b", re.I) for lang in ("en", "cyrillic")}
CLAIMS = {lang: re.compile(rf"\b(?:{_words(f'claims {lang}')})\b", re.I) for lang in ("en", "cyrillic")}
CUE = {
    lang: re.compile(rf"\b(?:{_words(f'says {lang}')}|{_words(f'claims {lang}')})(?![\w-])", re.I)
    for lang in ("en", "cyrillic")
}
ACCORDING = {lang: re.compile(rf"\b(?:{_words(f'according {lang}')})\s", re.I) for lang in ("en", "cyrillic")}
VIA = re.compile(rf"(?<![\w-])(?:{_words('via')})(?![\w])", re.I)
VIA_CONTEXT = re.compile(
    r"(?:\b(?:told|informed|on|in|via|through|to|by|with|сказал\w*|рассказал\w*|в|во|на|"
        r"через|у|агентств\w+|журналистам|передает|передаёт|сообщает|пишет|пише|передає|"
        r"повідомляє)\s)"
    r"(?:(?:the|his|her|their|its|a|an|local|own|official|своём|своем|своїм|своєму|"
        r"официальн\w+|эфире|ефірі|каналу|изданию|виданню|agency|"
        r"news)\s)*(?:[\w' ]{0,45}?'s\s)?$", re.I,
)  # fmt: skip
PRONOUN = re.compile(
    r"(?:he|she|they|it|them|him|her|он|она|они|оно|він|вона|вони|ему|ей|их|ними|ним|it was)", re.I
)
LEADING = re.compile(
    r"^(?:\s|\b(?:and|but|while|as|also|however|meanwhile|earlier|later|then|when|that|"
        r"where|which|because|although|though|after|"
    r"with|so|if|in turn|for (?:his|her|its|their) part|separately|still|и|а|но|как|что|"
        r"также|при этом|ранее|позже|кроме того|в свою очередь|"
    r"однако|тем временем|і|й|та|але|як|що|також|при цьому|раніше|пізніше|крім того|"
        r"у свою чергу|своєю чергою|однак|тим часом)\b,?)+",
    re.I,
)  # fmt: skip
TIMES = (
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|evening|night|"
    r"afternoon))?|today|yesterday|earlier|overnight|late|"
    r"this (?:morning|week)|last (?:night|week)|в (?:понедельник|вторник|среду|четверг|"
    r"пятницу|субботу|воскресенье)|сегодня|вчера|утром|вечером|"
    r"у (?:понеділок|вівторок|середу|четвер|п'ятницю|суботу|неділю)|сьогодні|вчора|вранці|ввечері"
)
TRAILING = re.compile(
    rf"(?:\s|,|\b(?:also|further|initially|later|then|again|previously|has|have|had|is|are|was|were|"
    rf"did|not|reportedly|now|recently|"
    rf"officially|publicly|who did not want to share (?:her|his) full name|repeatedly|"
    rf"himself|herself|{TIMES}|in a statement|"
    rf"уже|також|также|ещё|ещё раз|вже|ще|тоже|теж))+$",
    re.I,
)
APPOSITIVE = re.compile(
    r"^(?:an?\s|the\s|one of|who\b|which\b|whose\b|\d|head\b|secretary\b|senior\b|former\b|"
    r"chief\b|director\b|speaker\b|"
    r"spokes\w+\b|deputy\b|mayor\b|governor\b|member\b|owner\b|aged?\b|глав\w+\b|который\b|"
    r"которая\b|врио\b|мэр\b|губернатор\b|"
    r"секретарь\b|який\b|яка\b|голова\b|очільни\w+\b|мер\b|речни\w+\b|житель\w*\b|мешкан\w+\b)",
    re.I,
)
CLAUSE_MARK = re.compile(
    r"[;:–(\x01\"]|\s-(?=\s)|"
    r"\s(?:but|while|whereas|because|where|when|although|но|однако|але|проте|тогда как|тоді як)\s",
    re.I,
)
# "the operator, Lowmark Coal, said": a title with its name behind it needs no name before it.
HEADED = re.compile(r"the\s", re.I)
FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|been|был\w*|будет|будут|був|була|були|буде)\b", re.I
)
STOPS_AFTER = re.compile(
    r"[,.;:!?–(\"\x01\n]|\s(?:that|on|in (?:a|an|his|her|their)|to|at|as|(?-i:who)|after|during|"
        r"via|when|about|of (?=an?\b|this|his|her|their|\d)|"
    r"что|о том|о|об|в своём|в своем|в соц\w+|в телеграм\w*|в telegram|в эфире|в интервью|"
        r"в ходе|на брифинге|на своей|на странице|журналистам|агентству|"
    r"у своєму|в своєму|у телеграм\w*|в ефірі|у соц\w+|під час|про|що|на своїй|на сторінці|"
        r"журналістам|у facebook|в facebook|утром|вечером|вранці|ввечері|в ночь|"
    r"в понедельник|во вторник|в среду|в четверг|в пятницу|в субботу|в воскресенье|"
        r"у понеділок|у вівторок|у середу|у четвер|у п'ятницю|у суботу|у неділю)\b", re.I,
)  # fmt: skip
PREPOSITION = re.compile(r"^(?:в|во|у|на|из|з|зі|із|от|від|к|до)\s", re.I)
KNOWN_VOICE = re.compile("|".join(_words(f"kind {kind}") for kind in KINDS), re.I)
# "the rail operator said", "сказал дежурный": whoever does this speaks, known or not.
PLAIN_SAYS = re.compile(_words("plainly"), re.I)
NOUN_PHRASE = re.compile(
    r"(?:an?|the|his|her|their|its|another|several|some|two|three)\s"
    r"(?!(?:same|next|following|previous|day|week|month|year|statement|moment|first|last|storm|fire|"
    r"flood|blast|"
    r"(?:\w+ )?(?:version|article|story|report|headline))\b)"
    r"(?:(?!(?:that|which|who|in|on|at|to)\b)[\w'-]+\s){0,6}?(?!(?:at|in|from)\b)[\w'-]+"
    r"(?: (?:at|in|from) (?:the|an?|his|her|their) (?:[\w'-]+ ){0,2}[\w'-]+)?",
    re.I,
)
_NO_NOUN = rf"(?:{_words('no speaker')})\b"
NOUN_PHRASE_CYRILLIC = re.compile(
    rf"(?:(?:в|во|у)\s)?(?!\w+(?:но|ло|лось|лся|лись)\s*$)(?!{_NO_NOUN})[а-яёіїєґ][\w'-]+"
    rf"(?:\s(?!{_NO_NOUN})[\w'-]+){{0,6}}",
    re.I,
)
# "по его словам", "за її даними": the last voice speaks on.
BY_HIS_WORDS = re.compile(
    r"\b(?:по (?:его|е[её]|их) (?:словам|данным|информации|оценк(?:е|ам)|сведениям)|"
    r"за (?:його|її|їх\w*) (?:словами|даними|інформацією|оцінк(?:ою|ами)|відомостями))\b",
    re.I,
)
# "claimed three lives" is no speech.
NO_SPEECH_AFTER = re.compile(
    r"\s(?:(?:е[её]|его|их|її|його|їх) )?(?:состояние|стан|ситуаци|ситуаці)|"  # "врачи оценивают состояние"
    r"\s(?:(?:at least|more than|nearly|about) )?(?:[\w-]+ ){0,2}(?:lives|life|victims)\b|"
    r"\sto (?:an?|the|reports? of) "  # "firefighters responded to a call"
)
# "The agency quoted the ministry as saying", "the mayor was quoted by local radio as saying".
QUOTED = re.compile(
    r"(?:(?P<outlet>[^,;.\x01]{2,60})(?<! was)(?<! were)(?<! is)(?<! are) (?:quoted|cited) "
    r"(?=\S[^,;.\x01]{2,60} as saying)|"
    r"(?=[^,;.\x01]{2,60} (?:was|were|is|are) quoted(?: by [^,;.\x01]{2,40})? as saying))"
    r"(?P<source>[^,;.\x01]{2,60}?) (?:(?:was|were|is|are) quoted(?: by [^,;.\x01]{2,40}?)? )?as saying\b"
)
ADDRESSEE = re.compile(
    r"^(?:агентству|журналист(?:ам|у)|изданию|телеканалу|газете|корреспондент(?:у|ам)|репорт[её]рам|"
    r"агентству|агенції|журналіст(?:ам|у)|виданню|газеті|кореспондент(?:у|ам))\s",
    re.I,
)
# "Про загибель трьох людей повідомив ...", "Гибель двоих подтвердил ...": what is said stands first.
SAID_FIRST = re.compile(
    r"(?:об?|обо|про)\s|(?:гибел|смерт|загибел|ранени|поранен|эвакуац|евакуац)\w*\s", re.I
)
RELATIVE_CLAUSE = re.compile(r",? (?:who|which|that)\s.+$")
PRONOUN_FIRST = re.compile(
    r"(he|she|they|он|она|они|він|вона|вони)\s(?:in|at|on|to|в|во|на|у|перед|после|після|під)\s", re.I
)
# "В заявлении, опубликованном в пятницу, говорится", "У звіті місії йдеться".
STATED_IN = re.compile(
    r"\b(?:в|у) (?P<source>(?:[а-яіїєґ]+ )?(?:заявлени|сообщени|отч[её]т|доклад|пресс-релиз|бюллетен|звіт|"
    r"заяв|повідомленн|допов|бюлетен)\w*[^,.;]{0,60}?)(?:,[^.;]{0,60},)? "
    r"(?:говорится|сказано|отмечается|указано|указывается|йдеться|ідеться|зазначено|зазначається|сказано|вказано)\b",
    re.I,
)
VERB_IN_LABEL = re.compile(
    r"\b[а-яёіїєґ]+(?:или|али|ели|іли|ила|ала|ило|ало|илися|алися|ился|ался|ився|ався)\b"
)
NO_VOICE = re.compile(
    r"(?:photos?|images?|videos?|footage|reports?|claims?|unconfirmed|this|that|there|"
    r"these|those|what|here|fight\w*|in|on|at|"
    r"фото|видео|кадры|это|как|відео|це|кадри|информация|інформація)\b",
    re.I,
)
# Words that are a noun as often as a verb: "reports of shelling", "unconfirmed claims".
NOUN_TOO = words("reports claims notes posts calls states orders promises answers requests")
BASE_FORMS = words("say tell warn write confirm estimate insist argue deny accuse blame believe think")
BEFORE_INFINITIVE = re.compile(
    r"\b(?:to|not|will|would|can|could|may|might|must|should|did|do|does|n't|let|us|please|cannot)\s$", re.I
)
TOOK_UPON = re.compile(
    r"(?:взял[аи]?|взяв|узял[аи]?|узяв) на себя (?:ответственность |відповідальність )?(?=\S)"
)
AFTER_DETERMINER = re.compile(r"\b(?:an?|the|this|that|his|her|their|its|of)\s$", re.I)
INTERPOSED = re.compile(  # "The office, however, said"
    r", (?:however|meanwhile|though|too|for (?:his|her|its|their) part|in turn|однако|между тем|тем временем|"
    r"в свою очередь|натомість|водночас|проте|своєю чергою|у свою чергу),\s*$",
    re.I,
)
BRACKETED = re.compile(r"\s?\([^()\x01]{1,60}\)")  # "the World Food Programme (WFP)"
NOT_AFTER_NOUN = re.compile(
    r"^(?:,|\)|\s(?:of|have|has|on|were|was|are|is|circulating|from|about|in|and|for|suggest\w*)\b)", re.I
)
PASSIVE = re.compile(
    r"\b(released|published|issued|provided|given|confirmed|verified|denied|announced|reported|deemed|"
    r"described|called|dismissed)\b[^.;]{0,30}\bby "
)
PASSIVE_BEFORE = re.compile(r"\b(?:was|were|been|be|being|is|are|get|got)\s(?:\w+ly\s|not\s)?$", re.I)
NOT_SAID = re.compile(r"\b(?:не|ни|ні|пока не|поки не)\s$", re.I)
RELATIVE_BEFORE = re.compile(
    r"\b(?:that|who|which|whom|котор\w+|який|яка|які)\s(?:has\s|have\s|had\s|also\s)*$", re.I
)
SUBJECTLESS = ("read", "called", "asked", "quoted", "listed", "puts", "described", "suggests", "asking")
FIRST_PERSON = re.compile(r"\b(?:we|our|us|мы|наш\w*|нас|нам|ми)\b", re.I)
NOMINAL = re.compile(
    r"'s? (?:assurance|statement|claim|announcement|warning|promise|assertion) that\b|"
    r" made (?:an?|the) (?:\w+ )?(?:announcement|statement|appeal|promise|offer)\b", re.I,
)  # fmt: skip
VERIFIER = re.compile(
    r" (?:could not|cannot|was unable to|were unable to|has not been able to|"
    r"was not able to) (?:\w+ ){0,2}(?:confirm|verify)\b"
)
# A voice set before its words, or after them, with no verb: headlines, channels.
LABEL = re.compile(
    r"^(?:\d{1,2}[:.]\d{2} )?(?:(?:statement|update|message) (?:from|by) )?"
    r"(?P<source>[^\W\d_][^:.;,\"\x01\d]{2,60}): (?=\S)",
    re.I,
)
SIGNATURE = re.compile(r"(?:,? –| -|:) (?P<source>[^\W\d_][^–:.;,\"\x01\d]{2,60})\.?$")
ASKED = re.compile(r"(?:жител|мешкан|люд|горожан|містян|всех|всіх|водител|воді)\w*", re.I)
LONGEST = 16  # words of a source


# "..., власти подтвердили лишь девять": a voice with a number of its own.
GIVES_NUMBER = re.compile(rf" (?:[а-яіїєґ]+ |only |just ){{0,3}}(?:{NUMBER})(?!\w)", re.I)


def alphabet_of(masked: str) -> str:
    """Return which cues to look for: "cyrillic" or "en"; quoted speech (blanked out) does not count."""
    letters = len(masked.replace("\x01", ""))
    return "cyrillic" if len(CYRILLIC.findall(masked)) * 2 > letters * 0.6 else "en"


def is_beside_a_name(name: str, beside: str) -> bool:
    """Say whether a stretch tells who the name before it is: "Adam Lesko, the mayor's deputy, said"."""
    return is_name(name.strip()) and 0 < len(beside.split()) <= 12 and not FINITE.search(beside)


def is_verb(masked: str, match: re.Match[str]) -> bool:
    """Say whether a cue is an act of speaking, not a noun, a participle or part of a relative clause."""
    cue, before, after = match.group(), masked[: match.start()], masked[match.end() :]
    if cue[0].isupper() and before.strip():
        return False
    if PASSIVE_BEFORE.search(before) or RELATIVE_BEFORE.search(before):
        return False
    if AFTER_DETERMINER.search(before) or NOT_SAID.search(before) or NO_SPEECH_AFTER.match(after):
        return False
    if cue.lower() in BASE_FORMS and BEFORE_INFINITIVE.search(before):
        return False
    if cue.lower() in NOUN_TOO:
        last = before.split()[-1:] or [""]
        return NOT_AFTER_NOUN.match(after) is None and last[0][:1].isupper()
    return True


def cleaned(text: str) -> str:
    """Return a stretch without the conjunctions and adverbs before its noun."""
    return LEADING.sub("", text).strip()


VERB_OF_HARM = re.compile(
    r"\b(?:kill|injur|wound|hurt|struck|hit|destroy|damag|broke|swept|collapsed|exploded|died)\w*\b"
)


def is_name(text: str) -> bool:
    """Say whether a stretch is a bare name, such as "Adam Lesko"."""
    tokens = text.replace(".", "").split()
    return (
        0 < len(tokens) <= 5
        and not VERB_OF_HARM.search(text)
        and tokens[-1][:1].isupper()
        and not FINITE.search(text)
        and not re.match(r"(?:in|on|at|after|в|у|на|после|після)\s", text, re.I)
    )
