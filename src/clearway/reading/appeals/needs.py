"""What the people of an appeal need: to get out, a doctor, water, a lift for a pram, somebody to knock.

Rules first; for English the category model is asked as well, and believed only where it was right in
8 of 10 messages held out. To get out is taken as meant when an appeal gives people or a place and asks
for nothing else that could be brought to them.
"""

from clearway.reading.appeals.categories import category_model
from clearway.reading.appeals.phrases import first_said, phrase

Piece = tuple[int, int, str]  # start, end, rule

NEEDS = (
    "evacuation", "transport", "rescue", "medical", "medicine", "stretcher", "power", "water", "food", "shelter",
    "fuel", "pet", "information", "welfare_check",
)  # fmt: skip

_LACK_EN = r"(?:no|without(?: any)?|out of|lack(?:s|ing)?(?: of)?|need(?:s|ed)?(?: some| more| clean| drinking| hot| baby)*|short of|not enough|run(?:ning)? (?:out of|low on)|ran out of|bring(?: us)?(?: some)?|send(?: us)?(?: some)?|don't have(?: any)?|do not have(?: any)?|have no|haven't got(?: any)?|any)"
_LACK_RU = r"(?:нет|без|нужн[аоы]?|надо|не хватает|закончил[аио]?с[ья]|кончил[аио]?с[ья]|заканчива\w+|кончается|нету|привезите|дайте|не осталось|отключили|вырубили|пропал[аои]?|мало|доставьте)"
_LACK_UK = r"(?:нема(?:є)?|без|потрібн[аоі]?|треба|бракує|закінчил[аио]?с[ья]|закінчу\w+|привезіть|дайте|не залишилос\w|вимкнули|зникл[аои]|відключили|зникло|мало|доставте)"


def _lack(en: str, ru: str, uk: str) -> str:
    """Return a pattern for "no water", "water ran out", "воды нет", "закінчилась вода"."""
    between = r"\s(?:[^\W\d_]+\s){0,2}?"
    return (
        rf"{_LACK_EN}{between}(?:{en})|(?:{en})\s(?:[^\W\d_]+\s){{0,2}}(?:ran out|run(?:s|ning)? out|is (?:off|out|gone|finished|over)|"
        rf"has run out|for one day|left|supply (?:is )?(?:cut|off)|needed|(?:is|are) needed|(?:is|was|has been|been) (?:cut|off))"
        rf"|{_LACK_RU}{between}(?:{ru})|(?:{ru})\s(?:[^\W\d_]+\s){{0,2}}?{_LACK_RU}(?!\w)"
        rf"|{_LACK_UK}{between}(?:{uk})|(?:{uk})\s(?:[^\W\d_]+\s){{0,2}}?{_LACK_UK}(?!\w)"
        rf"|(?:{ru})\s(?:осталось|остался|осталась|остались|хватит|хватает) (?:на|только)|(?:{uk})\s(?:залишилось|залишився|залишилась|залишилося|вистачить) (?:на|тільки|лише)"
    )


_MEDICINE_EN = r"insulin|medicines?|medications?|meds|pills|tablets|drugs|inhaler|antibiotics|painkillers|prescription|bandages?"
_MEDICINE_RU = r"инсулин\w*|лекарств\w*|таблет\w*|медикамент\w*|препарат\w*|ингалятор\w*|антибиотик\w*|обезболивающ\w*|бинт\w*"
_MEDICINE_UK = r"інсулін\w*|лік(?:и|ів|ами)|таблет\w*|медикамент\w*|препарат\w*|інгалятор\w*|антибіотик\w*|знеболюв\w*|пігулк\w*|бинт\w*"

