"""How requests reach Twilio: each one once, and silently."""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.http.response import Response

SECONDS_TO_ANSWER = 10


class OneTry:
    """An HTTP client for Twilio's library that never repeats a request, logs nothing and keeps nothing.

    Every request has a connection of its own: one kept open may have died meanwhile, and the loss would look like a
    call that may have rung. `api_url` stands in for Twilio's own address.
    """

    def __init__(self, api_url: str | None) -> None:
        self._api = urlsplit(api_url) if api_url else None

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Sends it; raises what `requests` raises."""
        answer = requests.request(
            method,
            self._address(url),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=timeout or SECONDS_TO_ANSWER,
            allow_redirects=allow_redirects,
        )
        return Response(answer.status_code, answer.text)

    def _address(self, url: str) -> str:
        if self._api is None:
            return url
        return urlunsplit(urlsplit(url)._replace(scheme=self._api.scheme, netloc=self._api.netloc))
