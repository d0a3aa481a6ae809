"""The built pages that come with the service, sent as they are."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

PAGES = Path(__file__).parent / "pages"


def install(app: FastAPI) -> None:
    """Send the page of the one-time link; its token stays in the browser, after the #."""

    @app.get("/welcome", include_in_schema=False)
    def welcome() -> FileResponse:
        return FileResponse(PAGES / "welcome.html", headers={"Cache-Control": "no-store"})

    app.mount("/welcome", StaticFiles(directory=PAGES), name="welcome")
