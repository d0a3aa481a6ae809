"""Everything that the API can be sent, and much that it cannot: schemathesis, from its own description."""

import subprocess
import sys
import threading
import time

import httpx
import pytest
import uvicorn

from clearway.web.api import make_app


@pytest.fixture
def address(service, log):
    config = uvicorn.Config(make_app(service, log=log), port=0, log_level="error")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join()


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address) as ready:
        yield ready


@pytest.mark.slow
def test_whatever_is_sent_the_answer_is_one_that_is_described(address, officer, tmp_path):
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/openapi.json"]
    command += ["--header", f"Authorization: {officer['Authorization']}", "--max-examples", "15"]
    command += ["--exclude-path-regex", "changes$", "--exclude-name", "DELETE /api/sessions/{session_id}"]
    command += ["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
