#!/bin/sh
# Installs the build, run and test dependencies that packaging/debian/control lists, and nothing when all are there.
set -eu
cd "$(dirname "$0")"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
export DEBIAN_FRONTEND=noninteractive

# -s only simulates: no privilege needed, and silent when everything is installed.
missing() { apt-get -s build-dep --no-install-recommends . 2>/dev/null | grep -q '^Inst '; }

if apt-get -s build-dep --no-install-recommends . >/dev/null 2>&1 && ! missing; then
  exit 0
fi
echo "Installing what packaging/debian/control lists …"
as_root apt-get update -q
as_root apt-get build-dep -y -q --no-install-recommends .
