#!/usr/bin/env bash
# Debian's PostgreSQL, for the tests that run on both databases. Does nothing where there is one, or no root.
set -euo pipefail
if compgen -G "/usr/lib/postgresql/*/bin/initdb" > /dev/null || command -v initdb > /dev/null; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "No PostgreSQL here: its half of the store's tests is skipped (apt-get install postgresql)." >&2
    exit 0
fi
# Only the programs are wanted, no server that starts by itself on the usual port.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql > /dev/null ||
    echo "PostgreSQL could not be installed: its half of the store's tests is skipped." >&2
