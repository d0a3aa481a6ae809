"""What an attribution is, and how a voice reaches back: over a quotation, over "this was reported by ...".

`attribution.py` finds the voice of each sentence; a voice that is named only afterwards is carried back here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clearway.reading.quotes import Quotations


@dataclass(frozen=True)
class Attribution:
    """Who says a stretch of text.

    start, end : plain offsets the attribution reaches
    source : the words of the source as they stand ("" for the narrator); a pronoun is resolved
    kind : official, government, military, armed_group, resident, media, social, expert, narrator
    via : the channels it came through, nearest to the reader first
    cue : the cue word, small letters
    is_claim : the cue doubts or fights ("claimed", "accused"), it does not just report
    speech : "direct" inside quotation marks, else "indirect"; None for the narrator
    """

    start: int
    end: int
    source: str = ""
    kind: str = "narrator"
    via: tuple[str, ...] = ()
    cue: str = ""
    is_claim: bool = False
    speech: str | None = None


def carry_back(
    plain: str,
    spans: Sequence[tuple[int, int]],
    found: list[list[Attribution]],
    quotations: Quotations,
) -> None:
    """Give a quotation its speaker named just after it: `"We must leave." He added: "Now."`."""
    for i in range(len(spans) - 2, -1, -1):
        start, end = spans[i]
        if found[i] or not found[i + 1] or "\n" in plain[end : spans[i + 1][0]]:
            continue
        if quotations.share(plain, start, end) > 0.6:
            found[i] = [replace(found[i + 1][0], start=start, end=end, speech="direct")]


def carry_label(plain: str, spans: Sequence[tuple[int, int]], found: list[list[Attribution]]) -> None:
    """Give the rest of a line that opens with a label ("Hospital: ...") to the voice it names."""
    label: Attribution | None = None
    for i, (start, end) in enumerate(spans):
        if i and "\n" in plain[spans[i - 1][1] : start]:
            label = None
        if found[i]:
            opens = found[i][0].cue == "label" and found[i][0].source in plain[start:end].split(": ")[0]
            label = found[i][0] if opens else None
        elif label is not None:
            found[i] = [replace(label, start=start, end=end)]


_ALL_THIS = re.compile(
    r"(?:об этом|про це|(?:this|it) was (?:reported|announced|confirmed)|that is according|"
    r"about (?:this|it) \w+s|"
    r"(?:the|these|those|such|all) (?:\w+ )?(?:figures?|numbers?|data|tolls?|information|details|count) "
    r"(?:was|were|is|are|has been|have been|come|comes|came) (?:\w+ )?(?:by|from)|"
    r"(?:такие|эти|такую|эту|такі|ці|таку|цю) (?:данные|цифры|сведения|информацию|дані|цифри|відомості|"
    r"інформацію))\b",
    re.I,
)


def carry_reported(plain: str, spans: Sequence[tuple[int, int]], found: list[list[Attribution]]) -> None:
    """Give what stands before "Об этом сообщил ..." to that source, back to the last one named."""
    for i, (start, end) in enumerate(spans):
        if not found[i] or not _ALL_THIS.match(plain, start, end):
            continue
        for j in range(i - 1, max(-1, i - 6), -1):
            if found[j]:
                break
            found[j] = [replace(found[i][0], start=spans[j][0], end=spans[j][1], speech="indirect")]
