"""How are pages and API served, and are the files that serve still what was built?

Nobody who sends half a request, nothing, or does not read the answer keeps others waiting.
"""

__all__: list[str] = []
