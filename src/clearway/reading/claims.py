"""The claims of one report: what is said, who says it, where, when, with which numbers, and how sure.

Each kept sentence is read once: its frames (types), its attributions (voices), its figures, places and times.
A claim is one type in one sentence. A place that a sentence leaves out is taken from the sentences before
it, else from what the whole report is about, and marked as carried.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clearway.reading.attribution import Attribution, attribute
from clearway.reading.certainty import certainty_of
from clearway.reading.clean import JudgedLine
from clearway.reading.content import kept_runs
from clearway.reading.figures import CASUALTY_ROLES, Figure, figures
from clearway.reading.frames import PHYSICAL, Frame, frames_of
from clearway.reading.places import Gazetteer, PlaceMention, dateline_of, place_key, places_in
from clearway.reading.sentences import sentences
from clearway.reading.spans import Span
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
    "shot_down": "alert_interception",
}
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


def read_claims(
    document: str,
    text: Text,
    judged: Sequence[JudgedLine],
    published_at: datetime | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[Claim]:
    """Return the claims of a report's kept lines, in order."""
    plain = text.plain
    spans = [span for start, end in kept_runs(judged) for span in sentences(plain, start, end)]
    voices = attribute(plain, spans)
    found: list[Claim] = []
    found_places = [places_in(plain, start, end, gazetteer) for start, end in spans]
    if spans and not found_places[0]:
        found_places[0] = dateline_of(plain, *spans[0], gazetteer)
    main = _main_place(found_places)
    place: PlaceMention | None = None
    place_at = -_CARRIED_FOR - 1
    for ix, (start, end) in enumerate(spans):
        sentence = _Sentence(
            start, end,
            tuple(frames_of(plain, start, end)), tuple(voices[ix]), tuple(figures(plain, start, end)),
            tuple(found_places[ix]), tuple(times_in(plain, start, end, published_at)),
        )  # fmt: skip
        carried = place if ix - place_at <= _CARRIED_FOR else main
        found += _claims_of(document, text, sentence, ix, carried, len(found))
        narrow = [p for p in sentence.places if not p.is_wide]
        if narrow:
            place, place_at = narrow[0], ix
    return found


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
    for frame in frames:
        voice = _voice_at(sentence, frame)
        kind = frame.kind
        place = _nearest_place(sentence, frame)
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
                time=_nearest_time(sentence, frame),
                figures=tuple(f for f in sentence.figures if f.role in _roles(kind, frames)),
                certainty=certainty_of(kind, text.plain[sentence.start : sentence.end], voice),
                sentence_ix=ix,
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
    if "denial" in kinds:
        return frames
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


def _voice_at(sentence: _Sentence, frame: Frame) -> Attribution:
    """Return who says a frame: the voice whose reach holds it, else the narrator."""
    for voice in sentence.voices:
        if voice.start <= frame.start < voice.end:
            return replace(voice, start=sentence.start, end=sentence.end)
    return Attribution(sentence.start, sentence.end)


def _nearest_place(sentence: _Sentence, frame: Frame) -> PlaceMention | None:
    """Return the place that stands nearest to a frame; a country only where nothing narrower is named."""
    narrow = [place for place in sentence.places if not place.is_wide] or list(sentence.places)
    return min(narrow, key=lambda p: min(abs(p.start - frame.end), abs(p.end - frame.start)), default=None)


def _nearest_time(sentence: _Sentence, frame: Frame) -> TimeMention | None:
    return min(sentence.times, key=lambda t: abs(t.start - frame.start), default=None)
