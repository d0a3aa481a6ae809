"""What kind of voice a source is (official, military, resident, media ...), by its own words.

A name without a title is looked up among the names that the same text introduced with one
("Governor Adam Lesko said ... Lesko added"), so nobody's name is written into the program.
"""

import re
from dataclasses import dataclass, field

from clearway.reading.wordlists import sections_of

CUES = sections_of("cues.txt")
KINDS = ("official", "military", "armed_group", "expert", "resident", "media", "social", "government")
_KIND_PATTERNS = {
    kind: re.compile(rf"\b(?:{'|'.join(CUES[f'kind {kind}'])})", re.IGNORECASE) for kind in KINDS
}
_COUNTRY = re.compile(
    r"\b(?:ukraine|russia|moscow|kyiv|kiev|washington|britain|france|germany|belarus|china|the united states|"
    r"украин\w*|росси\w*|киев\w*|москв\w*|вашингтон\w*|україн\w*|росі\w*|київ\w*)",
    re.IGNORECASE,
)
_EXACT_OFFICIAL = re.compile(
    r"military administration|военн\w+ администрац|військов\w+ адміністрац|\bова\b|\bмва\b", re.I
)
_NAME = re.compile(r"(?<![\w'-])[A-ZА-ЯЁІЇЄҐ][\w'-]+(?:\s[A-ZА-ЯЁІЇЄҐ][\w'-]+)*")
_INTRODUCED = re.compile(
    r"(?:(?<![\w'-])[\w'.-]+\s){0,4}[A-ZА-ЯЁІЇЄҐ][\w'-]+(?:\s[A-ZА-ЯЁІЇЄҐ][\w'-]+)+|"
    r"[A-ZА-ЯЁІЇЄҐ][\w'-]+(?:\s[A-ZА-ЯЁІЇЄҐ][\w'-]+)+,\s(?:an?\s|the\s)?[\w' -]{4,60}"
)
_COMMANDS = re.compile(
    r"\b([A-Z][a-z]+)'s? (?:forces|troops|army|war|navy|soldiers|government|administration|office)\b"
)
_AGE = re.compile(r",\s\d{1,2}\b|\b\d{1,2}-(?:year|лет|річн)")


def kind_of(source: str) -> str | None:
    """Return the kind of a source by the words it is described with, or None where they do not say."""
    if _EXACT_OFFICIAL.search(source):
        return "official"
    best: tuple[int, int, str] | None = None
    for rank, kind in enumerate(KINDS):
        for match in _KIND_PATTERNS[kind].finditer(source):
            at = match.start() + (1000 if _COUNTRY.fullmatch(match.group()) else 0)
            if kind == "media" and match.start() > 25:
                continue
            key = (at, rank, kind)
            best = key if best is None or key < best else best
            break
    return best[2] if best else None


@dataclass
class People:
    """The names a text has introduced so far: last word of the name, its full form and kind."""

    full: dict[str, tuple[str, str]] = field(default_factory=dict)
    commanders: set[str] = field(default_factory=set)
    plain: str = ""

    @classmethod
    def of(cls, plain: str) -> "People":
        """Return the people that a text introduces with a title or a role anywhere."""
        people = cls(commanders=set(_COMMANDS.findall(plain)), plain=plain)
        for match in _INTRODUCED.finditer(plain):
            kind = kind_of(match.group())
            names = _NAME.findall(match.group())
            if kind and kind not in ("media", "social") and names:
                person = max(names, key=lambda n: len(n.split()))
                if len(person.split()) >= 2:
                    people.full.setdefault(person.split()[-1], (match.group().strip(), kind))
        return people

    def kind(self, source: str) -> str:
        """Return the kind of a source; a bare name has the kind it was introduced with."""
        known = kind_of(source)
        if known is not None:
            return known
        names = _NAME.findall(source)
        for word in (word for name in names for word in reversed(name.split())):
            if word in self.full:
                return self.full[word][1]
            if word in self.commanders:
                return "government"
        if _AGE.search(source):
            return "resident"
        if names and names[0].isupper() and len(names[0]) > 1:
            return "official"  # an organisation's letters
        if names and len(names[0].split()) == 1 and len(source.split()) <= 3:
            has_full_name = re.search(rf"[A-ZА-ЯЁІЇЄҐ][\w'-]+\s{re.escape(names[0])}\b", self.plain)
            return "official" if has_full_name else "resident"
        return "official" if names else "resident"
