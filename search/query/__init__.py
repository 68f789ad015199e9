"""What is asked? From the text of a query to nodes, and back.

Nothing here knows an index, and any text gives nodes or an error that says where the fault is.
"""

__all__: list[str] = []
