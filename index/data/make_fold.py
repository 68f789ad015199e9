"""Make fold.tsv, the one-character table of `index.text.folding`.

Run by hand with OpenCC installed (Apache-2.0).

    python index/data/make_fold.py > index/data/fold.tsv

Each row is `from<TAB>to` in hexadecimal code points; both sides are one character, and no target is itself
a source. Sources: Unicode (width, case, radicals, compatibility ideographs), OpenCC `t2s` asked one
character at a time (phrase conversion would change lengths and split words differently).

Decision: what has one reading and two code points by width or case alone is one: half-width arrows and shapes
(U+FFE8 to U+FFEE) are the full-width ones, the micro sign is mu. Accents stay, and so do circled and
superscript digits: a reader tells them apart.
"""

import sys
import unicodedata
from unicodedata import combining

import opencc

# Characters that readers and OCR use for each other; the target is what is typed most.
PUNCTUATION = {
    '"': "“”„‟〝〞「」﹁﹂",
    "'": "‘’‚‛『』﹃﹄`´",
    "-": "‐‑‒–—―−─━﹣",
    "·": "•‧・∙⋅●᛫",
    "~": "〜∼～",
    "<": "〈﹤",
    ">": "〉﹥",
    "…": "⋯",
}
WIDTH = (range(0xFF01, 0xFFF0), range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def compatible(char: str) -> str:
    """Return the plain form of a full-width letter, a radical or a compatibility ideograph."""
    if any(ord(char) in block for block in WIDTH):
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) == 1:
            return plain
    return char


def lower(char: str) -> str:
    """Return the lower case of a character where that is one character.

    Two small letters that share a capital are one: final sigma is sigma, the micro sign is mu, long s is s.
    """
    small = char.lower()
    small = small if len(small) == 1 else char
    shared = small.casefold()
    return shared if len(shared) == 1 and shared.lower() == shared and not combining(char) else small


def table() -> dict[str, str]:
    """Return every character that folds to another one, with the end of its chain."""
    simplify = opencc.OpenCC("t2s").convert
    variants = {source: target for target, sources in PUNCTUATION.items() for source in sources}

    def step(char: str) -> str:
        return simplify(lower(compatible(variants.get(char, char))))

    found = {}
    for code in range(0x80, 0x30000):
        char = chr(code)
        if unicodedata.category(char) in {"Cn", "Cs", "Co"}:
            continue
        seen = [char]
        while len(nearer := step(seen[-1])) == 1 and nearer not in seen:
            seen.append(nearer)
        if len(seen) > 1:
            found[char] = seen[-1]
    found |= {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    found |= dict.fromkeys(PUNCTUATION["'"], "'")
    return {a: b for a, b in sorted(found.items()) if not a.isspace() and not b.isspace()}


if __name__ == "__main__":
    for source, target in table().items():
        sys.stdout.write(f"{ord(source):X}\t{ord(target):X}\n")
