"""A caller: one person or program at one of the services, who goes to the next when it does not answer."""

import http.client
import json
import time
from typing import Any

ANSWER_WITHIN_S = 30.0
WAIT_S = 0.05


class Caller:
    """Speaks JSON over one connection that is kept."""

    def __init__(self, ports: list[int], first: int, token: str) -> None:
        self._ports, self._at = ports, first
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._line: http.client.HTTPConnection | None = None
        self.retries = 0

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask until somebody answers with something else than 'not now'; returns (status, answer)."""
        content = None if body is None else json.dumps(body)
        while True:
            try:
                status, answer = self._once(method, path, content)
            except (OSError, http.client.HTTPException, ValueError):
                self._next()
                continue
            if status not in (502, 503, 504):
                return status, answer
            self._next()

    def _once(self, method: str, path: str, content: str | None) -> tuple[int, Any]:
        if self._line is None:
            port = self._ports[self._at % len(self._ports)]
            self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)
        self._line.request(method, path, content, self._headers)
        response = self._line.getresponse()
        raw = response.read()
        return response.status, json.loads(raw) if raw else None

    def _next(self) -> None:
        """Hang up and try the next service."""
        if self._line is not None:
            self._line.close()
            self._line = None
        self._at += 1
        self.retries += 1
        time.sleep(WAIT_S)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
