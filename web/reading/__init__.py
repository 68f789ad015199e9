"""How is one article read, cited and left again?

An article as its page sets it out, its contents, what its labels rest on, its source beside it, the way back
to the search it was opened from, and the citation of each passage.
"""

__all__: list[str] = []
