"""Relatives' questions: kept sealed, matched later, answered only if the person asked about says so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.store.database import Database
from clearway.store.sealed import Sealer
from clearway.store.tables import instant, micros, questions


@dataclass(frozen=True)
class Question:
    """One question; `told` is what the seeker said.

    state : "new", "unknown", "silent", "to ask", "protection" or "decided"
    household_id, phrase : set where the question was matched and decided
    """

    question_id: str
    asked_at: datetime
    told: Mapping[str, Any]
    state: str
    household_id: str
    phrase: str


class Questions:
    """The questions of one database, opened with the master key."""

    def __init__(self, database: Database, master_key: bytes) -> None:
        self._database = database
        self._sealer = Sealer(master_key, "relatives' questions")

    def keep(self, question_id: str, told: Mapping[str, Any], *, at: datetime) -> None:
        """Keep a question; does the same work whoever is asked about."""
        sealed = self._sealer.seal(json.dumps(dict(told), ensure_ascii=False).encode(), about=question_id)
        row = {"question_id": question_id, "asked_us": micros(at), "sealed": sealed, "state": "new"}
        with self._database.write() as connection:
            connection.execute(sa.insert(questions).values(row | {"household_id": "", "phrase": ""}))

    def in_state(self, state: str, *, household_id: str | None = None) -> list[Question]:
        """Return the questions of a state, the oldest first."""
        asked = sa.select(questions).where(questions.c.state == state).order_by(questions.c.asked_us)
        if household_id is not None:
            asked = asked.where(questions.c.household_id == household_id)
        with self._database.read() as connection:
            return [self._question(row) for row in connection.execute(asked)]

    def one(self, question_id: str) -> Question:
        """Return one question."""
        asked = sa.select(questions).where(questions.c.question_id == question_id)
        with self._database.read() as connection:
            row = connection.execute(asked).first()
        if row is None:
            raise NotFound("There is no such question.")
        return self._question(row)

    def move(self, question: Question, state: str, *, household_id: str = "", phrase: str = "") -> None:
        """Move a question on, if nobody else did meanwhile; else `Conflict`."""
        values = {"state": state, "household_id": household_id or question.household_id, "phrase": phrase}
        same = (questions.c.question_id == question.question_id) & (questions.c.state == question.state)
        with self._database.write() as connection:
            if connection.execute(sa.update(questions).where(same).values(values)).rowcount != 1:
                raise Conflict("Somebody else has this question already.")

    def forget_before(self, instant: datetime) -> int:
        """Remove the questions that were asked before an instant; return how many."""
        with self._database.write() as connection:
            old = sa.delete(questions).where(questions.c.asked_us < micros(instant))
            return connection.execute(old).rowcount

    def all(self, *, since: datetime) -> list[Question]:
        """Return every question asked since an instant, the oldest first."""
        since_us = micros(since)
        asked = sa.select(questions).where(questions.c.asked_us >= since_us).order_by(questions.c.asked_us)
        with self._database.read() as connection:
            return [self._question(row) for row in connection.execute(asked)]

    def _question(self, row: Any) -> Question:
        told = json.loads(self._sealer.open(row.sealed, about=row.question_id))
        return Question(row.question_id, instant(row.asked_us), told, row.state, row.household_id, row.phrase)
