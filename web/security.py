"""Which headers does every answer carry?

Nothing may run, load or frame but what this server sends itself: no inline script or style, no other host.
The pages set no cookie and are read by GET and HEAD; a table is read by POST too, since a list may be too
long for an address, and nothing is written by that.
"""

from flask import Flask, Response, request

__all__ = ["HEADERS", "secure"]

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
)

HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TRANSPORT = "max-age=31536000; includeSubDomains"


def secure(app: Flask) -> None:
    """Put the headers on every answer of the application, errors and static files included."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT
    return response
