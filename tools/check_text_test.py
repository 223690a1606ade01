#!/usr/bin/env python3
"""Builds small trees with one fault each and asserts that check_text.py finds it, at its line, and nothing else."""

import unittest

import check_text
from faults import SmallTrees

GOOD = {
    "README.md": "# X\n",
    "src/base/README.md": "# base\n\nWhat it is for.\n\nWhat must never happen here.\n",
    "src/base/time.hpp": "// Instants.\n#pragma once\n\nstruct Time {};\n",
    "src/base/time.cpp": "int x;\n",
    "tests/wire/page.wire": "GET / \t\n",
}
LATER = "TO" + "DO"


class CheckText(SmallTrees):
    check_type = check_text.Check
    good = GOOD

    def test_good_tree_has_no_fault(self):
        self.assertEqual(self.faults({}), [])

    def test_room_without_a_readme(self):
        self.finds({"src/base/README.md": None}, "src/base", 1, "no README.md")

    def test_readme_too_short_or_too_long(self):
        self.finds({"src/base/README.md": "# base\n"}, "src/base/README.md", 1, "5 to 40 lines")
        self.finds({"src/base/README.md": "x\n" * 41}, "src/base/README.md", 41, "5 to 40 lines")

    def test_header_without_pragma_once(self):
        self.finds({"src/base/x.hpp": "// X.\n"}, "src/base/x.hpp", 1, "missing")
        self.finds({"src/base/x.hpp": "// X.\n#include <map>\n#pragma once\n"}, "src/base/x.hpp", 2, "comes first")

    def test_long_file(self):
        self.assertEqual(self.faults({"src/base/x.cpp": "int x;\n" * 800}), [])
        self.finds({"src/base/x.cpp": "int x;\n" * 801}, "src/base/x.cpp", 801, "splitting")

    def test_console(self):
        self.finds({"console/src/x.tsx": "x;\n" * 801}, "console/src/x.tsx", 801, "splitting")
        self.finds({"console/src/x.css": "p {} \n"}, "console/src/x.css", 1, "end of the line")
        self.finds({"console/tests/x.story.mjs": "// /" + "home/me/x\n"}, "console/tests/x.story.mjs", 1, "path of one machine")
        for made in ("node_modules/x/index.mjs", "dist/assets/x.css", "package-lock.json", "openapi.json", "src/api/schema.d.ts"):
            self.assertEqual(self.faults({f"console/{made}": "\tx \n" * 900}), [], made)

    def test_tab_and_trailing_space(self):
        self.finds({"src/base/x.cpp": "\n\tint x;\n"}, "src/base/x.cpp", 2, "a tab")
        self.finds({"src/base/x.cpp": "int x; \n"}, "src/base/x.cpp", 1, "end of the line")
        self.finds({"src/base/x.cpp": "int x;\r\n"}, "src/base/x.cpp", 1, "end of the line")
        self.finds({"tests/x.cpp": "\tint x;\n"}, "tests/x.cpp", 1, "a tab")

    def test_no_newline_at_the_end(self):
        self.finds({"docs/x.md": "word"}, "docs/x.md", 1, "no newline")

    def test_work_left_for_later(self):
        self.finds({"src/base/x.cpp": f"// {LATER}: later\n"}, "src/base/x.cpp", 1, LATER)
        self.finds({"run": f"#!/bin/sh\n# {LATER}\n"}, "run", 2, LATER)

    def test_path_of_a_machine(self):
        for start in ("home", "Users", "work"):
            self.finds({"docs/x.md": f"see `/{start}/me/x`\n"}, "docs/x.md", 1, "path of one machine")

    def test_urls_and_relative_paths_are_no_fault(self):
        text = "https://example.org/home/page and ./home/x and node/home/x and /usr/share\n"
        self.assertEqual(self.faults({"docs/x.md": text}), [])

    def test_binary_files_are_left_alone(self):
        self.assertEqual(self.faults({"tests/fuzz/seed.txt": b"\xff\xfe\t\n"}), [])


if __name__ == "__main__":
    unittest.main()
