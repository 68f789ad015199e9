"""What did a search find on one day, and why does it find something else on another?"""

__all__: list[str] = []
