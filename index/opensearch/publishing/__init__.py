"""How does a generation of our own index become one that serves in a cluster?

What our index holds is sent: nothing is read, labelled or cut into words a second time, but for cutting again
what is found by its words.
"""

__all__: list[str] = []
