"""What counts as text that two texts share?"""

__all__ = ["SHORTEST", "covered"]

SHORTEST = 20  # characters that count as shared text; names, dates and turns of phrase are shorter


def covered(text: str, other: str) -> int:
    """Return how many characters of a folded text lie in SHORTEST in a row that another holds too."""
    held = {other[at : at + SHORTEST] for at in range(len(other) - SHORTEST + 1)}
    end = total = 0
    for at in range(len(text) - SHORTEST + 1):
        if text[at : at + SHORTEST] in held:
            total += at + SHORTEST - max(at, end)
            end = at + SHORTEST
    return total
