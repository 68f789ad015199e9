"""How is the API described, to programs and to readers?

The description is made of the rows that answer: facets, instruments, writers, styles, errors. What no row
says stands in closed schemas, against which the tests hold real answers.
"""

__all__: list[str] = []
