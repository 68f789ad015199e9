"""Which JSON does an address under /api/v1 answer?"""

__all__: list[str] = []
