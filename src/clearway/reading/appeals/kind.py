"""What a message is: an appeal, an offer, a question, an update, a cancellation, a complaint or something else."""

from clearway.reading.appeals.phrases import first_said, phrase

Piece = tuple[int, int, str]  # start, end, rule

KINDS = ("appeal", "offer", "question", "update", "cancel", "complaint", "other")

_CANCEL = phrase(
    r"(?:cancel(?:led|ing)?\b|(?:close|withdraw|remove|delete) (?:my|our|the|this) (?:request|appeal|ticket|application)|no longer need(?:ed|s)?\b|(?:don't|do not) need (?:help|evacuation|it|you|a ride|transport|anything) (?:any ?more|now|already)|(?:not|no) need(?:ed)? any ?more|help (?:is )?no longer|already (?:left|out|evacuated|safe|gone|been (?:evacuated|picked|taken))|(?:we|i|they|she|he)(?:'ve| have| has)? (?:already |just |now )*(?:left(?! (?:us|me|behind|here|him|her|them|with|alone|without|in|at|on))|got out|gotten out|been evacuated|been picked up|made it out|found a (?:ride|lift|car))|(?:we|i|they)(?:'re| are|'m| am) (?:all )?(?:safe now|out now|already (?:safe|out|gone|evacuated)|out of the city|evacuated)|(?:picked|took) (?:us|me|them|her|him) (?:up )?already|(?:was|were) (?:already )?(?:evacuated|picked up)|all (?:are )?safe now|thanks?,? (?:but )?(?:we|i) (?:left|are out|found))",
    r"(?:(?:мы |я |уже |все )+(?:выехал\w*|уехал\w*|эвакуир\w+|в безопасности|вывезли)|(?:нас|меня|их|её|ее|его|маму|бабушку) (?:уже )?(?:забрали|вывезли|эвакуировали|увезли)|(?:снимите|отмените|закройте|удалите|отменить|снять|закрыть|отменяю|отменяем)|заявк\w+ (?:снимите|отмените|закройте|неактуальн\w+|не актуальн\w+|можно снять)|(?:уже |больше )?не ?актуальн|неактуальн|(?:больше|уже) не (?:нужн\w+|надо|требуется)|помощь (?:уже |больше )?не нужна|выехали сами|сами выехали|добрались)",
    r"(?:(?:ми |я |вже |усі |всі )+(?:виїхал\w*|поїхал\w*|евакуйован\w*|евакуювал\w+|у безпеці|в безпеці|вивезли)|(?:нас|мене|їх|її|його|маму|бабусю) (?:вже )?(?:забрали|вивезли|евакуювали)|(?:зніміть|скасуйте|закрийте|видаліть|скасувати|зняти|закрити|скасовую)|(?:вже |більше )?не ?актуальн|неактуальн|(?:більше|вже) не (?:потрібн\w+|треба)|допомога (?:вже |більше )?не потрібна|виїхали самі|самі виїхали|дістались)",
)
_STILL_THERE = phrase(
    r"(?:(?:is|are|stayed|remain\w*|left) (?:still |there|behind)|still (?:there|here|waiting|need)|but (?:my|our|the)|(?:not|haven't|have not|hasn't) (?:yet )?(?:left|evacuated|been))",
    r"(?:осталс|остал[аи]с|еще там|все еще|а (?:мама|бабушка|папа|отец|сосед\w*|родители|дед\w*)|но (?:мама|бабушка|сосед\w*|родители))",
    r"(?:залишил|ще там|досі|а (?:мама|бабуся|тато|сусід\w*|батьки|дід\w*)|але (?:мама|бабуся|сусід\w*|батьки))",
)
_OFFER = phrase(
    r"(?:(?:i|we) (?:can|could|will|am able to|are able to|am ready to|are ready to|'ll) (?:still )?(?:take|drive|pick up|transport|bring|give|host|house|accommodate|offer|help|carry|fit|deliver|put up|evacuate|donate|shelter|share)(?! (?:my|our) (?:kids|children|mother|father|mum|wife|husband|family|grand\w+|cat|dog|own)\b)|(?:have|got|there (?:are|is)) (?:\w+ )?(?:\w+ )?(?:free |spare |empty |available )(?:seats?|places?|rooms?|beds?|space)|room for \w+ (?:people|more|persons|in my)|(?:offer(?:ing)?|free) (?:a )?(?:ride|lift|rides|transport|seats|accommodation|room|places)|volunteer(?:ing)?(?: driver| to|s? with| here|,)|driver with|(?:going|driving|leaving|drive) to [^.!?]{1,40}(?:can take|seats?|places?|have room|room for)|(?:willing|ready|happy|glad) to (?:help|take|drive|host|give|offer)|if (?:anyone|anybody|someone|somebody) needs|who needs (?:a )?(?:ride|lift|help)|seats? (?:free|available))",
    r"(?:(?:могу|можем|готов[аы]?|смогу|сможем|готовы)\s(?:[^\W\d_]+\s){0,2}?(?:взять|вывезти|подвезти|отвезти|забрать|довезти|принять|приютить|помочь|разместить|предоставить|перевезти|привезти)|есть (?:\d+ |\w+ )?(?:свободн\w+ )?мест[оа]?(?! где)|свободн\w+ мест|возьму|подвезу|приму (?:семь|люд|женщ|до)|предлагаю|предоставлю|сдам бесплатно|бесплатно (?:вывез|отвез|приму|довез|разме)|еду (?:в|до|на) [^.!?]{1,40}(?:мест|возьму)|кому (?:нужн|надо|нужен)|помогу (?:с|вывезти|уехать|выехать))",
    r"(?:(?:можу|можемо|готов(?:ий|а|і)?|зможу|зможемо)\s(?:[^\W\d_]+\s){0,2}?(?:взяти|вивезти|підвезти|відвезти|забрати|довезти|прийняти|прихистити|допомогти|розмістити|надати|перевезти|привезти)|(?:є|маю|маємо) (?:\d+ |\w+ )?(?:вільн\w+ )?місц|вільн\w+ місц|візьму|підвезу|прийму (?:род|сім|люд|жін|до)|пропоную|надам|безкоштовно (?:вивез|відвез|прийму|довез)|їду (?:в|до|на|у) [^.!?]{1,40}(?:місц|візьму)|кому (?:потрібн|треба|потрібен)|допоможу (?:з|вивезти|виїхати))",
)
_NOT_OFFER = phrase(
    r"(?:can (?:you|anyone|someone|somebody|anybody)|could (?:you|someone|anyone)|please (?:take|help|come|evacuate|pick)|help us|help me)", r"(?:помогите|заберите|кто(?:-нибудь)? (?:может|мог)|можете ли|нужна помощь|спасите|нас \d|нас (?:двое|трое|четверо|пятеро))", r"(?:допоможіть|заберіть|хто(?:сь|-небудь)? (?:може|міг)|чи можете|потрібна допомога|рятуйте|нас (?:двоє|троє|четверо|п'ятеро))"
)  # fmt: skip
_UPDATE = phrase(
    r"(?:update\b|correction|we are now|now we(?:'re| are)|(?:we're|we are|there are) (?:now )?\w+ (?:now|not \w+)\b|instead of|(?:have|has) (?:moved|changed)|(?:we |i )moved to|new (?:number|phone|address)|(?:i )?forgot to (?:say|add|mention|write)|in addition to my|adding to|changed (?:our|my) (?:address|number)|my previous (?:message|request)|wrong (?:number|address|house|flat)|not \d+ but \d+|joined us|came to us)",
    r"(?:уточн|дополн\w+|обновл|поправка|исправл|нас (?:уже|теперь|стало)|теперь нас|адрес (?:изменил|сменил|другой|неправ)|переш(?:ли|ел|ла) (?:в|на|к)|переехал|забыл\w* (?:сказать|написать|добавить|указать)|новый (?:номер|телефон|адрес)|вместо|не \w+,? а \w+|ошибл|к нам (?:присоед|приш)|присоединил)",
    r"(?:уточн|доповн|оновл|поправка|виправл|нас (?:вже|тепер|стало)|тепер нас|адреса (?:змінил|інша|неправ)|перейш(?:ли|ов|ла) (?:в|у|на|до)|переїхал|забу(?:в|ла|ли) (?:сказати|написати|додати|вказати)|новий (?:номер|телефон)|нова адреса|замість|не \w+,? а \w+|помил|до нас (?:приєдн|прийш)|приєднал)",
)
_COMPLAINT = phrase(
    r"(?:should be (?:in prison|in jail|ashamed|fired|shot)|shame on|disgrac|corrupt|thiev|liars?\b|lied to|lying to us|useless|incompeten|they (?:left|abandoned|forgot|don't care|do not care|lied)|nobody cares|no one cares|where (?:was|is|were) the (?:government|mayor|governor|army|money|authorit)|(?:mayor|governor|government|authorit\w+|officials?|president|administration)\b[^.!?]{0,40}(?:nothing|resign|prison|jail|fault|blame|ran away|fled|lie|steal|stole|sleep)|resign|to blame|criminal negligence|what (?:do )?we pay tax|idiots|fools|bastards|outrage|how dare)",
    r"(?:позор|стыд|безобраз|бездейств|бездельник|воры\b|воруют|врут|вранье|лж[уе]т|бросили нас|нас бросили|всем плевать|никому (?:дела нет|не нужны|нет дела)|где (?:власт|мэр|губернатор|армия|деньги)|(?:мэр|губернатор|власт\w+|чиновник\w*|администрац\w+|депутат\w*)\b[^.!?]{0,40}(?:ничего|тюрьм|отставк|сбежал|виноват|молчит|спит|спят|врет|врут)|в тюрьму|в отставку|под суд|виноват|идиот|сволоч|мраз|козл|возмут|сколько можно|издева|надоел)",
    r"(?:ганьб|сором|неподобств|бездіял|нероб|злоді|крадуть|брешуть|брехн|кинули нас|нас кинули|всім байдуже|нікому (?:немає діла|не потрібні)|де (?:влад|мер|губернатор|армія|гроші)|(?:мер|губернатор|влад\w+|чиновник\w*|адміністрац\w+|депутат\w*)\b[^.!?]{0,40}(?:нічого|тюрм|в'язниц|відставк|втік|винн|мовчить|спить|сплять|бреше|брешуть)|у в'язницю|за грати|у відставку|під суд|винен|винні|ідіот|сволот|обур|скільки можна|знуща|набридл)",
)
_ASKS = phrase(
    r"(?:is|are|do|does|did|will|can|could|should|where|when|what|which|who|how|why|has|have|any)\b", r"(?:где|когда|куда|откуда|как|какие|какой|какая|сколько|кто|что|почему|зачем|есть ли|можно ли|правда|а |подскажите|скажите|ли\b)", r"(?:де|коли|куди|звідки|як|які|який|яка|скільки|хто|що|чому|навіщо|чи|підкажіть|скажіть)"
)  # fmt: skip
_HELP = phrase(
    r"(?:help|sos|s\.o\.s|save us|save me|emergency|mayday|urgent|rescue|please come|we are scared|dying|need)\b",
    r"(?:помог|помощь|спас(?:и|е)|сос\b|срочно|умоля|беда|нужн|надо|страшно|умира|погиба|прошу|просим)", r"(?:допомо|рят|врят|терміново|благаю|біда|потріб|треба|страшно|помира|гинемо|прошу|просимо|сос\b)"
)  # fmt: skip


