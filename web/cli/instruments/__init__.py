"""How is a table asked for on the command line, and written to a file or a stream?"""

__all__: list[str] = []
