"""How well reports are read that the reader was not written on: figures, voices, certainty, incidents.

`report_figures_development.jsonl` and `report_figures_blind.jsonl` hold passages of two to six sentences with
what a careful reader takes from them, written and labelled before the reader saw them and parted by a fixed
rule (by language, whether passages are read together, and the hash of their name: every second one). The
rules were mended on the first half; when the blind half had been measured, `report_figures_fresh.jsonl` was
written and the blind half opened, and in the same way `report_figures_last.jsonl` before the fresh one. What
each set scored unseen is in docs/reading-reports.md. The `second_` sets are a second author's, who wrote and
labelled them before reading any rule: by the SHA-256 of their names a third is the blind part;
they have figures only, no labelled claims. Nothing has been mended on `second_final`.

A label may allow several roles or sources ("injured|missing"); a figure that a careful reader may take or
leave is `optional`: it counts neither way. Passages that share `read_with` are read together, and claims that
share an `event` are one incident.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from clearway.reading.claims import Claim
from clearway.reading.figures import Figure
from clearway.reading.reports import RawReport, read_reports

HERE = Path(__file__).parent
CASUALTY = frozenset(["killed", "injured", "missing", "hospitalised", "casualties"])
PEOPLE = CASUALTY | {"including", "evacuated", "displaced", "without_power", "shot_down", "lost"}
SETS = (
    *("development", "blind", "fresh", "last"),
    *("second_development", "second_blind", "second_last"),
)
ASKED_OF_A_CLAIM = ("source", "source_kind", "certainty", "speech", "place")

Labels = dict[str, Any]


@dataclass
class Tally:
    """What was read right, what was read wrongly, what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was read that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what there is that was read right."""
        return self.right / max(1, self.right + self.missed)


@dataclass
class Measured:
    """What the reader scored on one set of passages.

    casualties, people : figures with the right number, role, qualifier and source
    numbers : the casualty figures, their source left aside
    asked : of the labelled claims, how many have the right source, kind of source, certainty, speech, place
    together : B-cubed over the labelled claims of an event: sums of precision and recall, and how many
    errors : sentences that say what went wrong, for who mends the rules
    """

    casualties: Tally = field(default_factory=Tally)
    numbers: Tally = field(default_factory=Tally)
    people: Tally = field(default_factory=Tally)
    claims: Tally = field(default_factory=Tally)
    asked: dict[str, list[int]] = field(default_factory=lambda: {k: [0, 0] for k in ASKED_OF_A_CLAIM})
    together: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    errors: list[str] = field(default_factory=list)


def labelled(half: str) -> list[Labels]:
    """Return the passages of one of the `SETS`."""
    return [
        json.loads(line) for line in (HERE / f"report_figures_{half}.jsonl").read_text("utf-8").splitlines()
    ]


def measure(passages: Sequence[Labels]) -> Measured:
    """Read passages and compare with their labels."""
    result = Measured()
    sets: dict[str, list[Labels]] = defaultdict(list)
    for passage in passages:
        sets[passage["read_with"] or passage["id"]].append(passage)
    for together in sets.values():
        raws = [
            RawReport(p["id"], p["text"], datetime.fromisoformat(p["published"]) if p["published"] else None)
            for p in together
        ]
        reading = read_reports(raws)
        of_document = defaultdict(list)
        for claim in reading.claims:
            of_document[claim.document].append(claim)
        incident_of = {c.claim_id: i.incident_id for i in reading.incidents for c in i.claims}
        events: dict[tuple[str, int], tuple[str, str]] = {}
        for passage in together:
            claims = of_document[passage["id"]]
            _compare_figures(result, passage, claims)
            for n, label in enumerate(passage["claims"]):
                claim = _compare_claim(result, passage, label, claims)
                if label["event"]:
                    alone = f"alone {passage['id']} {n}"
                    found = incident_of.get(claim.claim_id, alone) if claim else alone
                    events[(passage["id"], n)] = (label["event"], found)
        _b_cubed(result, list(events.values()), "/".join(p["id"] for p in together))
    return result


def figures_read(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Figure]]:
    """Yield every figure once, with the claim that holds it."""
    seen = set()
    for claim in claims:
        for figure in claim.figures:
            if (key := (figure.start, figure.role, figure.value, figure.qualifier)) not in seen:
                seen.add(key)
                yield claim, figure


def _same_number(label: Labels, figure: Figure) -> bool:
    if figure.role not in label["role"].split("|") or figure.qualifier != label["qualifier"]:
        return False
    if label["qualifier"] == "range":
        return (figure.low, figure.high) == (label["low"], label["high"])
    return bool(figure.value == label["value"])


def _is_source(label: Labels, claim: Claim) -> bool:
    asked = label.get("source", "").split("|")
    return any(name in claim.voice.source if name else not claim.voice.source for name in asked)


def _compare_figures(result: Measured, passage: Labels, claims: Sequence[Claim]) -> None:
    left = sorted(passage["figures"], key=lambda label: bool(label.get("optional")))
    for claim, figure in figures_read(claims):
        same = [label for label in left if _same_number(label, figure)]
        label = next((label for label in same if _is_source(label, claim)), same[0] if same else None)
        if label is not None:
            left.remove(label)
        if label is not None and label.get("optional"):
            continue
        is_source = label is not None and _is_source(label, claim)
        _tally(result, label["role"] if label else figure.role, label is not None, is_source)
        if not is_source and (label or figure.role in PEOPLE):
            what = "source of" if label else "wrong"
            voice = f" ({claim.voice.source!r}, not {label['source']!r})" if label else ""
            result.errors.append(
                f"{passage['id']} {what} {figure.role} {figure.value} {figure.qualifier}{voice}"
            )
    for label in left:
        if not label.get("optional"):
            for tally in _tallies(result, label["role"]):
                tally.missed += 1
            result.errors.append(
                f"{passage['id']} missed {label['role']} {label['value']} {label['qualifier']}"
            )


def _tallies(result: Measured, role: str) -> list[Tally]:
    first = role.split("|")[0]
    casualties = [result.casualties, result.numbers] if first in CASUALTY else []
    return [*casualties, result.people] if first in PEOPLE else []


def _tally(result: Measured, role: str, is_number: bool, is_source: bool) -> None:
    for tally in _tallies(result, role):
        is_right = is_number if tally is result.numbers else is_source
        tally.right += is_right
        tally.wrong += not is_right
        tally.missed += is_number and not is_right


def _compare_claim(result: Measured, passage: Labels, label: Labels, claims: Sequence[Claim]) -> Claim | None:
    at = passage["text"].index(label["words"])
    here = [c for c in claims if c.span.start <= at < c.span.end]
    found = next((c for kind in label["type"].split("|") for c in here if c.kind == kind), None)
    result.claims.right += found is not None
    result.claims.missed += found is None
    claim = found or (here[0] if here else None)
    if found is None:
        result.errors.append(
            f"{passage['id']} no {label['type']} in {label['words']!r}: {[c.kind for c in here]}"
        )
    read = dict.fromkeys(ASKED_OF_A_CLAIM, "")
    if claim is not None:
        place = claim.place.name if claim.place else ""
        voice = claim.voice
        read = dict(
            zip(
                ASKED_OF_A_CLAIM,
                (voice.source, voice.kind, claim.certainty, voice.speech, place),
                strict=True,
            )
        )
    for name in ASKED_OF_A_CLAIM:
        asked = label[name]
        if (asked is None and name != "speech") or (name == "speech" and label["certainty"] is None):
            continue
        is_right = claim is not None and (
            _is_source(label, claim) if name == "source" else read[name] in (asked or "").split("|")
        )
        if name == "speech":
            is_right = claim is not None and (asked or None) == (read[name] or None)
        result.asked[name][0] += is_right
        result.asked[name][1] += 1
        if not is_right:
            result.errors.append(
                f"{passage['id']} {name} of {label['words']!r}: {read[name]!r}, not {asked!r}"
            )
    return found


def _b_cubed(result: Measured, pairs: Sequence[tuple[str, str]], name: str) -> None:
    both, told, found = Counter(pairs), Counter(p[0] for p in pairs), Counter(p[1] for p in pairs)
    for event, incident in pairs:
        result.together[0] += both[(event, incident)] / found[incident]
        result.together[1] += both[(event, incident)] / told[event]
        result.together[2] += 1
    if any(told[e] != n or found[i] != n for (e, i), n in both.items()):
        result.errors.append(f"{name} incidents {sorted(both)}")


def table(result: Measured) -> list[str]:
    """Return the lines that a benchmark prints."""
    lines = []
    for name, tally in (
        ("casualty figures: number, role, qualifier, source", result.casualties),
        ("casualty figures: number, role, qualifier", result.numbers),
        ("all counts of people and things, with source", result.people),
    ):
        n = tally.right + tally.missed
        lines.append(f"  {name:52} P {tally.precision:.3f} R {tally.recall:.3f}  ({n} figures)")
    n_claims = result.claims.right + result.claims.missed
    lines.append(f"  {'type of labelled claims':52} R {result.claims.recall:.3f}  ({n_claims} claims)")
    lines += [
        f"  {name:52} {right} of {n} ({right / max(1, n):.0%})" for name, (right, n) in result.asked.items()
    ]
    precision, recall, n = result.together
    p, r = precision / max(1, n), recall / max(1, n)
    f = 2 * p * r / max(1e-9, p + r)
    lines.append(f"  {'incidents, B-cubed':52} P {p:.3f} R {r:.3f} F {f:.3f}  ({n:.0f} claims)")
    return lines
