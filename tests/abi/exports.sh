#!/bin/sh
# Each shared object named as an argument must define exactly one dynamic symbol, the entry.
set -u
status=0
for object in "$@"; do
  symbols=$(nm -D --defined-only "$object" | awk '{print $3}')
  if [ "$symbols" != veza_plugin_entry_v1 ]; then
    echo "$object exports: $symbols"
    status=1
  fi
done
exit $status
