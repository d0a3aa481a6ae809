"""ETags: an answer that has not changed is not sent again."""

from hashlib import sha256

from fastapi import Request, Response
from pydantic import BaseModel


def tagged(request: Request, body: BaseModel) -> Response:
    """Return the body with its ETag, or 304 where the asker has it already. Nobody else keeps a copy."""
    content = body.model_dump_json().encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-store, private"}
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in asked:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, "application/json")


def expected_line(request: Request) -> int | None:
    """Return the line that `If-Match: "line-N"` names; None without the header."""
    asked = request.headers.get("if-match", "").strip().strip('"')
    number = asked.removeprefix("line-")
    if not asked or asked == "*":
        return None
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else -1
