#!/usr/bin/env python3
"""Holds the table of docs/threat-model.md to what it claims: tools/check_asvs.py [TREE]

Every fault is printed as "file:line: what is wrong" and makes the exit status 1. What is checked:
- each requirement of OWASP ASVS 5.0.0 of the levels 1 and 2 has one line, in their order, with one of four verdicts and a reason;
- a test that is named (`Suite.Name`) is in a *_test.cpp, and a script, transcript or path that is named is there;
- every line that is not met, or in part, is named under "What fails", and no other.
"""

import re
import sys

import faults

PAGE = "docs/threat-model.md"
# Sections and the requirements of levels 1 and 2 in them.
WANTED = """
1.1 1-2; 1.2 1-9; 1.3 1-11; 1.4 1-3; 1.5 1-2; 2.1 1-3; 2.2 1-3; 2.3 1-4; 2.4 1; 3.2 1-2; 3.3 1-4; 3.4 1-6; 3.5 1-5; 3.7 1-2; 4.1 1-3; 4.2 1; 4.3 1-2;
4.4 1-4; 5.1 1; 5.2 1-3; 5.3 1-2; 5.4 1-3; 6.1 1-3; 6.2 1-12; 6.3 1-4; 6.4 1-4; 6.5 1-5; 6.6 1-3; 6.8 1-4; 7.1 1-3; 7.2 1-4; 7.3 1-2; 7.4 1-5; 7.5 1-2;
7.6 1-2; 8.1 1-2; 8.2 1-3; 8.3 1; 8.4 1; 9.1 1-3; 9.2 1-4; 10.1 1-2; 10.2 1-2; 10.3 1-4; 10.4 1-11; 10.5 1-5; 10.6 1-2; 10.7 1-3; 11.1 1-2; 11.2 1-3;
11.3 1-3; 11.4 1-4; 11.5 1; 11.6 1; 12.1 1-3; 12.2 1-2; 12.3 1-4; 13.1 1; 13.2 1-5; 13.3 1-2; 13.4 1-5; 14.1 1-2; 14.2 1-4; 14.3 1-3; 15.1 1-3;
15.2 1-3; 15.3 1-7; 16.1 1; 16.2 1-5; 16.3 1-4; 16.4 1-3; 16.5 1-3; 17.1 1; 17.2 1-4; 17.3 1-2
"""
VERDICTS = ("met", "in part", "not met", "not applicable")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$")
NUMBER = re.compile(r"\b\d+\.\d+\.\d+\b")
TEST = re.compile(r"^TEST(?:_F|_P|_PROP)?\(\s*(\w+),\s*(\w+)", re.MULTILINE)
CITED = re.compile(r"`([^`]+)`")


def wanted():
    for section in WANTED.replace("\n", " ").split(";"):
        name, numbers = section.split()
        first, _, last = numbers.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"{name}.{number}"


class Check(faults.Check):
    def run(self):
        self.rows = []  # (line, number, verdict, words)
        failing = {}  # number -> line, under "What fails"
        heading = ""
        for line, text in enumerate((self.tree / PAGE).read_text().splitlines(), 1):
            if text.startswith("## "):
                heading = text[3:]
            elif heading == "What fails":
                for number in NUMBER.findall(text):
                    failing.setdefault(number, line)
            elif row := ROW.match(text):
                self.rows.append((line, row[1], row[3].strip(), row[4].strip()))
        self.check_numbers()
        names = self.names()
        for line, number, verdict, words in self.rows:
            self.check_row(line, number, verdict, words, names)
            fails = verdict in ("not met", "in part")
            if fails != (number in failing):
                self.fault(PAGE, line, f'{number} {"is not named" if fails else "does not fail and is named"} under "What fails"')
        known = {number for _, number, _, _ in self.rows}
        for number, line in failing.items():
            if number not in known:
                self.fault(PAGE, line, f"{number} has no line in the table")

    def check_numbers(self):
        got = [number for _, number, _, _ in self.rows]
        for number in wanted():
            if got.count(number) != 1:
                self.fault(PAGE, 1, f"{number} has {got.count(number)} lines in the table")
        ordered = [number for number in wanted() if number in got]
        for (line, number, _, _), expected in zip(self.rows, ordered):
            if number != expected:
                self.fault(PAGE, line, f"{number} stands where {expected} belongs")
                break

    def names(self):
        """Everything that a line may name besides paths."""
        out = set()
        for path in [*self.tree.glob("src/**/*_test.cpp"), *self.tree.glob("tests/**/*_test.cpp")]:
            out.update(f"{suite}.{name}" for suite, name in TEST.findall(path.read_text()))
        for pattern in ("tests/wire/transcripts/*.wire", "tests/cli/*.script"):
            out.update(path.name for path in self.tree.glob(pattern))
        return out

    def check_row(self, line, number, verdict, words, names):
        if verdict not in VERDICTS:
            self.fault(PAGE, line, f'{number}: "{verdict}" is none of {", ".join(VERDICTS)}')
        for cited in CITED.findall(words):
            if " " in cited:
                continue  # not a name
            there = (self.tree / cited).exists() if "/" in cited else cited in names
            if not there:
                self.fault(PAGE, line, f"{number} names {cited}, which is not there")
        if not words:
            self.fault(PAGE, line, f"{number} has neither test nor reason")

    def summary(self):
        counts = ", ".join(f"{sum(1 for row in self.rows if row[2] == one)} {one}" for one in VERDICTS)
        return f"{len(self.rows)} lines of ASVS: {counts}"


if __name__ == "__main__":
    sys.exit(faults.main(Check, sys.argv[1:]))
