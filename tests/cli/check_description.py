#!/usr/bin/env python3
"""What is written from the program's own description: docs/commands.md, the manual, and the completions, which are tried in a shell."""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.sax.saxutils as xml

# Commands that print no data, or data that has a form of its own.
WITHOUT_JSON = {"comity man": "prose", "comity completion": "a script", "comity api": "documents", "comity config reference": "a page"}


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, **more)


def written(comity, *words):
    done = run(comity, *words)
    assert done.returncode == 0, f"comity {' '.join(words)} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def the_page_of_commands_is_the_programs_own(comity, source):
    page = source / "docs" / "commands.md"
    want = written(comity, "man", "--markdown")
    assert page.read_text(encoding="utf-8") == want, f"{page} is not what the program says of itself: comity man --markdown > docs/commands.md"


def every_command_prints_json(comity, source):
    for section in re.split(r"^## ", written(comity, "man", "--markdown"), flags=re.M)[1:]:
        name = section.split("\n", 1)[0]
        assert "`--json`" in section or name in WITHOUT_JSON, f"{name} has no --json"
        assert not ("`--json`" in section and name in WITHOUT_JSON), f"{name} has --json: take it off the list"


def the_help_of_each_command_names_its_options(comity, source):
    for section in re.split(r"^## ", written(comity, "man", "--markdown"), flags=re.M)[1:]:
        name = section.split("\n", 1)[0]
        shown = written(comity, *name.split()[1:], "--help")
        for option in re.findall(r"`(--[a-z-]+)", section):
            assert option in shown, f"{name} --help does not name {option}"


def the_manual_is_sound(comity, source):
    text = written(comity, "man")
    for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", '"EXIT STATUS"', "ENVIRONMENT", "FILES"):
        assert f".SH {part}\n" in text, f"the manual lacks {part}"
    for line in text.splitlines():
        assert not line.startswith("'"), f"a line that troff reads as a request: {line}"
        assert not line.startswith(".") or re.match(r"\.(TH|SH|SS|TP|B|I|PP)\b", line), f"an unknown request: {line}"
    if run("sh", "-c", "command -v groff").returncode == 0:
        done = run("groff", "-man", "-Tutf8", "-ww", "-z", input=text)
        assert done.returncode == 0 and not done.stderr, done.stderr


def completed(comity, folder, *words):
    """What bash would offer for the last word."""
    script = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _comity comity "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = run("bash", "--norc", "-c", script, "bash", folder / "comity.bash", "comity", *words, cwd=folder)
    assert done.returncode == 0 and not done.stderr, f"bash: {done.stderr}"
    return set(done.stdout.split())


def bash_completes(comity, source):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "comity.bash").write_text(written(comity, "completion", "bash"), encoding="utf-8")
        (folder / "nzl.key").write_text("")
        (folder / "kept").mkdir()
        assert {"agreement", "get", "serve"} <= completed(comity, folder, "")
        assert completed(comity, folder, "agree") == {"agreement"}
        assert {"suspend", "notice", "--help"} <= completed(comity, folder, "agreement", "")
        assert "suspend" not in completed(comity, folder, "")
        assert completed(comity, folder, "agreement", "susp") == {"suspend"}
        assert {"--from", "--to", "--key"} <= completed(comity, folder, "agreement", "suspend", "X", "--")
        assert completed(comity, folder, "agreement", "suspend", "X", "--key", "") == {"comity.bash", "nzl.key", "kept"}
        assert completed(comity, folder, "get", "--dir", "") == {"kept"}
        assert completed(comity, folder, "get", "--limit", "") == set()
        assert completed(comity, folder, "completion", "") >= {"bash", "zsh", "fish"}


def the_scripts_of_other_shells_are_read_by_them(comity, source):
    for shell, check in (("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])):
        text = written(comity, "completion", shell)
        for word in ("agreement", "suspend", "--json" if shell == "zsh" else "-l json"):
            assert word in text, f"the completion for {shell} lacks {word}"
        if run("sh", "-c", f"command -v {shell}").returncode == 0:
            with tempfile.NamedTemporaryFile("w", suffix="." + shell, encoding="utf-8") as file:
                file.write(text)
                file.flush()
                done = run(*check, file.name)
                assert done.returncode == 0 and not done.stderr, done.stderr


TESTS = [
    the_page_of_commands_is_the_programs_own,
    every_command_prints_json,
    the_help_of_each_command_names_its_options,
    the_manual_is_sound,
    bash_completes,
    the_scripts_of_other_shells_are_read_by_them,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comity", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("--gtest_output", default="")
    options = parser.parse_args()
    failed, cases = 0, ""
    for test in TESTS:
        fault = ""
        try:
            test(options.comity, options.source)
        except AssertionError as error:
            fault = str(error)
        name = test.__name__
        print(f"[{'FAILED' if fault else 'OK'}] {name}{': ' + fault if fault else ''}")
        failed += bool(fault)
        cases += f"<testcase name={xml.quoteattr(name)} status='run'>{f'<failure message={xml.quoteattr(fault)}/>' if fault else ''}</testcase>"
    if options.gtest_output.startswith("xml:"):
        path = pathlib.Path(options.gtest_output[4:])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<testsuites tests='{len(TESTS)}' failures='{failed}'><testsuite name='description' tests='{len(TESTS)}' "
                        f"failures='{failed}'>{cases}</testsuite></testsuites>", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
