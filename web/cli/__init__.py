"""What can be done on the command line?

Commands parse, call and print.
"""

__all__: list[str] = []
