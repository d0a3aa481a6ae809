"""What the reader of reports gets right, with the data each figure is of, and how fast it is.

    .venv/bin/python benchmarks/bench_reading_reports.py [--data ../shared/data] [--known 10000]

Sets: the labelled passages of the tests (own work; the rules were mended on them, so they show that nothing
broke, not how well new reports are read); the five press reports, `boilerplate_lines_en` and the SemEval
pairs (measured only, never shipped) where the data folder is there. Beside the line classifier run two
simple baselines on the same lines: a stop-word and length rule, and tf-idf of words with layout in a
logistic regression, pages split by site.
"""

import argparse
import csv
import gzip
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from clearway.reading import read_text  # noqa: E402
from clearway.reading.candidates import KnownReports  # noqa: E402
from clearway.reading.clean import judge_lines  # noqa: E402
from clearway.reading.content import content_of  # noqa: E402
from clearway.reading.copies import Relation, compare  # noqa: E402
from clearway.reading.reports import RawReport, clean_report, read_reports  # noqa: E402
from tests.reading.report_gold import COUNTED, passages, report_text  # noqa: E402
from tests.reading.report_measure import SETS, labelled, measure, table  # noqa: E402

SMALL_WORDS = frozenset(
    ["the", "of", "and", "to", "in", "a", "is", "was", "for", "that", "on", "with", "it", "as"]
)
FOLDS = 5


def scores(right: int, wrong: int, missed: int) -> str:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f = 2 * right / max(1, 2 * right + wrong + missed)
    return f"P {precision:.3f} R {recall:.3f} F {f:.3f}"


def passages_table() -> None:
    """Print what is read right in the labelled passages."""
    types, counts, voices, certain, n = [0, 0, 0], [0, 0, 0], 0, 0, 0
    for passage in passages():
        claims = read_reports([RawReport("x", passage["text"])]).claims
        found, wanted = {c.kind for c in claims}, set(passage["types"])
        read = {(f.role, f.value, f.qualifier) for c in claims for f in c.figures if f.role in COUNTED}
        told = {tuple(figure) for figure in passage["figures"]}
        for tally, a, b in ((types, found, wanted), (counts, read, told)):
            tally[0] += len(a & b)
            tally[1] += len(a - b)
            tally[2] += len(b - a)
        first = next((c for c in claims if c.kind == passage["types"][0]), None)
        n += 1
        voices += first is not None and passage["source"] in first.voice.source
        certain += first is not None and first.certainty == passage["certainty"]
    print(f"\n{n} labelled passages, en/ru/uk (own work; mended on them)")
    print(f"  types of claims      {scores(*types)}")
    print(f"  counts of people and things: number, role, qualifier  {scores(*counts)}")
    print(f"  source right {voices}/{n}, certainty right {certain}/{n}")


def figures_table() -> None:
    """Print casualty figures with their source, voices, certainty and incidents of the later sets."""
    for half in (*SETS, "second_final"):
        told = labelled(half)
        print(
            f"\n{len(told)} passages of one to six sentences, {half} (first scores: docs/reading-reports.md)"
        )
        print("\n".join(table(measure(told))))


def copies_table(folder: Path) -> None:
    """Print the verdicts on the pairs of our own reports and of the five press reports."""
    names = ("original", "reworded", "updated", "digest", "other_view", "stranger_a", "stranger_b")
    wanted = {
        ("original", "reworded"): Relation.COPY,
        ("original", "updated"): Relation.UPDATE,
        ("reworded", "updated"): Relation.UPDATE,
        ("original", "digest"): Relation.PARTIAL_COPY,
        ("reworded", "digest"): Relation.PARTIAL_COPY,
        ("original", "other_view"): Relation.SAME_STORY,
        ("reworded", "other_view"): Relation.SAME_STORY,
        ("updated", "other_view"): Relation.SAME_STORY,
        ("stranger_a", "stranger_b"): Relation.OTHER,
    }
    contents = {name: content_of(name, read_text(report_text(name))) for name in names}
    right = sum(compare(contents[a], contents[b]).relation is relation for (a, b), relation in wanted.items())
    print(f"\ncopies: own pairs {right} of {len(wanted)} verdicts right")
    if not folder.is_dir():
        print(f"  the five press reports: skipped, {folder.name} is not here")
        return
    reports = [content_of(f.name[:3], read_text(f.read_text("utf-8"))) for f in sorted(folder.glob("*.txt"))]
    verdicts = {(a.document, b.document): compare(a, b).relation for a, b in combinations(reports, 2)}
    truth = {pair: Relation.COPY if pair == ("000", "001") else Relation.OTHER for pair in verdicts}
    good = sum(verdicts[pair] is truth[pair] for pair in verdicts)
    print(
        f"  the five press reports: {good} of {len(verdicts)} (000 is a rewording of 001, the rest strangers)"
    )


def stories_table(file: Path) -> None:
    """Print what the verdicts make of pairs of articles with a human similarity."""
    if not file.exists():
        return
    told: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            a, b = (content_of(k, read_text(row[k])) for k in ("text1", "text2"))
            overall = float(row["Overall"])
            same = "same" if overall <= 1.75 else "different" if overall >= 3 else ""
            if same:
                tally = told[(row["lang1"], same)]
                tally[0] += compare(a, b).relation is not Relation.OTHER
                tally[1] += 1
    print("\nsame story, SemEval-2022 task 8 pairs (measure only): called related")
    for (language, same), (found, of) in sorted(told.items()):
        print(f"  {language} {same}: {found} of {of}")


