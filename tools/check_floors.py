#!/usr/bin/env python3
"""Holds the source to floors.txt: tools/check_floors.py [TREE]

Every fault is printed as "file:line: what is wrong" and makes the exit status 1. What is checked:
- floors.txt: a room uses only rooms listed above it, so there is no cycle; nothing is named twice;
- src/: its folders are the rooms of floors.txt, and every #include "room/file" is allowed and leads to a file;
- CMakeLists.txt: each room's USES are what floors.txt says;
- coroutines, Boost and LMDB stay in the rooms that may know them;
- no file, folder or type has one of the names that say nothing.
"""

import re
import sys

import faults

SUFFIXES = {".cpp", ".hpp"}
KEPT = {"boost/": "http", "lmdb.h": "store"}  # start of an included path -> the one room that may include it
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers", "common"}

TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'",
    re.S,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
COROUTINE = re.compile(r"\bco_(?:await|yield|return)\b")
NAMED = re.compile(r"\b(?:namespace|class|struct|enum(?:\s+class)?)\s+([A-Za-z_][\w:]*)")
CMAKE_ROOM = re.compile(r"^[ \t]*comity_(room|program)\(([^)]*)\)", re.M)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class Floors:
    """What floors.txt says. `uses` keeps the order of the file, lowest floor first."""

    def __init__(self):
        self.uses = {}    # room -> set of rooms
        self.line = {}    # room -> line number
        self.await_in = set()


def blanked(text):
    """`text` with its newlines alone: so line numbers stay."""
    return "".join(c if c == "\n" else " " for c in text)


def without_comments(text):
    return TOKEN.sub(lambda m: blanked(m.group()) if m.group("comment") else m.group(), text)


