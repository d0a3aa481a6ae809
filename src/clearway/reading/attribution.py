"""Who says what a sentence says: the source, what kind of voice it is, through whom, and in whose words.

Patterns after PARC3 and PolNeAR: a cue ("said", "according to", "по словам", "повідомив"), the source beside
it, and the content. A quotation carries its speaker over paragraphs; "he", "the group", "они" mean the last
source that fits; a news agency beside an official is the channel (`via`), not the source. What no cue
reaches is the narrator's.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from clearway.reading import speech
from clearway.reading.attributions import Attribution, carry_back, carry_label, carry_reported
from clearway.reading.quotes import Quotations
from clearway.reading.sources import People, kind_of
from clearway.reading.speakers import as_speaker, speaker_after, speaker_before

_MOST_CUES = 12  # of one sentence; what has more is a list


def attribute(plain: str, spans: Sequence[tuple[int, int]]) -> list[list[Attribution]]:
    """Return for each sentence (plain offsets, in order) its attributions; none is the narrator's."""
    reader = _Reader(plain)
    found = [reader.sentence(start, end) for start, end in spans]
    carry_back(plain, spans, found, reader.quotations)
    carry_reported(plain, spans, found)
    carry_label(plain, spans, found)
    return found


class _Reader:
    """Reads sentences in order and remembers who spoke last."""

    def __init__(self, plain: str):
        self.plain = plain
        self.quotations = Quotations(plain)
        self.people = People.of(plain)
        self.last: Attribution | None = None
        self.by_noun: dict[str, Attribution] = {}
        self.kinds: dict[str, str] = {}  # last word of a name -> kind

    def sentence(self, start: int, end: int) -> list[Attribution]:
        masked = self.quotations.masked(self.plain, start, end)
        found = [] if speech.QUOTED.search(masked) else self._cued(masked, start, end)
        found = found or self._nominal(masked, start, end)
        found = found or self._carried(start, end) or self._lost_marks(start, end)
        found = [replace(a, speech=self._speech(start, end)) for a in found]
        if found:
            self.last = found[-1]
            for attribution in found:
                self._remember(attribution)
        return found

    def _remember(self, attribution: Attribution) -> None:
        for word in re.findall(r"[^\W\d_]{4,}", attribution.source.lower()):
            self.by_noun[word] = attribution

    def _speech(self, start: int, end: int) -> str:
        inside = sum(min(q.end, end) - max(q.start, start) for q in self.quotations.within(start, end))
        return "direct" if inside > 0.3 * (end - start) else "indirect"

    def _carried(self, start: int, end: int) -> list[Attribution]:
        """Return the running speaker of a quotation that goes on from the sentence before."""
        if self.last is None:
            return []
        first = self.quotations.within(start, end)
        if not first or self.quotations.share(self.plain, start, end) < 0.5:
            return []
        same_quotation = first[0].start < start
        same_paragraph = "\n" not in self.plain[self.last.end : start]
        if same_quotation or first[0].continues or (same_paragraph and self.last.speech == "direct"):
            return [replace(self.last, start=start, end=end)]
        return []

    def _lost_marks(self, start: int, end: int) -> list[Attribution]:
        """Return the speaker of "Our forces ...", whose quotation marks were lost after a quotation."""
        last = self.last
        if last is None or last.kind == "media" or "\n" in self.plain[last.end : start]:
            return []
        goes_on = last.cue == "lost marks" and last.end <= start <= last.end + 2
        if goes_on or (start <= last.end + 2 and speech.FIRST_PERSON.search(self.plain, start, end)):
            return [replace(last, start=start, end=end, cue="lost marks")]
        return []

    def _nominal(self, masked: str, start: int, end: int) -> list[Attribution]:
        """Return the voice of "Governor Lesko's assurance that ..." or "officials made an announcement"."""
        quoted = speech.QUOTED.search(masked)
        if quoted is not None and (source := as_speaker(quoted["source"], plainly=True)):
            outlet = speech.cleaned(quoted["outlet"] or "").strip(" ,")
            made = self._made(source, "said", start, end, "en")
            return [replace(made, via=(outlet,) if outlet else ())]
        took = speech.TOOK_UPON.search(masked)
        if took is not None and (source := speaker_after(masked, took.end())):
            return [self._made(source, "claimed", start, end, "en")]
        nominal, verifier = speech.NOMINAL.search(masked), speech.VERIFIER.search(masked)
        match = nominal or verifier
        if match is None:
            return self._labelled(masked, start, end)
        left = masked[: match.start()].split(", ")[-1]
        source = as_speaker(left)
        if source is None:
            return []
        made = self._made(source, "announced", start, end, "en")
        is_outlet = nominal is None and kind_of(source) is None and not speech.PRONOUN.fullmatch(source)
        return [replace(made, kind="media") if is_outlet else made]

    def _labelled(self, masked: str, start: int, end: int) -> list[Attribution]:
        """Return the voice of a headline or a channel: "Governor: two killed", "two killed, – police"."""
        for pattern in (speech.LABEL, speech.SIGNATURE):
            match = pattern.search(masked)
            source = as_speaker(match["source"]) if match else None
            if source and speech.VERB_IN_LABEL.search(source):
                continue  # "Спасатели завершили разбор: ..."
            if source and kind_of(source) not in (None, "resident", "social"):
                return [self._made(source, "label", start, end, "en")]
        return []

    def _cued(self, masked: str, start: int, end: int) -> list[Attribution]:
        lang = speech.alphabet_of(masked)
        found: list[Attribution] = []
        for match in speech.ACCORDING[lang].finditer(masked):
            source = speaker_after(masked, match.end(), plainly=True)
            if source:
                found.append(self._made(source, "according to", start, end, lang))
        if (stated := speech.STATED_IN.search(masked)) and (
            source := as_speaker(stated["source"], plainly=True)
        ):
            found.append(self._made(source, "stated in", start, end, lang))
        for match in islice(speech.CUE[lang].finditer(masked), _MOST_CUES):
            attribution = self._of_cue(masked, match, start, end, lang, is_first=not found)
            if attribution is not None:
                found.append(attribution)
        if not found and lang == "en":
            found = self._passive(masked, start, end)
        if not found and self.last is not None and speech.BY_HIS_WORDS.search(masked):
            found = [replace(self.last, start=start, end=end, cue="by his words", via=())]
        return self._merged(found, masked)

    def _of_cue(
        self, masked: str, match: re.Match[str], start: int, end: int, lang: str, *, is_first: bool
    ) -> Attribution | None:
        before = masked[: match.start()].rstrip()
        inverted = (
            not before
            or before[-1] in ',"–\x01!?-'
            or (lang == "cyrillic" and before.endswith(("как", "як")))
        )
        source, clause = None, 0
        plainly = speech.PLAIN_SAYS.fullmatch(match.group()) is not None
        if not speech.is_verb(masked, match):
            return None
        if inverted and not (lang == "en" and before.endswith(",")):
            source = speaker_after(masked, match.end())
        if source is None:
            source, clause = speaker_before(masked, match.start(), plainly=plainly)
        if source is not None and lang == "cyrillic" and speech.SAID_FIRST.match(source):
            source, clause = speaker_after(masked, match.end(), plainly=plainly), 0
        if source is None and inverted and not match.group().lower().startswith(("told", "tell")):
            source = speaker_after(masked, match.end(), plainly=plainly)
        if (
            source
            and match.group().lower() in ("просят", "просять", "попросили")
            and speech.ASKED.match(source)
        ):
            source = None  # "Мешканців просять": who is asked, not who asks
        if source is None and (inverted or lang == "cyrillic"):
            source = speaker_after(masked, match.end())
        weak = match.group().lower() in speech.SUBJECTLESS
        if source is None or (
            weak and not (speech.PRONOUN.fullmatch(source) or speech.KNOWN_VOICE.search(source))
        ):
            return None
        opener = masked[max(0, clause - 12) : clause].strip()
        own_clause = opener.endswith(("where", "but", "while", "но", "але", "однако"))
        own = masked[: match.start()].rfind(", ")
        if (
            not is_first
            and speech.GIVES_NUMBER.match(masked, match.end())
            and source in masked[max(own, 0) : match.start()]
        ):
            clause, own_clause = max(clause, own), True
        reach = clause if own_clause or (not is_first and opener.endswith(";")) else 0
        return self._made(source, match.group().lower(), start + reach, end, lang)

    def _passive(self, masked: str, start: int, end: int) -> list[Attribution]:
        match = speech.PASSIVE.search(masked)
        source = speaker_after(masked, match.end()) if match else None
        return [self._made(source, match.group(1), start, end, "en")] if match and source else []

    def _made(self, source: str, cue: str, start: int, end: int, lang: str) -> Attribution:
        is_claim = speech.CLAIMS[lang].fullmatch(cue) is not None
        is_inside = re.match(r"(?:в|во|у)\s", source) is not None  # "отметили в депздраве"
        source = speech.PREPOSITION.sub("", source)
        known = self._resolved(source)
        if known is not None:
            return replace(known, start=start, end=end, cue=cue, is_claim=is_claim, via=())
        kind = self._kind(source)
        kind = "official" if is_inside and kind == "resident" else kind
        return Attribution(start, end, source, kind, (), cue, is_claim, "indirect")

    def _kind(self, source: str) -> str:
        """Return the kind of a voice; "Mr Ashok" has that of "the minister, R. Ashok" before."""
        name = source.split()[-1].strip(",.")
        kind = self.people.kind(source)
        if kind_of(source) is None and name[:1].isupper():
            return self.kinds.get(name, kind)
        if name[:1].isupper():
            self.kinds.setdefault(name, kind)
        return kind

    def _resolved(self, source: str) -> Attribution | None:
        """Return who "he" or "the group" is, if somebody fitting has spoken before."""
        if speech.PRONOUN.fullmatch(source):
            return self.last or Attribution(0, 0, source, "official" if len(source) < 4 else "resident")
        match = re.fullmatch(r"(?:the|this|that) (\w{4,})", source, re.I)
        if match is None:
            return None
        noun = match.group(1).lower()
        if noun == "group" and self.last is not None and self.last.kind == "armed_group":
            return self.last
        known = self.by_noun.get(noun)
        return known if known is not None and re.search(r"[A-ZА-Я]", known.source[4:]) else None

    def _merged(self, found: list[Attribution], masked: str) -> list[Attribution]:
        """Make a news agency beside another voice its channel, and keep one voice for each reach."""
        if not found:
            return []
        others_start = min((a.start for a in found if a.kind != "media"), default=None)
        voices = [a for a in found if a.kind != "media" or (others_start or 0) > a.start] or found[:1]
        channels = [
            m.group() for m in speech.VIA.finditer(masked) if speech.VIA_CONTEXT.search(masked[: m.start()])
        ]
        others = [a.source for a in found if a.kind == "media" and a not in voices]
        outlets = [name for name in others if not any(c.lower() in name.lower() for c in channels)]
        kept: list[Attribution] = []
        for voice in sorted(voices, key=_plainness):
            via = tuple(
                dict.fromkeys(
                    name for name in (*outlets, *channels) if name.lower() not in voice.source.lower()
                )
            )
            if kept and voice.start == kept[0].start:
                if kept[0].cue == "according to" or len(voice.source) <= 3:
                    continue
                if voice.is_claim and not kept[0].is_claim and voice.source == kept[0].source:
                    kept[0] = replace(kept[0], is_claim=True, cue=voice.cue)
                continue
            if kept:
                kept[-1] = replace(kept[-1], end=max(kept[-1].start, voice.start))
            kept.append(replace(voice, via=via))
        return kept


def _plainness(voice: Attribution) -> tuple[int, int]:
    """Order the voices of one reach: "officials said" tells more than "the zone declared"."""
    is_plain = voice.cue == "according to" or speech.PLAIN_SAYS.fullmatch(voice.cue) is not None
    return voice.start, not is_plain
