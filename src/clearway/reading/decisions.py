"""What a person decided about incidents: join, split, confirm; and each of these taken back.

Decisions name claims, not incidents, because claims keep their ids when more reports come in. They are
applied in order to what the rules found, so the rules' own grouping is never lost and undoing is leaving
one out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clearway.errors import Problem
from clearway.reading.claims import Claim
from clearway.reading.incidents import Incident, incident_of

Verb = Literal["join", "split", "confirm", "undo"]
VERBS: tuple[Verb, ...] = ("join", "split", "confirm", "undo")


@dataclass(frozen=True)
class Decision:
    """One decision of a person.

    decision_id : its number in the file, from 1
    verb : join (the incidents of these claims become one), split (these claims become one of their own),
        confirm (the incident of these claims is as it is), undo (decision `undoes` counts no more)
    """

    decision_id: int
    verb: Verb
    claims: tuple[str, ...] = ()
    undoes: int | None = None
    who: str = ""


def check_decisions(rows: Sequence[Mapping[str, object]], file: str) -> tuple[list[Decision], list[Problem]]:
    """Return the decisions of a file's rows, and what is wrong with them."""
    decisions, problems = [], []
    for number, row in enumerate(rows, start=1):
        verb, undoes = row.get("verb"), row.get("undoes")
        listed = row.get("claims", [])
        claims = tuple(str(claim) for claim in listed) if isinstance(listed, list) else ()
        known = next((v for v in VERBS if v == verb), None)
        if known is None:
            problems.append(
                Problem(file, f"{verb!r} is not a decision", f"Write one of {', '.join(VERBS)}.", number)
            )
        elif known == "undo" and not (isinstance(undoes, int) and 0 < undoes < number):
            problems.append(
                Problem(file, f"{undoes!r} is no earlier decision", "Give its row in `undoes`.", number)
            )
        elif known != "undo" and len(claims) < (2 if known == "join" else 1):
            problems.append(
                Problem(file, f"{len(claims)} claims are too few", "List claim ids in `claims`.", number)
            )
        else:
            decisions.append(
                Decision(
                    number,
                    known,
                    claims,
                    undoes if isinstance(undoes, int) else None,
                    str(row.get("who", "")),
                )
            )
    return decisions, problems


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that count: those not undone (an undo can be undone too)."""
    listed = list(decisions)
    undone: set[int] = set()
    for decision in reversed(listed):
        if decision.verb == "undo" and decision.decision_id not in undone and decision.undoes is not None:
            undone.add(decision.undoes)
    return [d for d in listed if d.verb != "undo" and d.decision_id not in undone]


def apply_decisions(
    incidents: Sequence[Incident], decisions: Iterable[Decision], report_of: Mapping[str, str]
) -> tuple[list[Incident], frozenset[str]]:
    """Return the incidents after a person's decisions, and the ids of those confirmed."""
    groups: list[list[Claim]] = [list(incident.claims) for incident in incidents]
    confirmed_claims: set[str] = set()
    for decision in standing_decisions(decisions):
        named = set(decision.claims)
        holding = [g for g in groups if any(c.claim_id in named for c in g)]
        if decision.verb == "confirm":
            confirmed_claims |= named
        elif decision.verb == "join" and len(holding) > 1:
            groups = [g for g in groups if g not in holding] + [[c for g in holding for c in g]]
        elif decision.verb == "split" and holding:
            taken = [c for g in holding for c in g if c.claim_id in named]
            groups = [[c for c in g if c.claim_id not in named] for g in groups]
            groups = [g for g in groups if g] + [taken]
    result = [incident_of(f"I{i + 1}", group, report_of) for i, group in enumerate(groups)]
    confirmed = {i.incident_id for i in result if any(c.claim_id in confirmed_claims for c in i.claims)}
    return result, frozenset(confirmed)
