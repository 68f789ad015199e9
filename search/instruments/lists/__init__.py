"""What do the concepts, or the queries, of a list count?"""

__all__: list[str] = []