# These phrases hold their own "no"; a "not" before them does not deny them.
_OWN_NEGATION = {
    "transport": phrase(
        r"(?:no|without (?:a )?|don't have (?:a |any )?|do not have (?:a |any )?|haven't got (?:a )?|have no|has no|nor)\s?(?:car|cars|transport|vehicle|ride|way to (?:drive|travel))(?!\w)",
        r"(?:need|needs|looking for|want|request(?:ing)?|send(?: us)?)\s(?:a |some |any |an? accessible |special |the )?(?:ride|lift(?! (?:is|does))|transport(?:ation)?|bus|car|van|vehicle|taxi|driver|minibus)(?!\w)",
        r"(?:car|our car|my car|vehicle)\s(?:is |was |has been |got )?(?:broken|destroyed|burn(?:t|ed)|damaged|dead|stolen|won't start|doesn't start|broke down)",
        r"(?:can't|cannot|don't|do not|doesn't) drive|(?:can|could) (?:someone|anyone|somebody|anybody) (?:drive|pick (?:us|me|her|him|them) up|give (?:us|me) a (?:lift|ride))|pick (?:us|me|her|him|them|my \w+) up",
        r"(?:машин[аыуе]?|авто(?:мобил\w+)?|транспорт\w*|своей машины|тачки|колес)\s(?:у нас |своей |совсем |тоже )?(?:нет|нету|сломал\w+|сгорел\w*|разбит\w*|не заводится|сломан\w*)(?!\w)",
        r"(?:нет|без|нету)\s(?:своей |своего |личного |личной |никакой )?(?:машины|авто(?:мобил\w+)?|транспорта)(?!\w)",
        r"(?:нуж(?:ен|на|но)|требуется|дайте|пришлите|ищем|ищу)\s(?:спец)?(?:\w+ )?(?:транспорт|машин[ау]|автобус|авто)(?!\w)|(?:выехать|уехать|ехать) не на чем|не на чем (?:выехать|уехать|ехать)|подвез",
        r"(?:машин[аиу]|авто(?:мобіл\w+)?|транспорту?)\s(?:у нас |свого |своєї )?(?:нема(?:є)?|зламан\w*|згоріл\w*|зламал\w+|розбит\w*|не заводиться)(?!\w)",
        r"(?:нема(?:є)?|без)\s(?:своєї |свого |власного |власної )?(?:машини|авто(?:мобіля)?|транспорту)(?!\w)",
        r"(?:потріб(?:ен|на|но)|треба|надішліть|шукаємо|шукаю)\s(?:спец)?(?:\w+ )?(?:транспорт|машин[ау]|автобус|авто)(?!\w)|(?:виїхати|їхати) (?:нема |немає )?(?:ні на чому|чим|нічим)|(?:нема|немає) чим (?:виїхати|їхати)|нічим виїхати|підвез",
    ),
    "water": phrase(_lack(r"(?:drinking )?water|anything to drink", r"вод[аыуе]|пить|питьев\w+", r"вод[аиуі]|пити|питн\w+"), r"thirsty|nothing to drink|нечего пить|хотим пить|нічого пити|немає чого пити|water(?: and \w+)? (?:please|needed)"),
    "food": phrase(
        _lack(r"food|anything to eat|bread|baby (?:formula|food|milk)|formula|groceries|meals?|milk", r"ед[аыу]|продукт\w*|хлеб\w*|еды|питани[яе]|смес[ьи]|молок[оа]", r"їж[аіуї]|їжі|продукт\w*|хліб\w*|харчуванн\w*|суміш\w*|молок[оа]"),
        r"hungry|starving|starvation|nothing to eat|haven't eaten|have not eaten|not eaten|нечего есть|голод(?:ные|аем|ны|ная|ный)|не ели|нічого їсти|голодн\w+|не їли|food (?:please|needed)",
    ),
    "power": phrase(
        _lack(r"power|electricity|light|lights|generator|charger|power bank|heating|heat", r"свет[а]?|электричеств\w*|генератор\w*|отоплени\w*|зарядк\w*", r"світл[оа]|електрик\w*|генератор\w*|опаленн\w*|зарядк\w*|електроенерг\w*"),
        r"power (?:cut|outage)|blackout|обесточен|знеструмлен",
    ),
    "fuel": phrase(
        _lack(r"petrol|fuel|gas(?:oline)?(?! (?:leak|smell|mask))|diesel|benzin", r"бензин\w*|топлив\w*|горюч\w*|солярк\w*|дизел\w*", r"бензин\w*|пальн\w*|палив\w*|дизел\w*|солярк\w*"),
        r"(?:empty tank|tank is empty|пустой бак|бак пуст|порожній бак|бак порожній)",
    ),
    "medicine": phrase(
        _lack(_MEDICINE_EN, _MEDICINE_RU, _MEDICINE_UK),
        rf"(?:{_MEDICINE_EN})\s(?:for|only|is)?\s?(?:one|two|\d|a|only|the last)?\s?(?:more )?(?:days?|hours?|dose)|(?:{_MEDICINE_EN}) (?:is |are )?(?:almost |nearly )?(?:over|finished|gone|running out|ends?)|last (?:dose|pills?|insulin|tablets?)|oxygen (?:is )?(?:running|ran|for|left|almost|ends)",
        rf"(?:последн\w+|останн\w+) (?:{_MEDICINE_RU}|{_MEDICINE_UK}|доз\w+|укол\w*)",
    ),
    "shelter": phrase(
        r"(?:nowhere to (?:go|stay|sleep|live)|no (?:place|where) to (?:go|stay|sleep|live)|no roof|need(?:s)? (?:a )?(?:place to (?:stay|sleep|live)|shelter|tents?|accommodation|housing|somewhere to)|"
        r"(?:house|home|flat|apartment|roof|building) (?:is |was |has been |got |are )?(?:destroyed|gone|burn(?:t|ed)|collapsed|ruined|hit)|homeless|sleep(?:ing)? (?:outside|in the (?:car|street|open))|lost (?:our|my) (?:home|house|flat)|no shelter|without shelter|where (?:can|could) we (?:stay|sleep|spend the night))",
        r"(?:негде (?:жить|ночевать|спать|переночевать|остановиться)|нет (?:жилья|крыши)|нужно (?:жилье|место|жильё|убежище|где)|нужен ночлег|дом\w* (?:разруш\w+|сгорел\w*|разбит\w*|разбомб\w+|уничтож\w+)|крыш[иуа] (?:нет|сорва\w+|снес\w+)|без крыши|некуда (?:идти|ехать|деться)|остались без (?:дома|жилья|крыши)|ночуем (?:на улице|в машине))",
        r"(?:ніде (?:жити|ночувати|спати|переночувати)|нема(?:є)? (?:житла|даху|де (?:жити|ночувати))|потрібн[оеа] (?:житло|місце|укриття)|потрібен (?:прихисток|нічліг)|(?:буд\w+|хат\w+|дім) (?:зруйнован\w+|згорі\w+|розбит\w+|розбомб\w+|знищен\w+)|без даху|нема(?:є)? куди (?:йти|їхати)|нікуди (?:йти|їхати)|залишились без (?:дому|житла|даху))",
    ),
    "welfare_check": phrase(
        r"(?:(?:does not|doesn't|not|isn't|is not|won't|stopped) (?:answer(?:ing)?|respond(?:ing)?|pick(?:ing)? up|open(?:ing)?)|no answer|no (?:contact|news|word)(?: (?:with|from|of))?|"
        r"(?:can't|cannot|can not|could not|couldn't|unable to) (?:reach|contact|get (?:through|hold)|call)|not heard from|haven't heard|have not heard|lost contact|(?:please )?check (?:on|if|whether)|is (?:she|he|anyone) alive|has not been seen|nobody has seen|hasn't been seen|go and see|knock)",
        r"(?:не (?:отвеча\w+|выходит на связь|выходят на связь|открыва\w+|берет трубку|подходит|слышно)|нет (?:связи|вестей|ответа)|(?:не могу|не можем|не получается) (?:дозвониться|связаться|достучаться)|проверьте|проверить|узнайте|пропала связь|потеряли связь|жив(?:а|ы)? ли|не видно уже|связь пропала|зайдите к)",
        r"(?:не (?:відповіда\w+|виходить на зв'язок|виходять на зв'язок|відчиня\w+|бере слухавку|підходить|чути)|нема(?:є)? (?:зв'язку|звісток|відповіді)|(?:не можу|не можемо) (?:додзвонитис\w|зв'язатис\w|достукатис\w)|перевірте|перевірити|зник зв'язок|втратили зв'язок|чи жив\w*|дізнайтес\w|зайдіть до)",
    ),
}  # fmt: skip

