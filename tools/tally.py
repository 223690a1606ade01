#!/usr/bin/env python3
"""Counts what a test run did: tools/tally.py BUILD_TREE

Reads selected.json (ctest --show-only=json-v1: what was to run), ctest.xml (ctest --output-junit: what became of each
entry) and, for entries that write their single cases down, that XML file: --gtest_output=xml:FILE of gtest programs, --junit=FILE of others. Prints what failed or was
skipped, then "N passed, N failed" (", N skipped" if any). Exit status: 0 if something passed and nothing failed, else 1.
"""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

GTEST_OUTPUT = "--gtest_output=xml:"
JUNIT_OUTPUT = "--junit="


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = []   # texts
        self.skipped = []  # texts

    def line(self):
        line = f"{self.passed} passed, {len(self.failed)} failed"
        return line + (f", {len(self.skipped)} skipped" if self.skipped else "")

    def good(self):
        return self.passed > 0 and not self.failed


def first_line(text):
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    # gtest begins a message with "file:line"
    return (lines[1] if len(lines) > 1 and lines[0].rpartition(":")[2].isdigit() else lines[0]) if lines else ""


def cases_file(entry):
    """The path of the XML that the program writes its cases to, or None for another kind of test."""
    for argument in entry.get("command", []):
        for option in (GTEST_OUTPUT, JUNIT_OUTPUT):
            if argument.startswith(option):
                return Path(argument[len(option):])
    return None


def add_cases(tally, name, path, outcome):
    """`outcome` is ctest's own word on the program: a sanitizer, a leak or a time-out shows only there."""
    try:
        cases = list(ET.parse(path).getroot().iter("testcase"))
    except (OSError, ET.ParseError):
        tally.failed.append(f"{name}: the program left no results: it crashed, was stopped, or never started")
        return
    if not cases and outcome == "passed":
        tally.failed.append(f"{name}: the program passed, and ran no case")
        return
    failures = 0
    for case in cases:
        if case.get("status") == "notrun":
            continue
        title = f"{name}: {case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed.append(title)
            failures += 1
        elif case.get("result") == "skipped" or case.find("skipped") is not None:
            skip = case.find("skipped")
            tally.skipped.append(f"{title}: {first_line(skip.get('message') if skip is not None else '')}")
        else:
            tally.passed += 1
    if outcome != "passed" and not failures:
        tally.failed.append(f"{name}: every case passed, but the program ended badly ({outcome})")


def outcome_of(case):
    """passed, skipped, or what else ctest says of an entry."""
    if case is None:
        return "not reached"
    status = case.get("status")
    if status == "run":
        return "passed"
    skip = case.find("skipped")
    reason = skip.get("message", "") if skip is not None else ""
    if status == "disabled" or (status == "notrun" and reason.startswith("SKIP_")):
        return "skipped"
    failure = case.find("failure")
    return (failure.get("message") if failure is not None else reason) or {"fail": "failed"}.get(status, status or "failed")


def tally_of(tree):
    selected = json.loads((tree / "selected.json").read_text())["tests"]
    try:
        reached = {case.get("name"): case for case in ET.parse(tree / "ctest.xml").getroot().iter("testcase")}
    except (OSError, ET.ParseError):
        reached = {}
    tally = Tally()
    for entry in selected:
        name = entry["name"]
        outcome = outcome_of(reached.get(name))
        xml = cases_file(entry)
        if xml is not None and outcome != "skipped":
            add_cases(tally, name, xml, outcome)
        elif outcome == "passed":
            tally.passed += 1
        elif outcome == "skipped":
            tally.skipped.append(name)
        else:
            tally.failed.append(f"{name}: {outcome}")
    return tally


def main(arguments):
    if len(arguments) != 1:
        print("usage: tools/tally.py BUILD_TREE", file=sys.stderr)
        return 2
    tally = tally_of(Path(arguments[0]))
    for text in tally.skipped:
        print(f"skipped  {text}")
    for text in tally.failed:
        print(f"FAILED   {text}")
    if not tally.passed and not tally.failed:
        print("No test ran.")
    print(tally.line())
    return 0 if tally.good() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
