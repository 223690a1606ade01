#!/usr/bin/env python3
"""One part of the console's tests: run.py PART --source TREE --preset NAME [--junit=FILE] [--required]

  build     what npm fetches and builds is there afterwards, and is no larger at the first load than it may be
  check     the types: npm run check
  unit      npm test, by Vitest; its cases go to FILE
  stories   console/tests/run.mjs: a browser plays them against nodes of the program; its cases go to FILE

Exit status: 0 passed, 1 failed, 2 wrong use, 77 there is no Node (skipped). With CI=true in the environment `build` fails then; with --required all do.
"""

import argparse
import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

SKIPPED, NO_NODE = 77, 3
FIRST_LOAD = 180 << 10  # bytes, packed: the page, and the script and style that it names


def run(words, **more):
    print("$ " + " ".join(str(word) for word in words), flush=True)
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, check=False, **more).returncode


def first_load(dist):
    """Packed bytes by file: the page and what it names."""
    page = (dist / "index.html").read_text()
    names = ["index.html"] + re.findall(r'(?:src|href)="/([^"]+\.(?:js|css))"', page)
    return {name: len(gzip.compress((dist / name).read_bytes(), 6)) for name in names}


def judge_build(dist):
    sizes = first_load(dist)
    for name, size in sizes.items():
        print(f"{size:>9}  {name}")
    scripts = [name for name in sizes if name.endswith(".js")]
    faults = [] if scripts else ["the page names no script"]
    if sum(sizes.values()) > FIRST_LOAD:
        faults.append(f"the first load is {sum(sizes.values())} bytes packed, and may be {FIRST_LOAD}")
    page = (dist / "index.html").read_text()
    if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page):
        faults.append("the page has script or style inline, which the node's content policy forbids")
    for path in sorted(dist.rglob("*")):
        if path.is_symlink() or not re.fullmatch(r"[A-Za-z0-9._-]+", path.name):
            faults.append(f"{path.name}: the node does not serve such a file")
        if path.suffix == ".map":
            faults.append(f"{path.name}: no map of the source is published")
    return faults


def main():
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("part", choices=("build", "check", "unit", "stories"))
    reader.add_argument("--source", required=True, type=Path)
    reader.add_argument("--preset", required=True)
    reader.add_argument("--junit", type=Path)
    reader.add_argument("--required", action="store_true")
    options = reader.parse_args()
    console = options.source / "console"

    build = [options.source / "tools/build_console", "--preset", options.preset]
    if options.part in ("check", "unit"):
        build.append("--only-modules")
    status = run(build)
    if status == NO_NODE:
        needed = options.required or (options.part == "build" and os.environ.get("CI") == "true")
        return 1 if needed else SKIPPED
    if status != 0:
        return 1
    if options.part == "build":
        faults = judge_build(console / "dist")
        print("\n".join(faults))
        return 1 if faults else 0
    if options.part == "check":
        return 1 if run(["npm", "run", "--silent", "check"], cwd=console) else 0
    options.junit.parent.mkdir(parents=True, exist_ok=True)
    junit = options.junit.resolve()
    if options.part == "unit":
        words = ["npm", "test", "--silent", "--", "--reporter=default", "--reporter=junit", f"--outputFile.junit={junit}"]
        return 1 if run(words, cwd=console) else 0
    words = ["node", "tests/run.mjs", "--comity", options.source.resolve() / "build" / options.preset / "comity", "--junit", junit]
    return 1 if run(words, cwd=console) else 0


if __name__ == "__main__":
    sys.exit(main())
