"""What many questions about relatives have in common: one seeker with many names, one name with many seekers.

A pattern decides nothing and is never told to a seeker; a duty officer sees it and thinks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clearway.letters import readings
from clearway.people import name_words, phone_key

MANY_NAMES = 6  # a large family, and one more
MANY_SEEKERS = 6


@dataclass(frozen=True)
class Alarm:
    """A pattern among questions, in a sentence without anybody's name, and the questions it is made of."""

    sentence: str
    question_ids: tuple[str, ...]


def alarms(questions: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Alarm]:
    """Return the patterns among questions, the largest first.

    questions : (question id, what the seeker said: `name`, `birth_year`, `seeker`)
    """
    by_seeker: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    by_name: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for question_id, told in questions:
        seeker, name = seeker_key(str(told["seeker"])), _asked_key(told)
        by_seeker[seeker][name].append(question_id)
        by_name[name][seeker].append(question_id)
    found = [
        Alarm(f"One seeker asked about {len(names)} different people.", _ids(names))
        for names in by_seeker.values()
        if len(names) >= MANY_NAMES
    ]
    found += [
        Alarm(f"{len(seekers)} different seekers asked about one person.", _ids(seekers))
        for seekers in by_name.values()
        if len(seekers) >= MANY_SEEKERS
    ]
    return sorted(found, key=lambda alarm: (-len(alarm.question_ids), alarm.question_ids))


def seeker_key(seeker: str) -> str:
    """Return what is the same for one seeker however they write it: a telephone's figures, or the words."""
    return phone_key(seeker) or seeker.strip().casefold()


def _asked_key(told: Mapping[str, Any]) -> str:
    """Return one key for a person however the name is spelled: its likeliest sounds, and the year."""
    sounds = sorted(readings(word)[0] for word in name_words(str(told["name"])))
    return f"{' '.join(sounds)} {told['birth_year']}"


def _ids(groups: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(sorted(question_id for ids in groups.values() for question_id in ids))
