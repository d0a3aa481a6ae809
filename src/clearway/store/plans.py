"""Plans, drafts first; and the claim by which only one worker plans a journal at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.store.database import Database
from clearway.store.tables import instant, micros, planning, plans


@dataclass(frozen=True)
class KeptPlan:
    """A plan that is kept; `status` is "draft", "approved" or "superseded", `seq` what it knew."""

    plan_id: str
    journal_id: str
    seq: int
    at: datetime
    kept_at: datetime
    status: str
    summary: Mapping[str, Any]
    folder_hash: str


@dataclass(frozen=True)
class Claim:
    """The right to plan a journal up to a line, until an instant."""

    journal_id: str
    seq: int
    claim: int
    until: datetime


class Plans:
    """The plans of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def planned_seq(self, journal_id: str) -> int:
        """Return the line that the last plan knew; -1 if there is no plan yet."""
        asked = sa.select(planning.c.planned_seq).where(planning.c.journal_id == journal_id)
        with self._database.read() as connection:
            found = connection.execute(asked).scalar()
        return -1 if found is None else int(found)

    def claim(self, journal_id: str, seq: int, *, by: str, at: datetime, lease: timedelta) -> Claim | None:
        """Claim the planning of a journal up to line `seq`; None if somebody has it or it is done.

        One conditional update: one row changed, so it is mine.
        """
        row = planning.c
        free = (row.journal_id == journal_id) & (row.planned_seq < seq) & (row.claimed_until_us <= micros(at))
        mine = sa.update(planning).where(free)
        mine = mine.values(claim=row.claim + 1, claimed_by=by, claimed_until_us=micros(at + lease))
        with self._database.write() as connection:
            if connection.execute(mine).rowcount != 1:
                return None
            asked = sa.select(row.claim).where(row.journal_id == journal_id)
            number = connection.execute(asked).scalar_one()
        return Claim(journal_id, seq, int(number), at + lease)

    def renew(self, claim: Claim, *, at: datetime, lease: timedelta) -> None:
        """Keep a claim for longer; `Conflict` if it has passed to somebody else."""
        with self._database.write() as connection:
            longer = sa.update(planning).where(*_held(claim)).values(claimed_until_us=micros(at + lease))
            if connection.execute(longer).rowcount != 1:
                raise Conflict(f"Another worker plans {claim.journal_id!r} now; this plan is dropped.")

    def release(self, claim: Claim) -> None:
        """Let go of a claim without a plan; somebody else may try at once."""
        with self._database.write() as connection:
            connection.execute(sa.update(planning).where(*_held(claim)).values(claimed_until_us=0))

    def keep_draft(
        self,
        claim: Claim,
        *,
        plan_id: str,
        seq: int,
        at: datetime,
        kept_at: datetime,
        summary: Mapping[str, Any],
        folder_hash: str,
    ) -> KeptPlan:
        """Keep a plan as a draft and end the claim; `Conflict` if the claim has passed to another.

        seq : the last line that the plan knew; at least the claim's
        """
        kept = KeptPlan(plan_id, claim.journal_id, seq, at, kept_at, "draft", dict(summary), folder_hash)
        with self._database.write() as connection:
            done = sa.update(planning).where(*_held(claim)).values(planned_seq=seq, claimed_until_us=0)
            if connection.execute(done).rowcount != 1:
                raise Conflict(f"Another worker plans {claim.journal_id!r} now; this plan is dropped.")
            connection.execute(
                sa.insert(plans).values(
                    plan_id=plan_id,
                    journal_id=claim.journal_id,
                    seq=seq,
                    at_us=micros(at),
                    kept_us=micros(kept_at),
                    status="draft",
                    summary=json.dumps(dict(summary), ensure_ascii=False),
                    folder_hash=folder_hash,
                )
            )
        return kept

    def approve(self, journal_id: str, plan_id: str) -> KeptPlan:
        """Put a draft in force; the plan in force before is superseded. Approving twice is approving once."""
        with self._database.write() as connection:
            kept = self._one(connection, journal_id, plan_id)
            if kept.status == "superseded":
                raise Conflict(f"Plan {plan_id} was replaced by a newer one. Approve the newer one.")
            mine = plans.c.journal_id == journal_id
            before = sa.update(plans).where(mine, plans.c.status == "approved", plans.c.plan_id != plan_id)
            connection.execute(before.values(status="superseded"))
            connection.execute(
                sa.update(plans).where(mine, plans.c.plan_id == plan_id).values(status="approved")
            )
            return self._one(connection, journal_id, plan_id)

    def one(self, journal_id: str, plan_id: str) -> KeptPlan:
        """Return one plan of a journal."""
        with self._database.read() as connection:
            return self._one(connection, journal_id, plan_id)

    def in_force(self, journal_id: str) -> KeptPlan | None:
        """Return the plan of a journal that a person approved last; None if there is none."""
        asked = sa.select(plans).where(plans.c.journal_id == journal_id, plans.c.status == "approved")
        with self._database.read() as connection:
            row = connection.execute(asked).first()
        return None if row is None else _kept(row)

    def _one(self, connection: sa.Connection, journal_id: str, plan_id: str) -> KeptPlan:
        asked = sa.select(plans).where(plans.c.journal_id == journal_id, plans.c.plan_id == plan_id)
        row = connection.execute(asked).first()
        if row is None:
            raise NotFound(f"There is no plan {plan_id!r} in this journal.")
        return _kept(row)

    def all(self, journal_id: str, *, before: str | None = None, limit: int = 50) -> list[KeptPlan]:
        """Return plans of a journal, newest first, older than plan `before` if it is given."""
        asked = sa.select(plans).where(plans.c.journal_id == journal_id)
        with self._database.read() as connection:
            if before is not None:
                last = self._one(connection, journal_id, before)
                older = sa.tuple_(plans.c.kept_us, plans.c.plan_id) < (micros(last.kept_at), last.plan_id)
                asked = asked.where(older)
            asked = asked.order_by(plans.c.kept_us.desc(), plans.c.plan_id.desc()).limit(limit)
            return [_kept(row) for row in connection.execute(asked)]


def _held(claim: Claim) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return planning.c.journal_id == claim.journal_id, planning.c.claim == claim.claim


def _kept(row: Any) -> KeptPlan:
    return KeptPlan(
        row.plan_id,
        row.journal_id,
        row.seq,
        instant(row.at_us),
        instant(row.kept_us),
        row.status,
        json.loads(row.summary),
        row.folder_hash,
    )
