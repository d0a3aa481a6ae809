"""How addresses are written: words for street, house, flat, floor and public places."""

from clearway.reading.wordlists import words

WORD = r"[^\W\d_]+(?:['-][^\W\d_]+)*"

# Before the name: "ул. Мира", "вул Садова", "street Mira", "ulitsa Mira".
BEFORE = (
    r"(?:ул(?:иц[аеыу]|ицей)?|вул(?:иц[яюії]|ицею)?|пр(?:оспект[аеу]?|осп|-?к?т)|пер(?:еул(?:ок|ка|ке|ку))?|"
    r"пров(?:улок|улку)?|бул(?:ьвар[аеу]?|ьв)?|б-р|шоссе|шосе|наб(?:ережн(?:ая|ой|ую|а|ій))?|пл(?:ощад[ьи]|ощ[аі])|"
    r"проезд[еау]?|проїзд[іу]?|тупик[еу]?|мкр(?:н)?|микрорайон[еа]?|мікрорайон[іу]?|"
    r"ul(?:itsa|ica|itse)?|vul(?:ytsia|ytsya|itsa)?|prosp(?:ekt)?|per(?:eulok)?|prov(?:ulok)?|bulvar|street|str)"
)
AFTER = (
    r"(?:street|st|str|strasse|straße|road|rd|avenue|ave|lane|ln|boulevard|blvd|dr|square|sq|prospekt|prospect|"
    r"alley|highway|embankment|crescent|cres|terrace|mews|grove|ulitsa|ulica|vulytsia|vulytsya|pereulok|provulok|"
    r"улиц[аеыу]|ул|вулиц[яіюі]|вул|проспект[еау]?|пр-т|переулок|"
    r"переулке|провулок|провулку|бульвар[еі]?|шоссе|площадь|площа)"
)
# After the name too, but everyday words otherwise: only with a capital, or where number, name and word
# stand alone ("8 Willow Close", "8 willow close.").
AFTER_WITH_CAPITAL = (
    r"(?:close|drive|walk|row|court|ct|place|way|hill|park|view|rise|yard|green|gate|path|quay|wharf|parade|circus|circle|"
    r"trail|gardens?|fields?|end|bank)"
)
# Two kinds that people who translate an address take for each other share a name here.
KIND_OF_STREET = {
    word: kind
    for kind, forms in {
        "street": "ул улиц вул вулиц ul ulits ulic vul vulyts street st str strasse straße road rd",
        "avenue": "пр просп проспект prosp prospekt prospect avenue ave",
        "lane": "пер переул переулок пров провул провулок per pereulok prov provulok lane ln alley",
        "boulevard": "бул бульв бульвар bulvar boulevard blvd",
        "square": "пл площ площад square sq",
        "highway": "шоссе шосе highway",
        "embankment": "наб набережн embankment",
        "passage": "проезд проїзд",
        "dead end": "тупик",
        "district": "мкр микрорайон мікрорайон",
    }.items()
    for word in forms.split()
}
HOUSE_WORD = (
    r"(?:дом[еа]?|д|хат[аиіу]|буд(?:инок|инку)?|house(?: number| no\.?)?|number|номер|dom|d|bud|building|"
    r"bldg|no|№|nr|h)"
)
FLAT_WORD = (
    r"(?:кв(?:арт(?:ир[аеуыі]|ирою)?)?|кімн(?:ата)?|комн(?:ата)?|apt|appartment|apartment|app?|flat|unit|"
    r"kv(?:art[iy]r[aiy])?|room|appt|оф)"
)
FLOOR_WORD = r"(?:этаж[еауи]?|эт|поверс[іи]|поверх[уа]?|пов|floor|fl|etazh|poverh)"
ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "top": "top", "ground": "0",
    "первом": "1", "втором": "2", "третьем": "3", "четвертом": "4", "пятом": "5", "шестом": "6",
    "седьмом": "7",
    "восьмом": "8", "девятом": "9", "десятом": "10", "последнем": "top",
    "першому": "1", "другому": "2", "третьому": "3", "четвертому": "4", "п'ятому": "5", "шостому": "6",
    "сьомому": "7", "восьмому": "8", "дев'ятому": "9", "десятому": "10", "останньому": "top",
}  # fmt: skip

