#!/usr/bin/env python3
"""snippets.py ROOT FILE…: every fenced block of FILE whose info string names a path ("```cpp plugin-sdk/template/x.cpp")
must occur in that file, line by line; "…" alone on a line skips. A block without a path is a command or a picture."""
import pathlib
import re
import sys


def blocks(text):
    for match in re.finditer(r"^```(\w+)[ \t]+(\S+)\n(.*?)^```$", text, re.M | re.S):
        yield match.group(2), match.group(3), text[: match.start()].count("\n") + 1


def stripped(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def occurs(part, whole):
    """The lines of each run between two "…" stand together, and the runs come in this order."""
    at = 0
    for run in re.split(r"^\s*…\s*$", part, flags=re.M):
        lines = stripped(run)
        while at + len(lines) <= len(whole) and whole[at : at + len(lines)] != lines:
            at += 1
        if at + len(lines) > len(whole):
            return False
        at += len(lines)
    return True


def main():
    root = pathlib.Path(sys.argv[1])
    checked = faults = 0
    for name in sys.argv[2:]:
        for path, part, line in blocks((root / name).read_text()):
            checked += 1
            source = root / path
            if not source.is_file() or not occurs(part, stripped(source.read_text())):
                print(f"{name}:{line}: this is not in {path}")
                faults += 1
    print(f"{checked} snippets checked")
    return 1 if faults or checked == 0 else 0


sys.exit(main())
