"""How large may a request be?"""

__all__ = [
    "ADDRESS",
    "BODY_BYTES",
    "HEADER_LINES",
    "HEAD_BYTES",
    "HELD_BYTES",
    "NEAR",
    "RECEIPT_ARTICLES",
    "RECEIPT_PASSAGES",
    "REQUEST_LINE",
]

REQUEST_LINE = 8_190  # bytes of the first line, or of any header: 500 characters of a query make 6,000
HEADER_LINES = 100
HEAD_BYTES = 32 * 1024  # of the first line and the headers together
BODY_BYTES = 320 * 1024  # lists of 32,000 characters, nine bytes each, and answers to samples
HELD_BYTES = 16 * 1024  # of a body in memory; the rest waits on disk
ADDRESS = 4_000  # characters of an address that leads on; what takes more is sent as a form
RECEIPT_PASSAGES = 200_000  # that a receipt made over the network can have
RECEIPT_ARTICLES = 500  # that are looked at for what changed in them
NEAR = 20_000  # passages of a search that is folded where nearly the same: 2 s the first time
