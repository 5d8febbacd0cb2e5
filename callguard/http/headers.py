"""Headers that every answer carries."""

_SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(_SOURCES),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_ONE_YEAR = "max-age=31536000"


def security_headers(*, production: bool) -> dict[str, str]:
    """The headers; in production the browser is also told to come back by HTTPS only."""
    return SECURITY_HEADERS | ({"Strict-Transport-Security": _ONE_YEAR} if production else {})