def find_kind(
    text: str, *, needs: list[str], vulnerable: list[str], people: int | None, has_address: bool, has_contact: bool
) -> tuple[str, Piece | None]:
    """Return the kind of a message and the words that decide it, if words do.

    text : in small letters; the rest is what was read from it, needs told in so many words.
    """
    urgent_needs = [need for need in needs if need not in ("information", "pet")]
    cancel = first_said(_CANCEL, text)
    if cancel and not _STILL_THERE.search(text) and not _begs(text, urgent_needs):
        return "cancel", (*cancel, "kind.cancel")
    offer = first_said(_OFFER, text)
    if offer and not _NOT_OFFER.search(text):
        return "offer", (*offer, "kind.offer")
    in_need = bool(urgent_needs or vulnerable) or people is not None
    asked = _is_question(text)
    if asked and not (has_address and (people or vulnerable)) and not _asks_for_help(text, urgent_needs, people):
        return "question", (*asked, "kind.question")
    complaint = first_said(_COMPLAINT, text)
    if complaint and not has_address and not has_contact and not (people or vulnerable) and not urgent_needs:
        return "complaint", (*complaint, "kind.complaint")
    update = first_said(_UPDATE, text)
    if update and (has_address or has_contact or people):
        return "update", (*update, "kind.update")
    if in_need or has_address:
        return "appeal", None
    help_said = _HELP.search(text)
    if help_said:
        return "appeal", (*help_said.span(), "kind.help")
    if asked:
        return "question", (*asked, "kind.question")
    return "other", None


def _begs(text: str, urgent_needs: list[str]) -> bool:
    return bool(urgent_needs) and _NOT_OFFER.search(text) is not None


def _is_question(text: str) -> tuple[int, int] | None:
    mark = text.find("?")
    match = _ASKS.search(text)
    if match and (mark >= 0 or text.lstrip().startswith(match.group())) and (mark >= 0 or len(text) < 120):
        return (mark, mark + 1) if mark >= 0 else match.span()
    return None


def _asks_for_help(text: str, urgent_needs: list[str], people: int | None) -> bool:
    """Whether a question is really a request: "could you pick us up?"."""
    pressing = [need for need in urgent_needs if need not in ("evacuation", "transport", "fuel", "shelter", "power")]
    if pressing or (people or 0) > 1:
        return True
    return _NOT_OFFER.search(text) is not None or (bool(urgent_needs) and "?" not in text)
