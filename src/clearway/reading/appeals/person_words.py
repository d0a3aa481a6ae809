"""Words for people: who is meant, and how many one such word stands for when no number is said.

One line a person: `key group single plural: forms`. A form that ends in * stands for all its endings.
`single`/`plural` is how many people the word is without a number ("parents" are two; "kids" are at
least two). Groups: unit (needs a number: "5 people"), child, kin, person (a description that may only
describe somebody already counted: "my father, a pensioner").
"""

from dataclasses import dataclass
from functools import lru_cache

_LINES = """
people unit 0: people ppl pers persons souls pax individuals residents inhabitants members чел человек человека
people unit 0: людей люди людини люд людям людьми душ лиц особи осіб особа чол
adult unit 1: adult взрослый взрослая взрослого взрослую дорослий доросла дорослого дорослу
adult unit 2: adults grown-ups взрослых взрослые взрослыми дорослих дорослі дорослими
child child 1: child kid ребенок ребенка ребенку ребенком ребеночек ребеночка ребеночком дитина дитини дитину дитиною дитині
child child 2: children kids дети детей детям детьми детки деток детками детишки діти дітей дітям дітьми дітки діток малые
child child 2: little-ones youngsters minors несовершеннолетних неповнолітніх школьники школярі
baby child 1: baby infant newborn toddler младенец младенца младенцем младенцу малыш малыша малышом малышка малышкой
baby child 1: грудничок грудничка грудничком новорожденный новорожденного новорожденная новорожденной новорожденным
baby child 1: немовля немовляти немовлям малюк малюка малюком малятко новонароджений новонародженого новонароджена
baby child 2: babies infants newborns toddlers младенцы младенцев малышей грудничков новорожденных немовлята немовлят малюків
twins child 2: twins близнецы близнецов близнецами двойня двойню двойней двойняшки двойняшек двойняшками близнюки близнюків
twins child 2: близнюками двійня двійню двійнята двійнят
son child 1: son сын сына сыном сыну сынок сынишка син сином сину синок синочок
son child 2: sons сыновья сыновей сыновьями сини синів синами
daughter child 1: daughter дочь дочери дочерью дочка дочку дочкой дочка доченька донька доньку донькою доня доню дочкою
daughter child 2: daughters дочери дочерей дочки дочек дочками доньки доньок доньками
boy child 1: boy мальчик мальчика мальчиком хлопчик хлопчика хлопчиком
boy child 2: boys мальчики мальчиков мальчиками хлопчики хлопчиків хлопчиками
girl child 1: girl девочка девочку девочки девочкой дівчинка дівчинку дівчинкою дівчинки
girl child 2: girls девочек девочками дівчатка дівчаток
teenager child 1: teenager teen подросток подростка подростком підліток підлітка підлітком
teenager child 2: teenagers teens подростки подростков подростками підлітки підлітків підлітками
grandchild child 1: grandson granddaughter grandchild внук внука внуком внучка внучку внучкой внучок онук онука онуком
grandchild child 1: онука онуку онучка онучку онучкою
grandchild child 2: grandchildren grandkids grandsons granddaughters внуки внуков внуками внучки внучек внучками онуки онуків онуками
nephew child 1: nephew niece племянник племянника племянница племянницу племянницей племінник племінника племінниця племінницю
mother kin 1: mother mum mom mama mommy mummy мама маму мамой маме мамы мать матери матерью мамочка мамочку мамою мамі
mother kin 1: матір матір'ю мамо
father kin 1: father dad papa daddy папа папу папой папе отец отца отцом отцу батя тато тата татом татові батько батька батьком
parents kin 2: parents родители родителей родителям родителями батьки батьків батькам батьками
wife kin 1: wife жена жену женой жене жены женою дружина дружину дружиною дружині дружини
husband kin 1: husband hubby муж мужа мужем мужу чоловік чоловіка чоловіком чоловікові
spouse kin 1: spouse partner fiance fiancee boyfriend girlfriend супруг супруга супругу супругой супругом наречений наречена
spouses kin 2: spouses супруги супругов супругами супружеская подружжя
couple kin 2: couple пара пары
brother kin 1: brother brother-in-law брат брата братом брату
brother kin 2: brothers братья братьев братьями братів братами
sister kin 1: sister sister-in-law сестра сестру сестрой сестре сестры сестрою сестрі сестричка
sister kin 2: sisters сестер сестрами сестри
grandmother kin 1: grandmother grandma granny gran nan nana grandmom бабушка бабушку бабушкой бабушке бабушки бабуля бабулю
grandmother kin 1: бабулей бабка бабку бабуся бабусю бабусею бабусі бабуля баба бабу бабою
grandmother kin 2: grandmothers бабушек бабушками бабусь бабусями
grandfather kin 1: grandfather grandpa granddad grandad дедушка дедушку дедушкой дедушке дед деда дедом деду дід діда дідом
grandfather kin 1: дідусь дідуся дідусем дідусеві дедуля
grandparents kin 2: grandparents
parent-in-law kin 1: mother-in-law father-in-law теща тещу тещей тещею свекровь свекровью свекр свекра тесть тестя свекруха
parent-in-law kin 1: свекруху свекрухою
aunt kin 1: aunt auntie тетя тетю тетей тетка тетку тіткою тітка тітку
uncle kin 1: uncle дядя дядю дядей дядько дядька дядьком
cousin kin 1: cousin
neighbour kin 1: neighbour neighbor сосед соседа соседом соседу соседка соседку соседкой соседке сусід сусіда сусідом сусідка
neighbour kin 1: сусідку сусідкою сусідці
neighbour kin 2: neighbours neighbors соседи соседей соседями соседям соседок сусіди сусідів сусідами сусідок
friend kin 1: friend flatmate roommate colleague подруга подругу подругой подругою
friend kin 2: friends flatmates roommates colleagues друзья друзей друзьями подруги друзі друзів
relative kin 1: relative родственник родственница родич родичка
relative kin 2: relatives родственники родственников родичі родичів
woman person 1: woman lady женщина женщину женщиной женщине женщины жінка жінку жінкою жінці жінки девушка девушку девушкой
woman person 2: women ladies женщин женщинами жінок жінками
man person 1: man guy gentleman мужчина мужчину мужчиной мужчине парень парня
man person 2: men guys мужчин мужчинами мужчины чоловіків чоловіки
elder person 1: pensioner senior старик старика старику стариком старушка старушку старушкой старушке старичок пенсионер
elder person 1: пенсионера пенсионеру пенсионером пенсионерка пенсионерку пенсионеркой пенсіонер пенсіонера пенсіонерка
elder person 1: пенсіонерку пенсіонеркою літня
elder person 2: pensioners seniors старики стариков стариками пенсионеры пенсионеров пенсионерами пенсионерам пенсіонери
elder person 2: пенсіонерів пенсіонерами старенькі стареньких старики старых літніх пожилых
invalid person 1: invalid инвалид инвалида инвалидом інвалід інваліда інвалідом
invalid person 2: invalids инвалиды инвалидов инвалидами інваліди інвалідів інвалідами
patient person 1: diabetic диабетик диабетика діабетик діабетика patient person student пациент студент студентка студентку пацієнт людина людину людиною
patient person 2: patients students пациенты пациентов студенты студентов студентки пацієнтів студентів
staff person 2: teachers nurses carers workers employees tourists passengers guests volunteers soldiers учителей учителя
staff person 2: воспитателей воспитателя сотрудников сотрудника медсестры рабочих рабочие студентов вчителів вчителі вихователів працівників
staff person 1: teacher nurse carer caregiver сиделка сиделкой сиделку медсестра медсестру доглядальниця
wounded person 1: раненый раненая раненого раненую поранений поранена пораненого поранену
wounded person 2: wounded раненых раненые раненых поранених поранені
pregnant person 1: беременная беременную беременной беременна вагітна вагітну вагітною
lying person 1: лежачий лежачая лежачего лежачую лежача лежачого лежачу
lying person 2: лежачих лежачие лежачі
"""


@dataclass(frozen=True, slots=True)
class PersonWord:
    """What a word for a person says: who (`key`), which group, and how many without a number."""

    key: str
    group: str
    count: int


def _table() -> dict[str, PersonWord]:
    table: dict[str, PersonWord] = {}
    for line in _LINES.strip().splitlines():
        head, forms = line.split(":")
        key, group, count = head.split()
        for form in forms.split():
            table.setdefault(form, PersonWord(key, group, int(count)))
    return table


_TABLE = _table()


@lru_cache(maxsize=20_000)
def person_word(word: str) -> PersonWord | None:
    """Return what a word in small letters (ё as е) says of people, or None. "Mother's house" is no mother."""
    return _TABLE.get(word)
