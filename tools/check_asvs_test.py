#!/usr/bin/env python3
"""Builds small trees with one fault each and asserts that check_asvs.py finds it."""

import unittest

import check_asvs
from faults import SmallTrees

PAGE = check_asvs.PAGE
NUMBERS = list(check_asvs.wanted())


def page(changes=None, fails="- 1.1.2: it does.", leave_out=()):
    """A page with every line; `changes`: number -> (verdict, words)."""
    rows = {number: ("met", "`Suite.Name`") for number in NUMBERS}
    rows["1.1.2"] = ("not met", "for a reason")
    rows.update(changes or {})
    lines = [f"| {number} | it asks | {verdict} | {words} |" for number, (verdict, words) in rows.items() if number not in leave_out]
    return "\n".join(["# Page", "", "## What fails", "", fails, "", "## Table", "", *lines, ""])


GOOD = {
    PAGE: page({"1.1.1": ("met", "`a.wire`, `b.script`, `docs/x.md`")}),
    "src/a/a_test.cpp": "TEST(Suite, Name) {}\n",
    "tests/wire/transcripts/a.wire": "",
    "tests/cli/b.script": "",
    "docs/x.md": "",
}


class CheckAsvs(SmallTrees):
    check_type = check_asvs.Check
    good = GOOD

    def says(self, text, words):
        found = self.faults({PAGE: text})
        self.assertTrue(any(words in fault[2] for fault in found), found)

    def test_good_tree_has_no_fault(self):
        self.assertEqual(len(NUMBERS), 253)
        self.assertEqual(self.faults({}), [])

    def test_a_line_that_is_missing(self):
        self.says(page(leave_out=("5.2.1",)), "5.2.1 has 0 lines")

    def test_a_test_that_is_not_there(self):
        self.says(page({"1.1.1": ("met", "`Suite.Other`")}), "names Suite.Other")
        self.says(page({"1.1.1": ("met", "`other.wire`")}), "names other.wire")
        self.says(page({"1.1.1": ("met", "`docs/y.md`")}), "names docs/y.md")

    def test_a_word_that_is_no_verdict(self):
        self.says(page({"1.1.1": ("nearly", "`Suite.Name`")}), '"nearly" is none of')

    def test_a_line_that_fails_is_told_above(self):
        self.says(page({"2.1.1": ("in part", "half")}), "2.1.1 is not named")
        self.says(page(fails="- 1.1.2, 1.1.1: they do."), "1.1.1 does not fail")
        self.says(page(fails="- 1.1.2, 99.1.1: they do."), "99.1.1 has no line")


if __name__ == "__main__":
    unittest.main()