def furniture_table(file: Path) -> None:
    """Print the furniture lines found, beside the two simple baselines."""
    if not file.exists():
        print(f"\nfurniture lines: skipped, {file.name} is not here")
        return
    pages: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pages[row["page"]].append(row)
    ours = [0, 0, 0]
    rule = [0, 0, 0]
    for rows in pages.values():
        text = read_text("\n".join(row["text"].replace("\n", " ").replace("\r", " ") for row in rows))
        judged = judge_lines([(line.number, line.start, line.end) for line in text.lines], text.plain)
        kept = {line.number for line in judged if line.is_kept}
        for number, row in enumerate(rows, start=1):
            if row["gold"]:
                count(ours, number not in kept, row["gold"] == "boilerplate")
                count(rule, _simple_rule_drops(row["text"]), row["gold"] == "boilerplate")
    n = sum(bool(row["gold"]) for rows in pages.values() for row in rows)
    print(f"\nfurniture lines, boilerplate_lines_en ({n} judged lines of {len(pages)} sites), drop class")
    print(f"  ours                         {scores(*ours)}   (weights by hand; half of the sites looked at)")
    print(f"  stop words and length        {scores(*rule)}")
    print(f"  tf-idf and layout, {FOLDS} folds   {scores(*_learned_baseline(pages))}   (split by site)")


def count(tally: list[int], said: bool, true: bool) -> None:
    if said or true:
        tally[0 if said and true else 1 if said else 2] += 1


def _simple_rule_drops(line: str) -> bool:
    tokens = line.lower().split()
    share = sum(token in SMALL_WORDS for token in tokens) / max(1, len(tokens))
    return len(tokens) < 8 or share < 0.12


def _learned_baseline(pages: dict[str, list[dict[str, str]]]) -> Sequence[int]:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    names = sorted(pages)
    random.Random(0).shuffle(names)
    tally = [0, 0, 0]
    for fold in range(FOLDS):
        test = set(names[fold::FOLDS])
        sides: list[tuple[list[str], list[list[float]], list[bool]]] = []
        for wanted in (False, True):
            rows = [row for name in names if (name in test) is wanted for row in pages[name] if row["gold"]]
            layout = [
                [
                    int(row["line"]) / int(row["n_lines"]),
                    min(len(row["text"]), 300) / 300,
                    float(row["text"].rstrip().endswith((".", "!", "?", '"', "”"))),
                ]
                for row in rows
            ]
            sides.append(
                ([row["text"] for row in rows], layout, [row["gold"] == "boilerplate" for row in rows])
            )
        (texts, layout, labels), (new, new_layout, truth) = sides
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        model = LogisticRegression(C=4.0, max_iter=1000, class_weight="balanced")
        model.fit(hstack([words.fit_transform(texts), csr_matrix(layout)]), labels)
        for said, true in zip(
            model.predict(hstack([words.transform(new), csr_matrix(new_layout)])), truth, strict=True
        ):
            count(tally, bool(said), true)
    return tally


def made_report(chooser: random.Random) -> str:
    """Return a report of 22 sentences whose odd words are drawn from 343,000."""
    odd = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    common = ["the", "shelling", "of", "town", "was", "reported", "by", "officials", "and", "residents", "on"]

    def sentence() -> str:
        drawn = (
            chooser.choice(common) if chooser.random() < 0.6 else "".join(chooser.choices(odd, k=3))
            for _ in range(22)
        )
        return " ".join(drawn).capitalize() + "."

    return "\n\n".join(sentence() for _ in range(22))


def speed_table(n_known: int) -> None:
    """Print how many plain-text reports one core cleans and compares with many known ones."""
    chooser = random.Random(7)
    known = KnownReports()
    for i in range(n_known):
        known.add(clean_report(RawReport(f"k{i}", made_report(chooser))).content)
    new = [made_report(chooser) for _ in range(300)]
    copies = [known.contents[i].text.original for i in range(0, n_known, max(1, n_known // 30))][:30]
    start = time.process_time()
    found = 0
    for i, text in enumerate([*new, *copies]):
        related = known.related(clean_report(RawReport(f"n{i}", text)).content)
        found += any(comparison.relation is Relation.COPY for comparison in related)
    per_second = (len(new) + len(copies)) / (time.process_time() - start)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nspeed, one core: {per_second:.0f} reports of about {len(new[0]):,} characters a second,")
    print(f"  cleaned and compared with {n_known:,} known ones (made by machine);")
    print(f"  {found} of {len(copies)} planted copies found; {megabytes:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--known", type=int, default=10_000)
    options = parser.parse_args()
    passages_table()
    figures_table()
    copies_table(options.data / "reports")
    stories_table(options.data / "text" / "semeval2022_task8_en_ru.csv.gz")
    furniture_table(options.data / "text" / "boilerplate_lines_en.csv.gz")
    speed_table(options.known)


if __name__ == "__main__":
    main()
