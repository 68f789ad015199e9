"""How much does a stretch of folded text say: numeral, hedges, unit?"""

__all__: list[str] = []
