"""How is a table written as a data set of Stata?"""

__all__: list[str] = []
