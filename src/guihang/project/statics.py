"""What styles, scripts and drawings say to a browser; pages say it by middleware."""

from collections.abc import MutableMapping

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def headers(answer: MutableMapping[str, str], path: str, url: str) -> None:
    """Add to the answer for one file: no frame, no code of its own, this site only."""
    answer["Content-Security-Policy"] = POLICY
    answer["X-Frame-Options"] = "DENY"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
