#!/usr/bin/env bash
# Build .venv/ from the lock. Debian's own Python ships without venv and pip; then they are installed first.
set -euo pipefail
python="${1:-python3}"

"$python" - <<'PY' || { echo "Clearway needs Python 3.11 or newer; set PYTHON=/path/to/python" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
fi
"$python" -m venv --clear .venv
.venv/bin/python -m pip install -qq --require-hashes --no-deps -r requirements.lock
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .
