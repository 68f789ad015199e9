"""Which JSON does an address under /api/v1 answer?

What `jiansuo search --json` prints is made here too; nothing is searched or counted here.
"""

__all__: list[str] = []
