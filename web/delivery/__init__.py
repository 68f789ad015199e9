"""How does an answer travel: under which tag, in which encoding, and how long may a reader keep it?

What an answer says is made elsewhere; nothing here looks into it.
"""

__all__: list[str] = []
