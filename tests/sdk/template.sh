#!/bin/sh
# template.sh BUILD SCRATCH [VEZA]: installs the SDK of BUILD into SCRATCH/prefix and builds the template there.
set -eu
build=$1
scratch=$2
veza=${3:-}

rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --component sdk --prefix "$scratch/prefix" > "$scratch/install.log"

if [ -n "$veza" ] && [ -x "$veza" ]; then
  # As an author would: a plugin of one's own out of the template.
  (cd "$scratch" && "$veza" plugin new my-guestbook)
  id=my-guestbook
  source=$scratch/my-guestbook
else
  id=guestbook
  source=$scratch/guestbook
  cp -r "$scratch/prefix/share/veza/template" "$source"
fi

cmake -S "$source" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$scratch/prefix" > "$scratch/configure.log"
cmake --build "$scratch/build" -j 2
ctest --test-dir "$scratch/build" --output-on-failure --no-tests=error
test -f "$scratch/build/plugins/$id/$id.so"
test -f "$scratch/build/plugins/$id/migrations/0001_entries.sql"

# Nothing of the host is installed with the SDK, and nothing else is what the plugin saw.
test ! -e "$scratch/prefix/bin"
! grep -rl "host/" "$scratch/build" --include=*.d
if [ -n "$veza" ] && [ -x "$veza" ]; then
  "$veza" plugin check "$scratch/build/plugins/$id"
fi
cmake --install "$scratch/build" --prefix "$scratch/site" > /dev/null
test -f "$scratch/site/lib/veza/plugins/$id/plugin.json"
