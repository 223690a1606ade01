#!/usr/bin/env python3
"""Test runs of every kind, as ctest and gtest write them down, and what tally.py must make of them."""

import json
import tempfile
import unittest
from pathlib import Path

from tally import tally_of

PASSED = '<testcase name="{0}" status="run"/>'
FAILED = '<testcase name="{0}" status="fail"><failure message="Failed"/></testcase>'


def gtest(*cases):
    return "<testsuites><testsuite name='S'>" + "".join(cases) + "</testsuite></testsuites>"


def case(name, body="", status="run", result="completed"):
    return f"<testcase name='{name}' classname='S' status='{status}' result='{result}'>{body}</testcase>"


class TallyOf(unittest.TestCase):
    def tally(self, programs, ctest, plain=(), written=None):
        """`programs`: gtest entries; `plain`: other entries; `ctest`: ctest.xml's cases; `written`: program -> its XML."""
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            (tree / "results").mkdir()
            tests = [{"name": n, "command": [n, f"--gtest_output=xml:{tree}/results/{n}.xml"]} for n in programs]
            tests += [{"name": n, "command": ["python3", n]} for n in plain]
            (tree / "selected.json").write_text(json.dumps({"tests": tests}))
            if ctest is not None:
                (tree / "ctest.xml").write_text("<testsuite>" + "".join(ctest) + "</testsuite>")
            for name, text in (written or {}).items():
                (tree / "results" / f"{name}.xml").write_text(text)
            return tally_of(tree)

    def test_counts_single_cases_and_plain_entries(self):
        tally = self.tally(["a"], [PASSED.format("a"), PASSED.format("floors")], ["floors"], {"a": gtest(case("x"), case("y"))})
        self.assertEqual(tally.line(), "3 passed, 0 failed")
        self.assertTrue(tally.good())

    def test_failed_case(self):
        written = {"a": gtest(case("x", "<failure message='no'/>"), case("y"))}
        tally = self.tally(["a"], [FAILED.format("a")], written=written)
        self.assertEqual(tally.line(), "1 passed, 1 failed")
        self.assertEqual(tally.failed, ["a: S.x"])
        self.assertFalse(tally.good())

    def test_skipped_case_says_why(self):
        skip = case("x", "<skipped message='/a/b.cpp:12&#x0A;no vectors'/>", result="skipped")
        tally = self.tally(["a"], [PASSED.format("a")], written={"a": gtest(skip, case("y"))})
        self.assertEqual(tally.line(), "1 passed, 0 failed, 1 skipped")
        self.assertEqual(tally.skipped, ["a: S.x: no vectors"])

    def test_disabled_case_counts_for_nothing(self):
        written = {"a": gtest(case("DISABLED_x", status="notrun", result="suppressed"), case("y"))}
        self.assertEqual(self.tally(["a"], [PASSED.format("a")], written=written).line(), "1 passed, 0 failed")

    def test_program_without_results_crashed(self):
        self.assertEqual(self.tally(["a"], [FAILED.format("a")]).line(), "0 passed, 1 failed")
        self.assertEqual(self.tally(["a"], [PASSED.format("a")]).line(), "0 passed, 1 failed")

    def test_program_with_half_a_file_crashed(self):
        tally = self.tally(["a"], [FAILED.format("a")], written={"a": "<testsuites><testsuite>"})
        self.assertEqual(tally.line(), "0 passed, 1 failed")

    def test_program_that_ends_badly_after_its_cases(self):
        tally = self.tally(["a"], [FAILED.format("a")], written={"a": gtest(case("x"))})
        self.assertEqual(tally.line(), "1 passed, 1 failed")

    def test_program_that_was_not_reached(self):
        self.assertEqual(self.tally(["a"], [], ["p"]).line(), "0 passed, 2 failed")
        self.assertEqual(self.tally(["a"], None, ["p"]).line(), "0 passed, 2 failed")

    def test_plain_entries(self):
        skip = '<testcase name="p" status="notrun"><skipped message="{0}"/></testcase>'
        self.assertEqual(self.tally([], [FAILED.format("p")], ["p"]).line(), "0 passed, 1 failed")
        self.assertEqual(self.tally([], [skip.format("SKIP_RETURN_CODE=77")], ["p"]).line(), "0 passed, 0 failed, 1 skipped")
        self.assertEqual(self.tally([], [skip.format("Unable to find executable")], ["p"]).line(), "0 passed, 1 failed")

    def test_cases_of_other_runners(self):
        """As Vitest and the runner of the console's stories write them: no status, and what failed has a child that says so."""
        cases = ["<testcase classname='src/a.test.ts' name='adds'/>", "<testcase classname='src/a.test.ts' name='no'><failure message='1 != 2'/></testcase>",
                 "<testcase classname='console.desk' name='later'><skipped/></testcase>", "<testcase classname='console.desk' name='broke'><error/></testcase>"]
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            command = ["python3", "run.py", "unit", f"--junit={tree}/unit.xml"]
            (tree / "selected.json").write_text(json.dumps({"tests": [{"name": "u", "command": command}]}))

            def tally(ctest, *written):
                (tree / "ctest.xml").write_text(f"<testsuite>{ctest}</testsuite>")
                (tree / "unit.xml").unlink(missing_ok=True)
                if written:
                    (tree / "unit.xml").write_text(f"<testsuites><testsuite>{''.join(written[0])}</testsuite></testsuites>")
                return tally_of(tree)

            found = tally(FAILED.format("u"), cases)
            self.assertEqual(found.line(), "1 passed, 2 failed, 1 skipped")
            self.assertEqual(found.failed, ["u: src/a.test.ts.no", "u: console.desk.broke"])
            self.assertEqual(tally(FAILED.format("u"), cases[:1]).line(), "1 passed, 1 failed")
            self.assertEqual(tally(FAILED.format("u")).line(), "0 passed, 1 failed")
            self.assertEqual(tally(PASSED.format("u"), []).line(), "0 passed, 1 failed")
            self.assertEqual(tally('<testcase name="u" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>').line(), "0 passed, 0 failed, 1 skipped")

    def test_nothing_ran(self):
        tally = self.tally([], [])
        self.assertEqual(tally.line(), "0 passed, 0 failed")
        self.assertFalse(tally.good())


if __name__ == "__main__":
    unittest.main()
