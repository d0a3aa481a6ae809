#!/usr/bin/env bash
# What the browser tests need: Chromium, Node.js, and playwright-core from its lock. Where one of them cannot
# be had, it says so, and the tests that need it are skipped with a reason; nothing else depends on it.
set -euo pipefail
cd "$(dirname "$0")/../tests/browser"

say() { echo "browser tests: $*" >&2; }

missing=()
command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "installing ${missing[*]}"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null ||
            say "${missing[*]} could not be installed"
    else
        say "install ${missing[*]} to run them; they are skipped"
    fi
fi
if command -v npm >/dev/null && [ ! node_modules/.ready -nt package-lock.json ]; then
    npm ci --silent --no-audit --no-fund && touch node_modules/.ready || say "npm ci failed; they are skipped"
fi
