"""How does recognition misread running text: wrong characters, lines broken by the layout, half widths?"""

from random import Random

__all__ = ["half_width", "misread"]

SIDE = ("提速增效", "攻坚突破", "双向奔赴", "链上开花", "聚力前行")
MISREAD = {"—": "一", "业。": "ルラー。", "山": "Щ"}


def misread(rng: Random, text: str, role: str, *, layout: str, width: int) -> str:
    """Wrap running text as the layout does and misread some of it."""
    if role == "body" and rng.random() < 0.03:
        wrong, right = rng.choice(list(MISREAD.items()))
        text = text.replace(wrong, right, 1)
    if layout not in ("columns", "wrapped") or role not in ("body", "caption"):
        return text
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    glue = " " if layout == "columns" else "\n"
    if layout == "columns" and role == "body" and len(lines) > 6 and rng.random() < 0.04:
        for char in rng.choice(SIDE)[: rng.randint(1, 4)]:
            lines.insert(rng.randint(1, len(lines) - 1), char)
    return glue.join(line.strip() for line in lines)


def half_width(text: str) -> str:
    """Set half-width punctuation, as recognition of Chinese text often does."""
    return text.translate(dict(zip(map(ord, "，；：“”（）"), ',;:""()', strict=True)))
