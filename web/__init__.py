"""Turn results into pages, JSON and commands.

This package is the Flask application, the JSON API and the command line ``jiansuo``. It reads arguments, asks
``search`` or ``index`` and shows the answer; it holds no search logic. Nothing imports ``web``.
"""

__all__: list[str] = []
