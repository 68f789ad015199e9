"""Which release of Jiansuo is this?"""

from functools import cache

__all__ = ["release"]


@cache
def release() -> str:
    """Return the version of the installed package, "source" where it runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jiansuo")
    except PackageNotFoundError:
        return "source"
