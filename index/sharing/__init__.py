"""Which text stands word for word in several passages?

All of it is found, by folded text: nothing is sampled, and where characters can be compared no hash of them
is trusted.
"""

__all__: list[str] = []