_PHRASES = {
    "evacuation": phrase(
        r"(?:evacuat|get (?:us|me|them|her|him|my \w+|our \w+)(?: and [^.,!?]{1,20})? out|(?:help|want|need|ready|trying|have|wish|ask\w*|would like|going|must|afraid|please|how can (?:we|i)|can't|cannot|unable|can we|ready) (?:us |me |them |her |him )?(?:to )?(?:leave|get out|get away|escape|flee|be taken)|take (?:us|me|them|her|him|my|our|the)\b|(?:come|came) (?:for|and get|and take|get|to get) |fetch|pick (?:us|me|them|her|him|my|up)|bring (?:us|them|her|him) (?:out|to)|collect (?:us|them|her|him)|out of here|nobody came|no one came|still waiting|waiting for (?:the |a )?(?:bus|evac|transport|help|pick)|move (?:us|them|her|him|out)|safe place|somewhere safe|to safety)",
        r"(?:эваку|вывез|вывоз|(?:хо(?:тим|чу|тят|чет)|нужно|надо|помогите|помощь|как|не мо(?:жем|гу|жет)|готов\w*|просим|собираемся|можем|прошу)\s(?:[^\W\d_]+\s){0,2}?(?:уехать|выехать|выбраться|уйти|покинуть)|забер(?:ите|и|ет)|заб(?:рать|ерут)|помогите (?:\w+ )?(?:уехать|выехать|выбраться)|увез(?:ите|ти)|приезжайте|приедьте|никто не (?:приехал|пришел|приезжа\w+)|ждем (?:автобус|машин|эвак|помощь|вас)|вытащите отсюда|безопасное место|в безопасн)",
        r"(?:еваку|вивез|вивоз|(?:хо(?:чемо|чу|чуть|че)|потрібно|треба|допоможіть|як|не мож(?:емо|у|е)|готов\w*|просимо|можемо|прошу)\s(?:[^\W\d_]+\s){0,2}?(?:виїхати|поїхати|вибратис\w|вийти|покинути)|забер(?:іть|и)|забрати|допоможіть (?:\w+ )?(?:виїхати|вибратис\w)|приїдьте|приїжджайте|ніхто не (?:приїхав|прийшов|приїжджа\w+)|чекаємо (?:на )?(?:автобус|машин|еваку|допомог|вас)|безпечне місце|у безпек)",
    ),
    "rescue": phrase(
        r"(?:trapped|stuck (?:under|in the (?:lift|elevator|basement|cellar|rubble|attic)|on the roof|inside)|under (?:the )?(?:rubble|debris|ruins|collapsed|stairs|slab|beam)|buried|rubble|collapsed on|pinned|on the roof|(?:water|flood)\w* (?:is )?(?:rising|up to)|can't (?:get|come) out\b|cannot get out\b|door (?:is )?(?:blocked|jammed)|exit (?:is )?blocked|dig (?:us|them|him|her) out|rescue|drowning)",
        r"(?:завал(?:ило|ен|ах|ами|ы|ом|е)?(?!\w*ьн)|под (?:завал|обломк|плит|развал)|засыпа(?:ло|н)|застря(?:л|ли|ла)\b|зажа(?:ло|т)|не можем выбраться (?:из|наружу)|выход (?:завал\w+|заблок\w+)|дверь (?:заклинило|завал\w+|заблок\w+)|на крыше|откопайте|вытащите (?:из|нас)|вода (?:поднимается|прибывает)|тон(?:ем|ут))",
        r"(?:завал(?:ило|ах|ами|ом|и|ений)?\b|під (?:завал|уламк|плит|руїн)|засипа(?:ло|н)|застряг|затисн|не можемо вибратис\w (?:з|назовні)|вихід (?:завал\w+|заблок\w+)|двері (?:заклинило|завал\w+|заблок\w+)|на даху|відкопайте|витягніть (?:з|нас)|вода (?:піднімається|прибуває)|тон(?:емо|уть))",
    ),
    "medical": phrase(
        r"(?:doctor|ambulance|medic\b|medics|paramedic|nurse|hospital(?! (?:no|№|#|\d))|medical (?:help|aid|assistance|attention|care|emergency)|first aid|bleed|injur(?:ed|y|ies)\b|wounded|heart attack|(?:having|had|has) (?:a )?(?:stroke|seizure|fit)(?! (?:\d|last|ago))|unconscious|can't breathe|cannot breathe|not breathing|chest pain|in labou?r\b|giving birth|waters broke|contractions|high fever|shrapnel|burns\b|surgery|dialysis|poisoned|very sick|seriously ill|is dying|broken (?:leg|arm|hip))",
        r"(?:врач|скор(?:ая|ую|ой)(?! (?:всего|помощь не нужна))|медик|медпомощ|медицинск|фельдшер|ранен|истекает|кровотеч|кровь (?:идет|не)|без сознан|инфаркт(?!а)|сердечный приступ|приступ|инсульт(?!а)|задыха|не дышит|рожает|схватки|воды отошли|температур\w+ (?:под )?(?:39|40)|осколоч|обож[гж]|контуз|перелом|диализ|потерял\w* сознание)",
        r"(?:лікар(?!н)|швидк(?:а|у|ої)(?! за все)|медик|меддопомог|медичн|фельдшер|поранен|стікає|кровотеч|кров (?:йде|не)|непритомн|без свідомост|інфаркт(?!у)|серцевий напад|напад\b|інсульт(?!у)|задиха|не дихає|народжує|перейми|води відійшли|температур\w+ (?:під )?(?:39|40)|уламков|обпе[чк]|контуз|перелом|діаліз|знепритомн|втратил\w* свідомість)",
    ),
    "stretcher": phrase(
        r"(?:stretcher|bed-?\s?ridden|bed-?\s?bound|has to be carried|need(?:s)? (?:\w+ )?(?:people |men )?to carry|carry (?:her|him|them) down)",
        r"(?:носилк|лежач|надо нести|нужно нести|вынести на руках|нужны мужчины|прикован)",
        r"(?:ноші|ношах|лежач|треба нести|потрібно нести|винести на руках|прикут)",
    ),
    "pet": phrase(
        r"(?:dogs?|cats?|pets?|kittens?|pupp(?:y|ies)|parrot|hamster|guinea pig|rabbits?|animals?)(?!\w)",
        r"(?:собак\w*|собачк\w*|кош(?:ка|ку|ки|кой|ек|ками)|кот(?:а|ом|у|ы|ов|ами|ик\w*|енок|енк\w+|ят\w*)?(?!\w)|пес(?!\w)|пс(?:а|ом|ы|ов)(?!\w)|щен\w+|питом\w+|животн\w+|попуга\w+|хомя\w+|кролик\w*|такс[аоуы]й?(?!\w)|овчарк\w*)",
        r"(?:собак\w*|песик\w*|кішк\w+|кіт(?!\w)|кот(?:а|ом|и|ів|ик\w*)(?!\w)|пес(?!\w)|улюблен\w+|тварин\w*|папуг\w*|хом'я\w+|кошен\w+|цуцен\w+|вівчарк\w*)",
    ),
    "information": phrase(
        r"(?:where (?:do|does|can|should|is|are|will|to)\b|when (?:do|does|will|is|are|can)\b|(?:is|are) the (?:road|bridge|route|way|shelter|checkpoint)|which (?:road|route|bus)|how (?:do|can) (?:we|i) (?:get|register|sign|apply|know|find)|any (?:news|information|info)\b|what (?:time|should we|documents|can we)|is it (?:true|safe|possible)|tell (?:me|us) (?:where|when|how|if|whether)|do you know|need (?:some )?info\w*|who (?:do|can|should) (?:we|i))",
        r"(?:где (?:можно|собира|посадка|сбор|автобус|находит|пункт|останов|взять|узнать|получить|ближайш|бомбоуб|убеж)|когда (?:будет|буд|выезд|приед|отправ|следующ|автобус|откро|можно)|откуда (?:отправ|идут|уход|едут|автобус)|куда (?:обра|звон|подойти|идти|нас|ехать|прийти|подходить|везут|повезут)|как (?:проехать|записат|добрат|узнат|доехат|оформ|попасть)|открыт\w* ли|работа\w+ ли|есть ли|ходят ли|правда ли|можно ли|подскажите|скажите|какие документы|что брать|во сколько|какая дорога|по какой дороге|проехать ли)",
        r"(?:де (?:можна|збира|посадка|збір|автобус|знаходит|пункт|зупин|взяти|дізнат|отримати|найближч|укритт)|коли (?:буде|будуть|виїзд|приїд|відправ|наступн|автобус|відкри|можна)|звідки (?:відправ|їдуть|ідуть|автобус|йдуть)|куди (?:зверт|дзвон|підійти|йти|нас|їхати|прийти|везуть|повезуть)|як (?:проїхати|записат|дістат|дізнат|доїхат|оформ|потрапити)|чи (?:відкрит|працю|є|ходять|правда|можна|їздять|буде|діє|безпечн)|підкажіть|скажіть|які документи|що брати|о котрій)",
    ),
}  # fmt: skip

