"""How is a search written as a project of programs for qualitative analysis?"""

__all__: list[str] = []
