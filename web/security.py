"""Which headers does every answer carry?

Nothing may run, load or frame but what this server sends itself: no inline script or style, no other host.
The pages set no cookie and are read by GET and HEAD; a table is read by POST too, since a list may be too
long for an address, and nothing is written by that. What is written, a review or a saved search, is written
for this machine alone, unless a token says otherwise.
"""

import re
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, request
from werkzeug.wrappers import Request as BaseRequest

__all__ = ["HEADERS", "asked_here", "secure"]

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
# Headers that proxies, balancers and delivery networks add.
PASSED_ON = re.compile(
    r"forwarded|via|front-end-https|.*client-?ip|(cdn|cf|fastly|fly|akamai)-.*|x-(url-)?scheme|x-host"
    r"|x-(forwarded|real|cluster|original|proxy|envoy|amz|azure|arr|appengine|cloud|varnish|vercel).*",
    re.IGNORECASE,
)
TRANSPORT = "max-age=31536000; includeSubDomains"


def secure(app: Flask) -> None:
    """Put the headers on every answer of the application, errors and static files included."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT
    return response


def asked_here(request: BaseRequest) -> bool:
    """Tell whether a request came from this machine and asked for it, and nobody says he passed it on."""
    if any(PASSED_ON.fullmatch(name) for name, _ in request.headers):
        return False
    asked = re.sub(r":\d*$", "", request.host).strip("[]")
    return _from_here(request.remote_addr) and (asked == "localhost" or _from_here(asked))


def _from_here(address: str | None) -> bool:
    """Tell whether an address is of this machine."""
    try:
        here = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(here, IPv6Address) and here.ipv4_mapped:
        return here.ipv4_mapped.is_loopback
    return here.is_loopback