INSTITUTION = (
    r"(?:school|kindergarten|nursery|hospital|clinic|church|library|gym|dormitory|dorm|hotel|hostel|college|lyceum|"
    r"bus station|train station|railway station|metro station|station|stadium|market|mall|town hall|"
    r"bomb shelter|shelter|orphanage|(?:nursing|care|retirement|old people's) home|hospice|monastery|mosque|"
    r"(?:parish|village|church|community|sports|town|city) hall|"
    r"(?:community|leisure|sports|health|shopping) cent(?:re|er)|farm|warehouse|factory|supermarket|"
    r"(?:petrol|gas) station|bus stop|car park|camp ?site|(?:summer |holiday )?camp|"
    r"школ[аеыуиі]|школой|лице[йея]|ліце[йїю]|гимнази[яию]|гімназі[яїю]|детск(?:ий|ого|ом) сад(?:а|у|ик)?|"
    r"детсад[аеу]?|"
    r"садик[еау]?|дитсад(?:ок|ка|ку)?|дитяч(?:ий|ого|ому) сад(?:ок|ка|ку|очок)?|"
    r"больниц[аеыу]|лікарн[яіюі]|поликлиник[аеиу]|поліклінік[аиу]|вокзал[аеуі]?|"
    r"автовокзал[аеуі]?|храм[аеуі]?|церк(?:овь|ви|ва|ві)|общежити[еяю]|гуртожит(?:ок|ку)|завод[аеуі]?|рынк[ае]|рынок|"
    r"стадион[аеу]?|бомбоубежищ[еа]|убежищ[еа]|укритт[яі]|сховищ[еі]|библиотек[аеиу]|бібліотек[аиу]|"
    r"дом культуры|будинок культури|дк|тц|трц|дом престарелых|интернат[еау]?|колледж[еа]?|коледж[уі]?|"
    r"остановк[аеиу]|зупин(?:ка|ки|ку|ці)|лагер[ьея]|лагере|таб(?:ір|ору|орі)|санатори[йяию]|санаторі[йяїю]|"
    r"хоспис[ае]?|хоспіс[іу]?|монастыр[ьеяю]|монастир[іья]?|мечет[ьии]|мечеті|пансионат[ае]?|пансіонат[іу]?|"
    r"детск(?:ий|ого|ом) дом[ае]?|дитяч(?:ий|ого|ому) будин(?:ок|ку)|склад[аеуі]?|гараж[аеиіу]?|клуб[аеуі]?|"
    r"спортзал[аеуі]?|ферм[аеыиуі]|заправк[аеиу]|заправці|турбаз[аеыиуі]|костел[аеуі]?|"
    r"станци[яию] метро|станці[яїю] метро|метро)"
)
SETTLEMENT_WORD = (
    r"(?:сел[оеаі]|селі|деревн[яеию]|дер|пос(?:[её]лок|[её]лке|елке)?|пгт|смт|сmt|хутор[еа]?|станиц[аеы]|город[еа]?|міст[оіа]|"
    r"(?:the )?village(?: of)?|(?:the )?town(?: of)?|(?:the )?city(?: of)?|settlement(?: of)?)"
)

# Words that begin with a capital and stand before a number, and are no street.
NOT_A_STREET = words("""
    he she they it him her them his its their this that these those who which what
    мне тебе тебя ему нему ей ней ним них им его ее они он она оно кто что это эти этот эта там тут
    мені тобі тебе йому ньому їй ній ним них її його вони він вона воно хто що це ці цей ця там тут
    маме папе жене мужу сыну дочке бабушке дедушке
    мамі татові дружині чоловікові синові доньці бабусі дідусеві
    лет год года роки років рік возрастом віком дети детям діти дітям
    sos urgent unit corner block building стр
    we us i me my our the a an is are was and or but please help need hello hi hey yes no not at on in
    from to of for with by about after before since until tel phone call number contact flat floor
    apartment apt room house building entrance school hospital bus route line metro age aged people
    adults children kids family total january february march april may june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday today tomorrow
    tonight now only all least another around over two three four five six seven eight nine ten one
    there here there's address everyone already still ул вул улица вулиця кв квартира этаж поверх дом
    будинок подъезд під'їзд школа школе школі больница лікарня тел телефон номер нас мы ми я у в на по
    из з до від и і та или мне меня мой моя помогите допоможіть спасите рятуйте нужно надо потрібно
    нужна возраст детей дети дітей діти людей человек взрослых дорослих всего усього итого разом уже вже
    ещё еще ще около примерно близько через за без после після сегодня завтра вчера сьогодні вчора
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря січня лютого
    березня квітня травня червня липня серпня вересня жовтня листопада грудня часов годин минут хвилин
    нам їх их ей ему автобус маршрут автобуса адрес адреса адресу адресою корпус подвал підвал подвале
    підвалі rus uah eur usd id sms fw fwd re message urgent срочно терміново внимание увага""")

# Streets that are translated rather than spelt: one key for the name in each language.
TRANSLATED = {
    form: key
    for key, forms in {
        "peace": "peace мира миру myru mira",
        "victory": "victory победы перемоги pobedy peremohy peremogy",
        "freedom": "freedom liberty свободы свободи волі воли svobody",
        "garden": "garden садовая садова sadovaya sadova",
        "central": "central центральная центральна tsentralnaya tsentralna",
        "school": "school школьная шкільна shkolnaya shkilna",
        "forest": "forest лесная лісова lesnaya lisova",
        "youth": "youth молодежная молодіжна molodezhnaya molodizhna",
        "railway": "railway железнодорожная залізнична zheleznodorozhnaya zaliznychna",
        "station": "station вокзальная вокзальна vokzalnaya vokzalna",
        "green": "green зеленая зелена zelenaya zelena",
        "field": "field полевая польова polevaya polova",
        "meadow": "meadow луговая лугова lugovaya luhova",
        "river": "river речная річкова rechnaya richkova",
        "friendship": "friendship дружбы дружби druzhby",
        "sunny": "sunny солнечная сонячна solnechnaya soniachna sonyachna",
        "spring": "spring весенняя весняна vesennyaya vesniana",
        "workers": "workers рабочая робоча robochaya rabochaya robocha",
        "independence": "independence независимости незалежності nezalezhnosti nezavisimosti",
        "heroes": "heroes героев героїв heroiv geroev",
        "builders": "builders строителей будівельників stroiteley budivelnykiv",
        "new": "new новая нова novaya nova",
        "quiet": "quiet тихая тиха tikhaya tykha",
        "flower": "flower цветочная квіткова tsvetochnaya kvitkova",
        "labour": "labour labor труда праці truda pratsi",
        "mill": "mill мельничная млинова melnichnaya mlynova",
    }.items()
    for form in forms.split()
}
