"""Which JSON does an address answer?"""

from flask import Blueprint

__all__ = ["api"]

api = Blueprint("api", __name__)
