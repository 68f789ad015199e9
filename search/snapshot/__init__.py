"""What does a search look at: one generation, opened once and never changed?"""

__all__: list[str] = []
