"""What is doubtful in an imported corpus, and what did a reviewer decide?"""

__all__: list[str] = []
