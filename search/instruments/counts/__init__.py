"""How are the hits of a search distributed over regions, periods, publications and types?"""

__all__: list[str] = []
