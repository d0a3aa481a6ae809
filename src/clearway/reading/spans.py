"""A span: the place in a document that a value was read from, and the rule that read it.

Offsets count characters of the text as it was handed in, so whoever holds the file can look.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document, and the rule that chose them.

    document : id of the document (a report or an appeal)
    start, end : offsets into the text as it was handed in, 0 <= start <= end
    rule : short name of the rule or model, e.g. "numbers.killed" or "model.<name>"
    """

    document: str
    start: int
    end: int
    rule: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span from {self.start} to {self.end} is not in a text")

    def of(self, original: str) -> str:
        """Return the words the span points at."""
        return original[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Say whether two spans share a character of the same document."""
        return self.document == other.document and self.start < other.end and other.start < self.end
