"""The claims of one report: what is said, who says it, where, when, with which numbers, and how sure.

Each kept sentence is read once: its frames (types), its attributions (voices), its figures, places and times.
A claim is one type in one sentence. A place that a sentence leaves out is taken from the sentences before
it, else from what the whole report is about, and marked as carried.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clearway.reading.attribution import attribute
from clearway.reading.attributions import Attribution
from clearway.reading.certainty import certainty_of
from clearway.reading.clean import JudgedLine
from clearway.reading.content import kept_runs
from clearway.reading.figures import CASUALTY_ROLES, Figure, figures
from clearway.reading.frames import PHYSICAL, Frame, frames_of
from clearway.reading.places import Gazetteer, PlaceMention, dateline_of, named_again, place_key, places_in
from clearway.reading.sentences import sentences
from clearway.reading.spans import Span
from clearway.reading.tables import table_figures
from clearway.reading.text import Text
from clearway.reading.times import TimeMention, times_in

_FIGURES_OF = {
    "casualties": CASUALTY_ROLES | {"including", "rescued", "trapped"},
    "damage": frozenset(["damaged", "destroyed"]),
    "attack": frozenset(["attacked", "launched"]),
    "evacuation": frozenset(["evacuated", "accommodated", "need_evacuation", "rescued", "including"]),
    "displacement": frozenset(["displaced", "including"]),
    "alert_interception": frozenset(["shot_down"]),
    "outage": frozenset(["without_power"]),
    "accommodation_offer": frozenset(["available", "accommodated"]),
    "capacity_limit": frozenset(["available"]),
    "territory_claim": frozenset(["area"]),
    "loss_claim": frozenset(["lost", "money", "destroyed", "killed"]),
}
_NEEDS_A_CLAIM = {
    **dict.fromkeys(("killed", "injured", "missing", "hospitalised", "casualties", "trapped"), "casualties"),
    **dict.fromkeys(("damaged", "destroyed"), "damage"),
    "evacuated": "evacuation",
    "displaced": "displacement",
    "rescued": "casualties",
    "lost": "loss_claim",
    "shot_down": "alert_interception",
}
_BEYOND = re.compile(
    r"[;:]|\b(?:but|saying|putting|admitted|acknowledged|признал|визнав|instead|only|а|но|лишь|только|заявив|але|лише|тільки|заявивши)\b"
)
_JUST_SAID = re.compile(
    r"\b(?:said|says|announced|reported|confirmed|wrote|added|told (?:reporters|journalists)|сообщил[аи]?|"
    r"заявил[аи]?|сказал[аи]?|повідоми(?:в|ла|ли)|заяви(?:в|ла|ли)) $"
)
_CARRIED_FOR = 2  # sentences a place is remembered


@dataclass(frozen=True)
class Claim:
    """One thing a report says.

    span : the sentence, in characters of the report as handed in, with the rule that found it
    line : its line number from 1
    voice : who says it
    place, time : None where the report does not say; `place_carried` if taken from the sentence before
    figures : numbers of this type of claim, plain offsets
    sentence_ix : number of the sentence within the report, from 0
    is_time_of_saying : the time is when it was said ("said on Monday"), not when it was
    """

    claim_id: str
    span: Span
    line: int
    text: str
    kind: str
    voice: Attribution
    place: PlaceMention | None
    place_carried: bool
    time: TimeMention | None
    figures: tuple[Figure, ...]
    certainty: str
    sentence_ix: int
    is_time_of_saying: bool = False

    @property
    def document(self) -> str:
        """Id of the report."""
        return self.span.document


@dataclass(frozen=True)
class _Sentence:
    start: int
    end: int
    frames: tuple[Frame, ...]
    voices: tuple[Attribution, ...]
    figures: tuple[Figure, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    said_at: frozenset[int]


def read_claims(
    document: str,
    text: Text,
    judged: Sequence[JudgedLine],
    published_at: datetime | None = None,
    gazetteer: Gazetteer | None = None,
    named: dict[str, PlaceMention] | None = None,
) -> list[Claim]:
    """Return the claims of a report's kept lines, in order.

    named : place key -> place; the places that earlier reports name, those of this one are added
    """
    plain = text.plain
    spans = [span for start, end in kept_runs(judged) for span in sentences(plain, start, end)]
    voices = attribute(plain, spans)
    found: list[Claim] = []
    found_places = [places_in(plain, start, end, gazetteer) for start, end in spans]
    if spans and not found_places[0]:
        found_places[0] = dateline_of(plain, *spans[0], gazetteer)
    named = {} if named is None else named
    for mention in (m for mentions in found_places for m in mentions):
        if not mention.is_wide and not plain.startswith("'s", mention.end):
            named.setdefault(place_key(mention.name), mention)
    found_places = [
        mentions or named_again(plain, *span, named)
        for mentions, span in zip(found_places, spans, strict=True)
    ]
    main = _main_place(found_places)
    place: PlaceMention | None = None
    place_at = -_CARRIED_FOR - 1
    told: set[str] = set()
    in_tables = table_figures(plain)
    for ix, (start, end) in enumerate(spans):
        frames = tuple(frames_of(plain, start, end))
        read = [f for f in in_tables if start <= f.start < end] or figures(plain, start, end)
        counted = tuple(_not_told_before(_not_denied(read, frames, plain), told))
        times = tuple(times_in(plain, start, end, published_at))
        sentence = _Sentence(
            start, end,
            frames, tuple(voices[ix]), counted,
            tuple(found_places[ix]), times,
            frozenset(time.start for time in times if _JUST_SAID.search(plain, start, time.start)),
        )  # fmt: skip
        carried = place if ix - place_at <= _CARRIED_FOR else main
        found += _claims_of(document, text, sentence, ix, carried, len(found))
        narrow = [p for p in sentence.places if not p.is_wide]
        if narrow:
            place, place_at = narrow[0], ix
    return found


def _not_denied(found: Sequence[Figure], frames: Sequence[Frame], plain: str) -> list[Figure]:
    """Leave out the figures that a denial denies; what it says instead ("in fact one was hurt") stays."""
    denial = next((frame.end for frame in frames if frame.kind == "denial"), None)
    if denial is None:
        return list(found)
    return [f for f in found if f.start > denial and _BEYOND.search(plain, denial, f.start)]


def _not_told_before(found: Sequence[Figure], told: set[str]) -> Iterator[Figure]:
    """Yield the figures; "the woman died" counts only where nobody has been told of as dead before.

    told : the roles told of so far in the report; those of this sentence are added
    """
    for figure in found:
        if figure.is_known and figure.role in told:
            continue
        if figure.qualifier != "none_reported":
            told.add(figure.role)
        yield figure


def _main_place(found: Sequence[Sequence[PlaceMention]]) -> PlaceMention | None:
    """Return the place that a report is about: named three times, and in two of five places it names."""
    narrow = [place for places in found for place in places if not place.is_wide]
    counts = Counter(place_key(place.name) for place in narrow)
    if not counts:
        return None
    key, n = counts.most_common(1)[0]
    return next(p for p in narrow if place_key(p.name) == key) if n >= 3 and n >= 0.4 * len(narrow) else None


def _claims_of(
    document: str, text: Text, sentence: _Sentence, ix: int, carried: PlaceMention | None, n_before: int
) -> list[Claim]:
    frames = _with_figures(sentence)
    if not frames:
        frames = _fallback(text.plain, sentence)
    start, end = text.original_span(sentence.start, sentence.end)
    claims: list[Claim] = []
    for frame, voice, told in _by_voice(sentence, frames):
        kind = frame.kind
        place, time = _nearest_place(sentence, frame), _nearest_time(sentence, frame)
        is_carried = (place is None or place.is_wide) and carried is not None and kind in PHYSICAL
        claims.append(
            Claim(
                claim_id=f"{document}#{n_before + len(claims) + 1}",
                span=Span(document, start, end, f"frame.{kind}"),
                line=text.line_number(start),
                text=text.original[start:end],
                kind=kind,
                voice=voice,
                place=carried if is_carried else place,
                place_carried=is_carried,
                time=time,
                figures=told,
                certainty=certainty_of(kind, text.plain[sentence.start : sentence.end], voice),
                sentence_ix=ix,
                is_time_of_saying=time is not None and time.start in sentence.said_at,
            )
        )
    return claims


def _roles(kind: str, frames: Sequence[Frame]) -> frozenset[str]:
    """Return the roles of the figures a claim carries; people killed are told once in a sentence."""
    roles = _FIGURES_OF.get(kind, frozenset())
    return (
        roles - CASUALTY_ROLES
        if kind == "loss_claim" and any(f.kind == "casualties" for f in frames)
        else roles
    )


def _with_figures(sentence: _Sentence) -> list[Frame]:
    """Return the frames, and one more for each figure that no frame carries."""
    frames = list(sentence.frames)
    kinds = {frame.kind for frame in frames}
    for figure in sentence.figures:
        kind = _NEEDS_A_CLAIM.get(figure.role)
        if (
            kind is None
            or kind in kinds
            or ("loss_claim" in kinds and figure.role in _FIGURES_OF["loss_claim"])
        ):
            continue
        kinds.add(kind)
        frames.append(Frame(kind, figure.start, figure.end))
    if kinds & PHYSICAL:
        frames = [frame for frame in frames if frame.kind not in ("background", "opinion", "plan")]
    return frames


def _fallback(plain: str, sentence: _Sentence) -> list[Frame]:
    """Return what a sentence without a frame is: an opinion, a statement, or background."""
    n_words = len(plain[sentence.start : sentence.end].split())
    if sentence.voices:
        first = sentence.voices[0]
        personal = first.speech == "direct" and first.kind in ("resident", "expert", "social")
        return [Frame("opinion" if personal else "statement", sentence.start, sentence.end)]
    if n_words < 6 or plain[sentence.start : sentence.end].endswith("?"):
        return []
    return [Frame("background", sentence.start, sentence.end)]


def _by_voice(
    sentence: _Sentence, frames: Sequence[Frame]
) -> Iterator[tuple[Frame, Attribution, tuple[Figure, ...]]]:
    """Yield each frame with its voice and figures; once for each voice that gives figures of its own."""
    for frame in frames:
        own = _voice_at(sentence, frame.start)
        told: dict[Attribution, list[Figure]] = {own: []}
        for figure in sentence.figures:
            if figure.role in _roles(frame.kind, frames):
                told.setdefault(_voice_at(sentence, figure.start), []).append(figure)
        voices = [voice for voice, given in told.items() if given] or [own]
        for voice in voices:
            yield frame, voice, tuple(told[voice])


def _voice_at(sentence: _Sentence, at: int) -> Attribution:
    """Return who says what stands at an offset: the voice whose reach holds it, else the narrator."""
    for voice in sentence.voices:
        if voice.start <= at < voice.end:
            return replace(voice, start=sentence.start, end=sentence.end)
    return Attribution(sentence.start, sentence.end)


def _nearest_place(sentence: _Sentence, frame: Frame) -> PlaceMention | None:
    """Return the place that stands nearest to a frame; a country only where nothing narrower is named."""
    narrow = [place for place in sentence.places if not place.is_wide] or list(sentence.places)
    near = min(narrow, key=lambda p: min(abs(p.start - frame.end), abs(p.end - frame.start)), default=None)
    if near is None or frame.kind == "closure":
        return near
    return next(
        (p for p in narrow if 0 < p.start - near.end <= len(" in the ")), near
    )  # "Hotel Oak in Olven"


def _nearest_time(sentence: _Sentence, frame: Frame) -> TimeMention | None:
    """Return the time nearest to a frame, when it was said ("said on Monday") only if there is no other."""
    told = [time for time in sentence.times if time.start not in sentence.said_at] or sentence.times
    return min(told, key=lambda t: abs(t.start - frame.start), default=None)
