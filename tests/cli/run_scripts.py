#!/usr/bin/env python3
"""Runs command line scripts: run_scripts.py --comity PROGRAM --source TREE [--gtest_output=xml:FILE] [SCRIPT]...

tests/cli/README.md has the form of a script. Each runs in a folder of its own, which goes away afterwards; every process
that a script started is ended by its id. Writes the results as gtest does, one test case for each script, so that
tools/tally.py counts them. Exit status: 0 all passed, 1 something failed, 2 wrong use.
"""

import argparse
import datetime
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import xml.etree.ElementTree as ET
from pathlib import Path

PATIENCE = 120  # seconds that one step may take; sanitizers are slow
GTEST_OUTPUT = "--gtest_output=xml:"


class Fault(Exception):
    """What a script expected and did not get."""


def is_pattern(line):
    return len(line) > 1 and line.startswith("/") and line.endswith("/")


class Step:
    """One line that does something, and what should come of it."""

    def __init__(self, number, kind, text):
        self.number, self.kind, self.text = number, kind, text
        self.out, self.err, self.status = [], [], 0
        self.content = []


def parse(text):
    steps = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line[:2] in ("$ ", "& ", "~ ", "< "):
            steps.append(Step(number, line[0], line[2:]))
        elif not steps:
            raise Fault(f"line {number}: a script begins with a step")
        elif line.startswith("| ") or line == "|":
            steps[-1].content.append(line[2:])
        elif line.startswith("! "):
            steps[-1].err.append(line[2:])
        elif line.startswith("? "):
            steps[-1].status = int(line[2:])
        else:
            steps[-1].out.append(line)
    return steps


