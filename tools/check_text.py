#!/usr/bin/env python3
"""Holds the text of the project to the rules of the house: tools/check_text.py [TREE]

Every fault is printed as "file:line: what is wrong" and makes the exit status 1. What is checked:
- every room in src/ has a README.md of 5 to 40 lines, and every header begins with #pragma once after its comment;
- no file in src/ or console/ has more than 800 lines;
- no tab, no space at a line's end, and a newline at the file's end;
- no note that work was left for later;
- no absolute path of somebody's machine.
"""

import re
import sys

import faults

MOST_LINES = 800
README_LINES = (5, 40)
SUFFIXES = {".cpp", ".hpp", ".py", ".cmake", ".toml", ".txt", ".md", ".json", ".sh", ".ts", ".tsx", ".mjs", ".css", ".html", ""}
LEFT_OVER = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(?:home|Users|work|workspace|builds)/[\w.-]+|\b[A-Z]:\\Users\\")
TOPS = ("src", "console", "tests", "bench", "tools", "cmake", "docs", "alliances", ".ci")
# A case, transcript or corpus may need any byte; of tests only these are held to tabs and spaces.
TEST_SUFFIXES = {".cpp", ".hpp", ".py", ".md"}


def files_of(tree):
    for path in sorted(tree.iterdir()):
        if path.is_file() and path.name not in ("LICENSE", ".git") and path.suffix in SUFFIXES:
            yield path
    for top in TOPS:
        for path in sorted((tree / top).rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES and "__pycache__" not in path.parts and not is_made(path.relative_to(tree)):
                yield path


def is_made(path):
    """Whether npm or the build makes it: what is fetched, what is built, what is generated."""
    return path.parts[0] == "console" and (
        path.parts[1] in ("node_modules", "dist", "shots") or path.name in ("package-lock.json", "openapi.json", "schema.d.ts"))


class Check(faults.Check):
    def __init__(self, tree):
        super().__init__(tree)
        self.files = 0

    def fault(self, path, line, message):
        super().fault(path.relative_to(self.tree), line, message)

    def check_rooms(self):
        for room in sorted((self.tree / "src").iterdir()):
            if not room.is_dir() or not any(room.iterdir()):
                continue
            readme = room / "README.md"
            if not readme.is_file():
                self.fault(room, 1, "this room has no README.md")
                continue
            lines = len(readme.read_text().splitlines())
            if not README_LINES[0] <= lines <= README_LINES[1]:
                self.fault(readme, lines, f"a room's README has {README_LINES[0]} to {README_LINES[1]} lines")

    def check_header(self, path, lines):
        for number, line in enumerate(lines, 1):
            if line == "#pragma once":
                return
            if line and not line.startswith("//"):
                self.fault(path, number, "#pragma once comes first, after the header's comment")
                return
        self.fault(path, len(lines), "#pragma once is missing")

    def check_file(self, path):
        try:
            text = path.read_bytes().decode()  # read_text would hide a carriage return
        except UnicodeDecodeError:
            return  # a binary file
        self.files += 1
        top = path.relative_to(self.tree).parts[0]
        lines = text.splitlines()
        if top in ("src", "console") and len(lines) > MOST_LINES:
            self.fault(path, len(lines), f"{len(lines)} lines: past {MOST_LINES} a file wants splitting")
        if top == "src" and path.suffix == ".hpp":
            self.check_header(path, lines)
        spaces = top != "tests" or path.suffix in TEST_SUFFIXES
        for number, line in enumerate(text.split("\n"), 1):
            if spaces and "\t" in line:
                self.fault(path, number, "a tab; indent with spaces")
            if spaces and line != line.rstrip():
                self.fault(path, number, "white space at the end of the line")
            left = LEFT_OVER.search(line)
            if left:
                self.fault(path, number, f"{left.group()}: finish it, or open an issue")
            machine = MACHINE_PATH.search(line)
            if machine:
                self.fault(path, number, f"{machine.group()} is a path of one machine")
        if spaces and text and not text.endswith("\n"):
            self.fault(path, len(lines), "no newline at the end of the file")

    def run(self):
        self.check_rooms()
        for path in files_of(self.tree):
            self.check_file(path)

    def summary(self):
        return f"The text is in order: {self.files} files."


if __name__ == "__main__":
    sys.exit(faults.main(Check, sys.argv[1:]))