_SETTLED = {
    "transport": phrase(
        r"(?:we have|have|got|there is|with)\s(?:our own |our |my |a |own |two )?(?:car|cars|transport|vehicle)(?! seat)(?!\w)(?! (?:but )?(?:is )?(?:broken|destroyed|damaged))",
        r"(?:машина|авто|транспорт) (?:есть|є|своя)|(?:есть|є) (?:своя |своє )?(?:машина|авто|транспорт)|на своей машине|своїм авто|власним авто|своим ходом",
    )
}
_STAY = phrase(
    r"(?:(?:don't|do not|not|won't|will not) (?:want|going|plan\w*|need) (?:to )?(?:leave|evacuate|evacuation|go)|(?:we|i)(?:'re| are|'m| am) staying|we (?:will )?stay|refus\w+ to leave)",
    r"(?:(?:уезжать|выезжать|эвакуир\w+) не (?:хо\w+|буд\w+|собира\w+|план\w+)|не (?:хотим|хочу|будем|планируем|собираемся) (?:уезжать|выезжать|эвакуир\w+)|эвакуация не нужна|остаемся|мы остаемся|никуда не (?:поедем|едем|уезжаем))",
    r"(?:(?:виїжджати|їхати) не (?:хо\w+|буд\w+|збира\w+|план\w+)|не (?:хочемо|хочу|будемо|плануємо|збираємос\w) (?:виїжджати|їхати|евакуюват\w*)|евакуація не потрібна|залишаємос\w|нікуди не (?:поїдемо|їдемо))",
)
_NO_LIFT = phrase(r"(?:no (?:lift|elevator)|lift (?:is )?(?:broken|off|not working|doesn't)|without (?:a )?(?:lift|elevator)|лифт\w* (?:нет|не работает|стоит|сломан\w*)|без лифта|нет лифта|ліфт\w* (?:нема|не працює|стоїть)|без ліфта|нема(?:є)? ліфта)")
_ASKED_TO_BRING = phrase(
    r"(?:bring|send|deliver|drop|we need|i need|need(?:s)?|please|could you)\b", r"(?:нужн|надо|привез|достав|требует|дайте|передайте)", r"(?:потріб|треба|привез|доста|дайте|передайте)"
)  # fmt: skip
_CAN_BE_BROUGHT = frozenset({"water", "food", "medicine", "power", "fuel"})
_INSTEAD_OF_LEAVING = frozenset({"rescue", "welfare_check"})