class Script:
    def __init__(self, program, source, folder):
        self.program, self.folder = program, folder
        self.today = datetime.datetime.now(datetime.timezone.utc).date()
        self.words = {"source": str(source), "sample": str(source / "alliances" / "sample")}
        self.served = []
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("COMITY_")}
        self.environment.update(HOME=str(folder), LC_ALL="C.UTF-8", TERM="dumb")

    def fill(self, text, quote=lambda value: value):
        def value(match):
            days, name = match.groups()
            if days:
                return quote((self.today + datetime.timedelta(days=int(days))).isoformat())
            if name not in self.words:
                raise Fault(f"nothing has set ${{{name}}}")
            return quote(self.words[name])
        return re.sub(r"\$\{(?:today([+-]\d+)|(\w+))\}", value, text)

    def command(self, text):
        words = [self.fill(word) for word in shlex.split(text)]
        return [self.program if word == "comity" and not at else word for at, word in enumerate(words)]

    def line_fits(self, wanted, line, found):
        if is_pattern(wanted):
            match = re.fullmatch(self.fill(wanted[1:-1], re.escape), line)
            if match:
                found.update(match.groupdict())
            return match is not None
        return self.fill(wanted) == line

    def fits(self, wanted, lines, found):
        """`...` stands for any number of lines."""
        if not wanted:
            return not lines
        if wanted[0] == "...":
            return any(self.fits(wanted[1:], lines[skip:], found) for skip in range(len(lines) + 1))
        return bool(lines) and self.line_fits(wanted[0], lines[0], found) and self.fits(wanted[1:], lines[1:], found)

    def expect(self, name, wanted, text):
        """Empty lines count on neither side: in a script they only set steps apart."""
        found = {}
        lines = [line for line in text.splitlines() if line]
        if not self.fits(wanted, lines, found):
            raise Fault(f"{name} should be\n  " + "\n  ".join(wanted or ["(nothing)"]) + "\nand is\n  " +
                        "\n  ".join(lines or ["(nothing)"]))
        self.words.update({key: value for key, value in found.items() if value is not None})

    def run_command(self, step):
        done = subprocess.run(self.command(step.text), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != step.status:
            raise Fault(f"the status should be {step.status} and is {done.returncode}\n{done.stdout}{done.stderr}")
        self.expect("standard output", step.out, done.stdout)
        self.expect("standard error", step.err, done.stderr)

    def start(self, step):
        process = subprocess.Popen(self.command(step.text), cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.served.append(process)
        if not select.select([process.stdout], [], [], PATIENCE)[0]:
            raise Fault("it said nothing")
        line = process.stdout.readline().decode()
        if not line:
            raise Fault("it ended before it served:\n" + process.communicate(timeout=PATIENCE)[1].decode())
        self.expect("the first line", step.out, line)

    def stop(self, process, with_signal):
        process.send_signal(with_signal)
        _, errors = process.communicate(timeout=PATIENCE)
        if with_signal == signal.SIGTERM and (process.returncode != 0 or errors):
            raise Fault(f"the server ended with status {process.returncode}:\n{errors.decode()}")

    def act(self, step):
        words = [self.fill(word) for word in shlex.split(step.text)]
        if words[0] == "stop":
            self.stop(self.served.pop(), signal.SIGTERM)
        elif words[0] == "kill":
            self.stop(self.served.pop(), signal.SIGKILL)
        elif words[0] == "copy":
            shutil.copytree(self.folder / words[1], self.folder / words[2])
        elif words[0] == "mode":  # ~ mode 600 FILE: what others may do with it
            mode = (self.folder / words[2]).stat().st_mode & 0o7777
            if mode != int(words[1], 8):
                raise Fault(f"{words[2]} should have mode {words[1]} and has {mode:o}")
        elif words[0] == "absent":
            if (self.folder / words[1]).exists():
                raise Fault(f"{words[1]} is there")
        elif words[0] == "flip":  # ~ flip FOLDER TEXT: the lowest bit of its first letter, wherever it stands
            self.flip(self.folder / words[1], words[2].encode())
        elif words[0] == "change":  # ~ change FILE OLD NEW
            path = self.folder / words[1]
            text = path.read_text()
            if words[2] not in text:
                raise Fault(f"{words[1]} does not hold {words[2]}")
            path.write_text(text.replace(words[2], words[3]))
        else:
            raise Fault(f"no such step: {words[0]}")

    @staticmethod
    def flip(folder, needle):
        for path in sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".mdb"):
            data = bytearray(path.read_bytes())
            at = data.find(needle)
            if at >= 0:
                while at >= 0:
                    data[at] ^= 1
                    at = data.find(needle)
                path.write_bytes(data)
                return
        raise Fault(f"nothing below {folder.name} holds {needle}")

    def run(self, steps):
        for step in steps:
            try:
                if step.kind == "$":
                    self.run_command(step)
                elif step.kind == "&":
                    self.start(step)
                elif step.kind == "~":
                    self.act(step)
                else:
                    (self.folder / step.text).parent.mkdir(exist_ok=True)
                    (self.folder / step.text).write_text("".join(self.fill(line) + "\n" for line in step.content))
            except Fault as fault:
                raise Fault(f"line {step.number}: {step.kind} {step.text}\n{fault}") from None
            except subprocess.TimeoutExpired:
                raise Fault(f"line {step.number}: {step.kind} {step.text}\nit did not end in {PATIENCE} s") from None

    def end(self):
        for process in self.served:
            self.stop(process, signal.SIGTERM)

    def kill_rest(self):
        for process in self.served:
            if process.poll() is None:
                process.kill()
                process.communicate()


def run_script(path, program, source):
    """What went wrong, or None."""
    with tempfile.TemporaryDirectory(prefix="comity-cli-") as folder:
        script = Script(program, source, Path(folder))
        try:
            script.run(parse(path.read_text()))
            script.end()
        except Fault as fault:
            return str(fault)
        except Exception:  # pylint: disable=broad-except
            return traceback.format_exc()
        finally:
            script.kill_rest()
    return None


def write_results(path, results):
    failures = sum(1 for _, _, fault in results if fault)
    suites = ET.Element("testsuites", tests=str(len(results)), failures=str(failures), name="AllTests")
    suite = ET.SubElement(suites, "testsuite", name="Script", tests=str(len(results)), failures=str(failures))
    for name, seconds, fault in results:
        case = ET.SubElement(suite, "testcase", name=name, classname="Script", status="run", result="completed",
                             time=f"{seconds:.3f}")
        if fault:
            ET.SubElement(case, "failure", message=fault.splitlines()[0]).text = fault
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(suites).write(path, encoding="utf-8", xml_declaration=True)


def main():
    results_path = None
    rest = []
    for word in sys.argv[1:]:
        if word.startswith(GTEST_OUTPUT):
            results_path = Path(word[len(GTEST_OUTPUT):])
        else:
            rest.append(word)
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--comity", required=True, type=Path)
    reader.add_argument("--source", required=True, type=Path)
    reader.add_argument("scripts", nargs="*", type=Path)
    options = reader.parse_args(rest)
    scripts = options.scripts or sorted(Path(__file__).parent.glob("*.script"))
    results = []
    for path in scripts:
        started = time.monotonic()
        fault = run_script(path, str(options.comity.resolve()), options.source.resolve())
        results.append((path.stem, time.monotonic() - started, fault))
        print(f"{'FAILED' if fault else 'passed'}  {path.stem}  {results[-1][1]:.1f} s")
        if fault:
            print("\n".join("    " + line for line in f"{path.name}, {fault}".splitlines()))
    if results_path:
        write_results(results_path, results)
    return 0 if results and not any(fault for _, _, fault in results) else 1


if __name__ == "__main__":
    sys.exit(main())
