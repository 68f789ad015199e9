"""Which blocks does a raw text have, what is each, and where does an article begin?

Signs and evidence, with the rule that found each; nothing is written.
"""

__all__: list[str] = []
