"""How is a table drawn?

Charts are SVG of our own making: shapes are set out from the numbers of a table and written as elements with
attributes of presentation, so that a file stands alone, a page may paint it anew by its style sheet, and
neither needs a script. Text stays text, and what leads somewhere is a link.
"""

__all__: list[str] = []