# The categories of the model that name a need of ours.
_OF_CATEGORY = {
    "water": "water",
    "food": "food",
    "shelter": "shelter",
    "medical_help": "medical",
    "medical_products": "medicine",
    "electricity": "power",
    "transport": "transport",
}


def find_needs(
    plain: str, text: str, vulnerable: list[str], *, language: str, people_or_place: bool
) -> tuple[list[str], list[Piece]]:
    """Return the needs of an appeal and the words that say so.

    plain, text : the message as written, and in small letters; vulnerable : who is among the people
    people_or_place : whether it says how many or where, so that somebody could go there
    """
    pieces: dict[str, Piece] = {}
    for need, pattern in _PHRASES.items():
        if span := first_said(pattern, text):
            pieces[need] = (*span, f"needs.{need}")
    for need, pattern in _OWN_NEGATION.items():
        if match := pattern.search(text):
            pieces[need] = (*match.span(), f"needs.{need}")
    _weigh(text, vulnerable, pieces)
    if language == "en":
        for category in sorted(category_model().is_sure_of(plain) & _OF_CATEGORY.keys()):
            pieces.setdefault(_OF_CATEGORY[category], (0, len(plain), f"model.{category}"))
    if "evacuation" not in pieces and people_or_place and _means_to_leave(text, pieces):
        pieces["evacuation"] = (0, len(text), "needs.evacuation.implied")
    found = [need for need in NEEDS if need in pieces]
    return found, [pieces[need] for need in found]


