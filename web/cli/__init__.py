"""What can be done on the command line?

Commands parse, call and print; an expected error is one line and an exit status.
"""

__all__: list[str] = []