def code_only(text):
    return TOKEN.sub(lambda m: blanked(m.group()), text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class Check(faults.Check):
    def __init__(self, tree):
        super().__init__(tree)
        self.rooms = 0
        self.files = 0
        self.includes = 0

    def read_floors(self):
        floors = Floors()
        for number, line in enumerate((self.tree / "floors.txt").read_text().splitlines(), 1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            room, colon, rest = line.partition(":")
            room, names = room.strip(), rest.split()
            if not colon or not re.fullmatch(r"[a-z_]+", room):
                self.fault("floors.txt", number, 'a line is "room: rooms that it may include"')
            elif len(set(names)) != len(names):
                self.fault("floors.txt", number, f"{room} names a room twice")
            elif room == "await":
                floors.await_in = set(names)
            elif room in floors.uses:
                self.fault("floors.txt", number, f"{room} is listed twice (first in line {floors.line[room]})")
            else:
                floors.uses[room] = set(names)
                floors.line[room] = number
        return floors

    def check_order(self, floors):
        above = set()
        for room, uses in floors.uses.items():
            for used in sorted(uses - above):
                what = "itself" if used == room else "a room listed below it" if used in floors.uses else "an unlisted room"
                self.fault("floors.txt", floors.line[room], f"{room} uses {used}, {what}")
            above.add(room)
        for room in sorted(floors.await_in - set(floors.uses)):
            self.fault("floors.txt", 1, f"await names {room}, an unlisted room")
        cycle = cycle_in(floors.uses)
        if cycle:
            self.fault("floors.txt", floors.line[cycle[0]], "cycle: " + " -> ".join(cycle))

    def check_cmake(self, floors):
        path = self.tree / "CMakeLists.txt"
        text = re.sub(r"#[^\n]*", "", path.read_text())
        seen = set()
        for match in CMAKE_ROOM.finditer(text):
            kind, words = match.group(1), match.group(2).split()
            line = line_of(text, match.start())
            room, words = words[0], words[(2 if kind == "program" else 1):]
            seen.add(room)
            uses, taking = set(), False
            for word in words:
                if re.fullmatch(r"[A-Z_]+", word):  # a keyword of comity_room
                    taking = word == "USES"
                elif taking:
                    uses.add(word)
            if room not in floors.uses:
                self.fault("CMakeLists.txt", line, f"{room} is not in floors.txt")
                continue
            for used in sorted(uses - floors.uses[room]):
                self.fault("CMakeLists.txt", line, f"{room} USES {used}, which floors.txt does not allow it")
            for used in sorted(floors.uses[room] - uses):
                self.fault("CMakeLists.txt", line, f"{room} lacks USES {used}, which floors.txt allows it")
        for room in floors.uses:
            if room not in seen:
                self.fault("floors.txt", floors.line[room], f"{room} is not a room of CMakeLists.txt")

    def check_sources(self, floors):
        source = self.tree / "src"
        for entry in sorted(source.iterdir()):
            if entry.is_dir() and entry.name not in floors.uses:
                self.fault(f"src/{entry.name}", 1, "this folder is not a room of floors.txt")
            elif entry.is_file():
                self.fault(f"src/{entry.name}", 1, "this file lies in no room")
        for path in sorted(source.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                room = path.relative_to(source).parts[0]
                if room in floors.uses:
                    self.check_file(floors, source, room, path)

    def check_file(self, floors, source, room, path):
        name = path.relative_to(self.tree)
        text = path.read_text(errors="replace")
        self.files += 1
        plain = without_comments(text)
        for match in INCLUDE.finditer(plain):
            quote, included = match.groups()
            self.check_include(floors, source, room, name, line_of(plain, match.start()), quote, included)
        code = code_only(text)
        if room not in floors.await_in:
            for match in COROUTINE.finditer(code):
                where = ", ".join(sorted(floors.await_in)) or "no room"
                self.fault(name, line_of(code, match.start()), f"{match.group()}: coroutines are allowed in {where} only")
        for match in NAMED.finditer(code):
            for part in match.group(1).split("::"):  # of a type the last word counts: CommonProperties says something
                self.check_name(name, line_of(code, match.start()), part, WORD.findall(part)[-1:])

    def check_include(self, floors, source, room, name, line, quote, included):
        self.includes += 1
        for start, only in KEPT.items():
            if included.startswith(start) and room != only:
                self.fault(name, line, f"<{included}> may be included in {only} only")
        first = included.split("/")[0]
        if quote == "<":
            if first in floors.uses and (source / included).is_file():
                self.fault(name, line, f'<{included}> is ours: write #include "{included}"')
        elif first not in floors.uses:
            self.fault(name, line, f'"{included}" does not begin with a room (write "room/file.hpp")')
        else:
            if not (source / included).is_file():
                self.fault(name, line, f'"{included}" leads to no file')
            if first != room and first not in floors.uses[room]:
                self.fault(name, line, f"{room} may not include {first} (floors.txt)")

    def check_name(self, path, line, name, words):
        for word in words:
            if word.lower() in EMPTY_WORDS:
                self.fault(path, line, f'"{name}": the word {word} says nothing; name it for what it does')

    def check_names(self):
        for top in ("src", "tests", "bench", "tools"):
            root = self.tree / top
            if not root.is_dir():
                continue
            for path in sorted(root.rglob("*")):
                if "__pycache__" not in path.parts:
                    self.check_name(path.relative_to(self.tree), 1, path.name, WORD.findall(path.name))

    def run(self):
        floors = self.read_floors()
        self.check_order(floors)
        self.check_cmake(floors)
        self.check_sources(floors)
        self.check_names()
        self.rooms = len(floors.uses)

    def summary(self):
        return f"The floors hold: {self.rooms} rooms, {self.files} files, {self.includes} includes."


def cycle_in(uses):
    """One cycle as a list that begins and ends with the same room, or []."""
    done = set()

    def walk(room, path):
        if room in path:
            return path[path.index(room):] + [room]
        if room in done:
            return []
        for used in sorted(uses.get(room, ())):
            found = walk(used, path + [room])
            if found:
                return found
        done.add(room)
        return []

    for room in uses:
        found = walk(room, [])
        if found:
            return found
    return []


if __name__ == "__main__":
    sys.exit(faults.main(Check, sys.argv[1:]))