def _weigh(text: str, vulnerable: list[str], pieces: dict[str, Piece]) -> None:
    """Let one thing said weigh against another: a car at hand, a wish to stay, stairs and no lift."""
    if (have := first_said(_SETTLED["transport"], text)) and "transport" in pieces:
        said = pieces["transport"]
        if not re_overlap(have, said) and said[0] < have[0]:
            del pieces["transport"]
    stay = _STAY.search(text)
    if stay:
        pieces.pop("evacuation", None)
    if "bedridden" in vulnerable and "stretcher" not in pieces:
        pieces["stretcher"] = (0, 0, "needs.stretcher.bedridden")
    lift = _NO_LIFT.search(text)
    if lift and "wheelchair" in vulnerable:
        pieces.setdefault("stretcher", (*lift.span(), "needs.stretcher.no_lift"))
    if "injured" in vulnerable:
        pieces.setdefault("medical", (0, 0, "needs.medical.injured"))
    if "power" in pieces and "oxygen" not in vulnerable and "evacuation" in pieces:
        # A dark house is a reason to leave; with a breathing machine it is a need of its own.
        asked = re_ask_near(text, pieces["power"])
        if not asked:
            del pieces["power"]


def re_overlap(a: tuple[int, int], b: Piece) -> bool:
    """Whether two places in a text share a character."""
    return a[0] < b[1] and b[0] < a[1]


def re_ask_near(text: str, piece: Piece) -> bool:
    """Whether something is asked for at a place, not only told."""
    return _ASKED_TO_BRING.search(text, max(0, piece[0] - 12), piece[1]) is not None


def _means_to_leave(text: str, pieces: dict[str, Piece]) -> bool:
    if _STAY.search(text) or _INSTEAD_OF_LEAVING & pieces.keys() or set(pieces) == {"information"}:
        return False
    brought = _CAN_BE_BROUGHT & pieces.keys()
    return not any(re_ask_near(text, pieces[need]) for need in brought)
