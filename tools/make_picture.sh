#!/usr/bin/env bash
# Make the README's picture anew: the report of the Bad Hersfeld example, as a browser shows it.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/clearway demo --no-offer
bash tools/setup_browser.sh
chromium="$(command -v chromium || command -v chromium-browser || command -v google-chrome)"
node tests/browser/drive_report.mjs out/demo/bad-hersfeld/report.html "$chromium" --picture docs/images/report.png
