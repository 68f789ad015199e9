"""Which page does an address show?"""

from flask import Blueprint

__all__ = ["pages"]

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    """Show where a search begins."""
    return ""
