"""How large may a request be?"""

__all__ = ["BODY_BYTES", "HEADER_LINES", "HEAD_BYTES", "REQUEST_LINE"]

REQUEST_LINE = 8_190  # bytes of the first line, or of any header: 500 characters of a query make 6,000
HEADER_LINES = 100
HEAD_BYTES = 32 * 1024  # of the first line and the headers together
BODY_BYTES = 16 * 1024  # forms of the review are the largest
