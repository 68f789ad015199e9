"""Which words and grams does a text have?

Two views: `words` (jieba in search mode, for ranking and statistics) and `grams` (every character with its
successor, for matching). Both are taken from folded text.

Decision: HMM stays off. It invents words the dictionary does not know, and only without it does rjieba
(Rust, 9 to 22 times faster) give the very tokens of jieba. jieba is fed windows of at most 1,000
characters, because it is quadratic on repeated characters, and has its own tokenizer with no cache in the
shared temporary folder.
"""

import importlib.util
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypeVar

from index.text.folding import fold

__all__ = ["Segmenter", "is_word"]

WINDOW = 1_000
_CUT = re.compile(r"[^\w]", re.UNICODE)
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which Rust cannot hold
_LETTER = re.compile(r"\w")
_LATIN = re.compile("[a-zA-Z]")
_ASCII = re.compile("[a-zA-Z0-9]")
Cut = Callable[[str], list[str]]
Part = TypeVar("Part", str, tuple[str, str])
Tag = Callable[[str], list[tuple[str, str]]]


class Segmenter:
    """Words of a text by jieba's dictionary and our own, with the fastest tokenizer at hand.

    `engine` is "rjieba" or "jieba"; without one rjieba is taken where it is installed. Nothing is loaded
    before the first text.
    """

    def __init__(self, engine: str | None = None) -> None:
        self.engine = engine or ("rjieba" if importlib.util.find_spec("rjieba") else "jieba")
        self._cuts: tuple[Cut, Cut, Tag] | None = None

    @property
    def name(self) -> str:
        """Return tokenizer, version and the hash of our own words, for the manifest."""
        from importlib.metadata import version  # slow to import; a search has no use for it

        return f"{self.engine} {version(self.engine)} user:{sha256(_own_words().encode()).hexdigest()[:12]}"

    def words(self, text: str) -> list[str]:
        """Return the search-mode words of `text`, punctuation left out, longer words after their parts."""
        return self.folded_words(fold(text))

    def folded_words(self, folded: str) -> list[str]:
        """Return the words of text that is folded already."""
        return [word for word in self.pieces(folded) if is_word(word)]

    def pieces(self, folded: str) -> list[str]:
        """Return words and punctuation of folded text; `is_word` tells them apart."""
        return _cut(folded, self._loaded()[0])

    def parts(self, folded: str) -> list[str]:
        """Return folded text as words and punctuation that do not overlap: joined they are the text.

        Half of a surrogate pair is replaced by U+FFFD.
        """
        return _cut(folded, self._loaded()[1])

    def tagged(self, folded: str) -> list[tuple[str, str]]:
        """Return the parts of folded text, each with the part of speech that the dictionary gives it.

        That is the tag of the word by itself, wherever it stands; "" if the word is one of our own.
        """
        return _cut(folded, self._loaded()[2])

    def _loaded(self) -> tuple[Cut, Cut, Tag]:
        if self._cuts is None:
            self._cuts = _load(self.engine)
        return self._cuts


def _cut(folded: str, cut: Callable[[str], list[Part]]) -> list[Part]:
    folded = _HALF.sub("\ufffd", folded)
    if len(folded) <= WINDOW:
        return cut(folded)
    return [piece for window in windows(folded) for piece in cut(window)]


def is_word(piece: str) -> bool:
    """Tell whether a piece has a letter, digit or Han character."""
    return _LETTER.search(piece) is not None


def windows(text: str) -> Iterator[str]:
    """Cut text into pieces of at most WINDOW characters, behind punctuation where there is any."""
    start = 0
    while len(text) - start > WINDOW:
        marks = list(_CUT.finditer(text, start, start + WINDOW))
        end = marks[-1].end() if marks else start + WINDOW
        yield text[start:end]
        start = end
    yield text[start:]


def _own_words() -> str:
    """Return the terms of the field that jieba's dictionary lacks, one a line."""
    return files("index").joinpath("data/words.txt").read_text("utf-8")


def _load(engine: str) -> tuple[Cut, Cut, Tag]:
    """Load a tokenizer with our own words: how it cuts for a search, how it cuts once, and with tags."""
    own = _own_words().split()
    if engine == "rjieba":
        import rjieba

        fast: Any = rjieba.Jieba()
        for word in own:
            fast.add_word(word, None, None)
        return (
            lambda text: list(fast.cut_for_search(text, False)),
            lambda text: list(fast.cut(text, False)),
            lambda text: list(fast.tag(text, False)),
        )
    import jieba

    tokenizer: Any = jieba.Tokenizer()
    tokenizer.cache_file = None
    tokenizer.FREQ, tokenizer.total = _dictionary(jieba)
    tokenizer.initialized = True
    for word in own:
        tokenizer.add_word(word, None, None)
    tags: dict[str, str] = {}

    def tagged(text: str) -> list[tuple[str, str]]:
        if not tags:
            tags.update(dict.fromkeys(own, "") | _tags(jieba))
        return [(word, tags.get(word) or _tag(word, tags)) for word in tokenizer.cut(text, HMM=False)]

    return (
        lambda text: list(tokenizer.cut_for_search(text, HMM=False)),
        lambda text: list(tokenizer.cut(text, HMM=False)),
        tagged,
    )


def _dictionary(jieba: Any) -> tuple[dict[str, int], int]:
    """Read jieba's dictionary without the cache file it would share with strangers."""
    with jieba.get_module_res("dict.txt") as file:
        found: tuple[dict[str, int], int] = jieba.Tokenizer().gen_pfdict(file)
    return found


def _tags(jieba: Any) -> dict[str, str]:
    with jieba.get_module_res("dict.txt") as file:
        rows = (line.decode().split() for line in file)
        return {word: tag for word, _, tag in rows}


def _tag(word: str, tags: dict[str, str]) -> str:
    """Tag a word that the dictionary does not have, as rjieba does."""
    if word in tags:
        return ""
    if not _ASCII.search(word):
        return "x"
    return "eng" if _LATIN.search(word) else "m"
