"""What is asked?

Classes of queries, picked from the corpus itself by how many passages hold them, the same each time for the
same corpus. `words` classes ask for jieba words, `grams` classes for strings as they stand in the text.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bench.passage import BenchPassage, segmenter

__all__ = ["CLASSES", "BenchQuery", "QueryClass", "Sample", "pick"]

SAMPLE = 50_000  # passages from whose frequencies the queries are picked
FREQUENT = 400  # a string is frequent when it is among so many of its length
QUESTION = 20  # characters
_SIGNS = re.compile(r"[^\w,.;!、。]")  # what the query language might take for an operator


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """Hold one query: `parts` joined by `op`, over `view`.

    `view` is "words" or "grams". `op` is "and" or "or". A part is a word, or a string in which `?` stands for
    any one character. `region` keeps the passages of one region. `typed` is what the reader typed where that
    is not the parts joined: a question, a proximity.
    """

    name: str
    view: str
    parts: tuple[str, ...]
    op: str = "and"
    region: int | None = None
    typed: str = ""
    sort: str = "relevance"

    @property
    def text(self) -> str:
        """Return the query as a reader would type it into our search box."""
        return self.typed or (" OR " if self.op == "or" else " ").join(self.parts)

    @property
    def mode(self) -> str:
        """Return the mode in which our search box means the query."""
        return "exact" if self.view == "grams" else "any" if self.typed else "all"


@dataclass(frozen=True, slots=True)
class QueryClass:
    """Name a class and say how its queries are drawn."""

    name: str
    title: str
    draw: Callable[["Sample", random.Random], BenchQuery]


class Sample:
    """Count words and strings in the first passages of a corpus."""

    def __init__(self, passages: Iterable[BenchPassage]) -> None:
        self.passages = list(islice(passages, SAMPLE))
        self.words = Counter(word for p in self.passages for word in set(p.words.split()))
        self.segment = segmenter()
        self._between: dict[tuple[float, float], list[str]] = {}
        self._frequent: dict[int, list[str]] = {}

    def word(self, rng: random.Random, *, least: float, most: float) -> str:
        """Return a word held by a share of the passages between two bounds, in at least two passages."""
        many = len(self.passages)
        bounds = max(2, least * many), max(4, most * many)
        if bounds not in self._between:
            low, high = bounds
            held = sorted(word for word, n in self.words.items() if low <= n <= high)
            # Some words are cut otherwise when they stand alone: a reader who types one asks for others.
            self._between[bounds] = [word for word in held if word in self.segment(word).split()]
        return rng.choice(self._between[bounds])

    def cut(self, rng: random.Random, length: int, *, within: BenchPassage | None = None) -> str:
        """Return a string of letters, digits and Han cut from anywhere."""
        while True:
            text = (within or rng.choice(self.passages)).text
            start = rng.randrange(max(1, len(text) - length + 1))
            string = text[start : start + length]
            if len(string) == length and string.isalnum():
                return string

    def string(self, rng: random.Random, length: int) -> str:
        """Return a frequent string or one from anywhere, by the toss of a coin."""
        return rng.choice(self.frequent(length)) if rng.random() < 0.5 else self.cut(rng, length)

    def frequent(self, length: int) -> list[str]:
        """Return the most frequent strings of a length, each held by at least two passages if any is."""
        if length not in self._frequent:
            counts: Counter[str] = Counter()
            for p in islice(self.passages, 10_000):
                counts.update({p.text[i : i + length] for i in range(len(p.text) - length + 1)})
            held = [(s, n) for s, n in counts.items() if s.isalnum()]
            held.sort(key=lambda pair: (-pair[1], pair[0]))
            self._frequent[length] = [s for s, _ in held[:FREQUENT]]
        return self._frequent[length]


def _word(name: str, title: str, *, least: float, most: float) -> QueryClass:
    return QueryClass(
        name,
        title,
        lambda sample, rng: BenchQuery(name, "words", (sample.word(rng, least=least, most=most),)),
    )


def _words(name: str, title: str, *, many: int, op: str) -> QueryClass:
    def draw(sample: Sample, rng: random.Random) -> BenchQuery:
        parts: list[str] = []
        while len(parts) < many:
            word = sample.word(rng, least=0.01, most=0.3)
            if word not in parts:
                parts.append(word)
        return BenchQuery(name, "words", tuple(parts), op)

    return QueryClass(name, title, draw)


def _question(sample: Sample, rng: random.Random) -> BenchQuery:
    """Take the words of twenty characters cut from anywhere, punctuation included."""
    passage = rng.choice(sample.passages)
    start = rng.randrange(len(passage.text) - QUESTION)
    window = passage.text[start : start + QUESTION]
    held = tuple(dict.fromkeys(sample.segment(window).split()))
    if len(held) < 2 or _SIGNS.search(window):
        return _question(sample, rng)
    return BenchQuery("question", "words", held, "or", typed=window)


def _string(name: str, title: str, *, length: int) -> QueryClass:
    return QueryClass(
        name, title, lambda sample, rng: BenchQuery(name, "grams", (sample.string(rng, length),))
    )


def _two_strings(sample: Sample, rng: random.Random) -> BenchQuery:
    """Take two frequent strings, or two of one passage, so that there is a hit."""
    if rng.random() < 0.5:
        first, second = rng.sample(sample.frequent(2), 2)
    else:
        passage = rng.choice(sample.passages)
        first, second = (sample.cut(rng, length, within=passage) for length in (2, 3))
    return BenchQuery("strings-and", "grams", (first, second))


def _in_region(sample: Sample, rng: random.Random) -> BenchQuery:
    region = rng.choice(sample.passages).region
    return BenchQuery("string-region", "grams", (sample.string(rng, 2),), region=region)


def _wildcard(sample: Sample, rng: random.Random) -> BenchQuery:
    string = sample.string(rng, 5)
    return BenchQuery("wildcard", "grams", (f"{string[:2]}?{string[3:]}",))


# Shares are of all passages. Order of the table.
CLASSES = (
    _word("common", "common word (5 to 60 % of passages)", least=0.05, most=0.6),
    _word("middling", "middling word (0.3 to 2 %)", least=0.003, most=0.02),
    _word("rare", "rare word (at most 0.02 %)", least=0.00004, most=0.0002),
    _words("and", "AND of two words", many=2, op="and"),
    _words("or", "OR of three words", many=3, op="or"),
    QueryClass("question", "question of 20 characters (OR of its words)", _question),
    _string("string-1", "string of 1 character", length=1),
    _string("string-2", "string of 2 characters", length=2),
    _string("string-4", "string of 4 characters", length=4),
    _string("string-8", "string of 8 characters", length=8),
    QueryClass("strings-and", "AND of two strings", _two_strings),
    QueryClass("string-region", "string with a region filter", _in_region),
    QueryClass("wildcard", "wildcard `AB?CD`", _wildcard),
)


def pick(
    passages: Sequence[BenchPassage] | Sample,
    *,
    each: int = 60,
    seed: int = 7,
    classes: Sequence[QueryClass] = CLASSES,
) -> list[BenchQuery]:
    """Return `each` distinct queries of every class; fewer where the corpus holds no more."""
    sample = passages if isinstance(passages, Sample) else Sample(passages)
    picked: list[BenchQuery] = []
    for query_class in classes:
        rng = random.Random(f"{seed} {query_class.name}")
        queries: dict[BenchQuery, None] = {}
        for _ in range(20 * each):
            queries[query_class.draw(sample, rng)] = None
            if len(queries) == each:
                break
        picked.extend(queries)
    return picked
