#!/usr/bin/env python3
"""What an operator relies on, tried on the program: run.py --comity PROGRAM --source TREE --build FOLDER [NAME]...

Each check runs in a folder of its own. Every process that it starts is ended by its id.
"""

import argparse
import http.client
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))
import exposition  # noqa: E402
import packaged  # noqa: E402
from node import Failed, Node, contains, expect, holds, run  # noqa: E402
from run_scripts import write_results  # noqa: E402

WRITER = "NZL.GCSB.submitter"
GTEST_OUTPUT = "--gtest_output=xml:"


class Writer(threading.Thread):
    """Shares notes until told to stop."""

    def __init__(self, node):
        super().__init__()
        self.node, self.acknowledged, self.ending, self.fault = node, [], threading.Event(), None
        self.collection = node.collection(WRITER)

    def run(self):
        try:
            while not self.ending.is_set():
                one = self.node.share(WRITER, self.collection, "EXERCISE written meanwhile")
                if one:
                    self.acknowledged.append(one)
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def end(self):
        self.ending.set()
        self.join()
        expect(self.fault is None, f"the writer failed: {self.fault}")


def restore(place, backup, keys, name, *more, status=0):
    return run(place.comity, "restore", backup, place.folder / name, "--keys", keys, *more, status=status)


def check_backups_while_writing(place):
    """Every backup, taken while somebody writes, restores to a node that verifies and holds what was acknowledged before it began."""
    node = place.node().serve()
    writer = Writer(node)
    writer.start()
    taken = []
    try:
        for number in range(4):
            while len(writer.acknowledged) < 15 * (number + 1) and writer.is_alive():
                time.sleep(0.02)
            before = list(writer.acknowledged)
            run(place.comity, "backup", node.folder, "-o", place.folder / f"{number}.backup")
            taken.append((f"{number}.backup", before))
    finally:
        writer.end()
        node.stop()
    for name, before in taken:
        restore(place, place.folder / name, node.folder, name + ".node")
        run(place.comity, "ledger", "verify", "--dir", place.folder / (name + ".node"))
        missing = holds(place.comity, place.folder / (name + ".node"), before)
        expect(not missing, f"{name} lacks {len(missing)} of {len(before)} acknowledged objects")
        expect(len(before) > 0, "nothing was written before the backup")
        mode = (place.folder / name).stat().st_mode & 0o777
        expect(mode == 0o600, f"{name} has mode {mode:o}")


def check_incremental_and_erasure(place):
    """What is erased after the full backup is gone from a node restored with the incremental one, to the last byte."""
    secret = "EXERCISE words-that-are-erased"
    node = place.node().serve()
    one = node.share(WRITER, node.collection(WRITER), secret)
    run(place.comity, "backup", node.folder, "-o", place.folder / "full.backup")
    run(place.comity, "recall", one, "--reason", "wrong", "--as", "NZL.GCSB.submitter", "--dir", node.folder)
    registrar = next(person for person in node.tokens if person.startswith("NZL.") and place.is_registrar(person))
    run(place.comity, "erase", one, "--reason", "wrong", "--as", registrar, "--dir", node.folder)
    run(place.comity, "backup", node.folder, "-o", place.folder / "later.backup", "--since", place.folder / "full.backup")
    run(place.comity, "backup", node.folder, "-o", place.folder / "whole.backup")
    node.stop()
    expect(secret.encode() in (place.folder / "full.backup").read_bytes(), "the full backup was made before the erasure")
    for name in ("later.backup", "whole.backup"):
        expect(secret.encode() not in (place.folder / name).read_bytes(), f"{name} holds what was erased")
    restore(place, place.folder / "full.backup", node.folder, "early")
    expect(contains(place.folder / "early/store", secret), "the early backup should bring the bytes back")
    restore(place, place.folder / "full.backup", node.folder, "chain", "--then", place.folder / "later.backup")
    restore(place, place.folder / "whole.backup", node.folder, "whole")
    for name in ("chain", "whole"):
        expect(contains(place.folder / name / "store", secret) == [], f"{name} holds what was erased")
        done = run(place.comity, "ledger", "verify", "--dir", place.folder / name, "--json")
        expect(json.loads(done.stdout)["erased"] == 1, f"{name}: one object is erased: {done.stdout}")
    # Out of order, from another history, by itself: refused.
    for words in (["later.backup"], ["whole.backup", "--then", "later.backup"], ["full.backup", "--then", "full.backup"]):
        more = [word if word == "--then" else place.folder / word for word in words[1:]]
        restore(place, place.folder / words[0], node.folder, "refused", *more, status=1)
        expect(not (place.folder / "refused").exists(), "a refused restore left a node")


def check_erasure_killed(place):
    """The process is killed at any instant of an erasure: once it is recorded the bytes are gone when the node serves again."""
    node = place.node()
    registrar = next(person for person in node.tokens if person.startswith("NZL.") and place.is_registrar(person))
    chance, recorded = random.Random(13), 0
    for number in range(8):
        node.serve()
        secret = f"EXERCISE-words-number-{number}-" + "x" * 20_000
        one = node.share(WRITER, node.collection(WRITER), secret)
        kind = {"Content-Type": "application/json"}
        status, _, text = node.ask("POST", f"/api/v1/objects/{one}/recall", WRITER, json.dumps({"reason": "wrong"}), kind)
        expect(status == 200, text)
        erase = (f"/api/v1/objects/{one}/erasure", registrar, json.dumps({"reason": "wrong"}), kind)

        def ask_and_lose(words=erase):
            try:
                node.ask("POST", *words)
            except OSError:
                pass  # killed meanwhile
            except http.client.HTTPException:
                pass

        asking = threading.Thread(target=ask_and_lose)
        asking.start()
        time.sleep(chance.random() * 0.012)
        node.stop(signal.SIGKILL)
        asking.join()
        node.serve()
        gone = contains(node.folder / "store", secret[:60]) == []
        status, _, text = node.ask("POST", *erase)
        if status == 412:  # it was recorded: nothing was left to do
            recorded += 1
            expect(gone, "the erasure was recorded, and the bytes are still there after a start")
        else:
            expect(status == 200, text)
        expect(contains(node.folder / "store", secret[:60]) == [], "the bytes are there after the erasure was answered")
        node.stop()
    done = run(place.comity, "ledger", "verify", "--dir", node.folder, "--json")
    expect(json.loads(done.stdout)["erased"] == 8, done.stdout)
    print(f"    recorded before the kill: {recorded} of 8")


def put_note(node, person, name, text, method="PUT"):
    return node.ask(method, f"/api/v1/notebook/draft/{name}", person, json.dumps({"title": "EXERCISE", "text": text}) if method == "PUT" else None,
                    {"Content-Type": "application/json"})


def check_notebook_restored(place):
    """A notebook comes back from a backup; what was removed or replaced after the full one is gone with the incremental one, to the last byte."""
    kept, removed, replaced = "EXERCISE-a-draft-that-stays", "EXERCISE-a-draft-that-goes", "EXERCISE-a-draft-of-before"
    node = place.node().serve()
    for name, text in (("one", kept), ("two", removed), ("three", replaced)):
        expect(put_note(node, WRITER, name, text)[0] == 201, "a draft was not kept")
    run(place.comity, "backup", node.folder, "-o", place.folder / "full.backup")
    expect(put_note(node, WRITER, "three", "EXERCISE of after")[0] == 200, "a draft was not replaced")
    status, _, text = put_note(node, WRITER, "two", "", "DELETE")
    expect(status == 200, text)
    run(place.comity, "backup", node.folder, "-o", place.folder / "later.backup", "--since", place.folder / "full.backup")
    run(place.comity, "backup", node.folder, "-o", place.folder / "whole.backup")
    for word in (removed, replaced):
        expect(contains(node.folder / "store", word) == [], f"{word} is there after a removal was answered")
        expect(word.encode() not in (place.folder / "whole.backup").read_bytes(), f"the backup holds {word}")
    node.stop()
    restore(place, place.folder / "full.backup", node.folder, "chain", "--then", place.folder / "later.backup")
    restore(place, place.folder / "whole.backup", node.folder, "whole")
    for name in ("chain", "whole"):
        for word in (removed, replaced):
            expect(contains(place.folder / name / "store", word) == [], f"{name} holds {word}")
        run(place.comity, "ledger", "verify", "--dir", place.folder / name)
        node.folder = place.folder / name
        node.serve()
        status, _, text = node.ask("GET", "/api/v1/notebook/draft/one", WRITER)
        expect(status == 200 and json.loads(text)["text"] == kept, f"{name}: {text}")
        expect(json.loads(node.ask("GET", "/api/v1/notebook/draft/three", WRITER)[2])["text"] == "EXERCISE of after", "the later text is not there")
        expect(node.ask("GET", "/api/v1/notebook/draft/two", WRITER)[0] == 404, "what was removed is there again")
        node.stop()


def check_notebook_killed(place):
    """The process is killed at any instant of keeping, replacing and removing: what was answered holds, and one entry is never two or none."""
    node = place.node()
    chance = random.Random(15)
    for number in range(12):
        node.serve()
        before, after = (f"EXERCISE-{word}-number-{number}-" + "x" * 20_000 for word in ("before", "after"))
        expect(put_note(node, WRITER, "one", before)[0] in (200, 201), "a draft was not kept")
        removes, answered = number % 2 == 1, []

        def ask_and_lose(removes=removes, after=after, answered=answered):
            try:
                answered.append(put_note(node, WRITER, "one", after, "DELETE" if removes else "PUT")[0])
            except (OSError, http.client.HTTPException):
                pass  # killed meanwhile

        asking = threading.Thread(target=ask_and_lose)
        asking.start()
        time.sleep(chance.random() * 0.012)
        node.stop(signal.SIGKILL)
        asking.join()
        node.serve()
        status, _, text = node.ask("GET", "/api/v1/notebook/draft/one", WRITER)
        now = json.loads(text).get("text") if status == 200 else None
        expect(now in ((before, None) if removes else (before, after)), "the entry is neither as it was nor as it was to be")
        if answered == [200]:
            expect(now == (None if removes else after), "what was answered does not hold")
        if now != before:
            expect(contains(node.folder / "store", before[:40]) == [], "what was given up is there after a start")
        listed = json.loads(node.ask("GET", "/api/v1/notebook", WRITER)[2])["entries"]
        expect(len(listed) == (0 if now is None else 1), f"the notebook lists {listed}")
        node.stop()


def check_changed_and_cut(place):
    """A backup of which any byte was changed, or the end is missing, is refused and leaves nothing."""
    node = place.node()
    run(place.comity, "backup", node.folder, "-o", place.folder / "good.backup")
    good = (place.folder / "good.backup").read_bytes()
    chance = random.Random(7)
    bad = place.folder / "bad.backup"
    places = sorted({0, 15, 16, len(good) - 1, len(good) - 9} | {chance.randrange(len(good)) for _ in range(14)})
    for at in places:
        bad.write_bytes(good[:at] + bytes([good[at] ^ (1 << chance.randrange(8))]) + good[at + 1:])
        restore(place, bad, node.folder, "from-changed", status=1)
        expect(not (place.folder / "from-changed").exists(), f"a change at byte {at} was restored")
    for size in sorted({0, 8, 16, len(good) - 1, len(good) // 2} | {chance.randrange(len(good)) for _ in range(4)}):
        bad.write_bytes(good[:size])
        restore(place, bad, node.folder, "from-cut", status=1)
        expect(not (place.folder / "from-cut").exists(), f"the first {size} bytes were restored")
    bad.write_bytes(good + b"x")
    restore(place, bad, node.folder, "from-longer", status=1)
    other = Node(place.comity, place.source, place.folder / "other")
    restore(place, place.folder / "good.backup", other.folder, "by-another-key", status=1)
    restore(place, place.folder / "good.backup", node.folder, "good")
    restore(place, place.folder / "good.backup", node.folder, "good", status=1)  # never over a node


def check_killed(place):
    """A backup or a restore that is killed leaves nothing half, and the next one goes through."""
    node = place.node()
    chance = random.Random(11)
    for number in range(6):
        target = place.folder / f"killed-{number}.backup"
        process = subprocess.Popen([place.comity, "backup", str(node.folder), "-o", str(target)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 0.15)
        process.kill()
        process.wait()
        if target.exists():
            restore(place, target, node.folder, f"whole-{number}")
        run(place.comity, "backup", node.folder, "-o", place.folder / f"after-{number}.backup")
    backup = place.folder / "after-0.backup"
    for number in range(6):
        target = place.folder / f"restored-{number}"
        process = subprocess.Popen([place.comity, "restore", str(backup), str(target), "--keys", str(node.folder)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 0.3)
        process.kill()
        process.wait()
        if not target.exists():
            restore(place, backup, node.folder, target.name)
        run(place.comity, "ledger", "verify", "--dir", target)
        expect(not (place.folder / f".{target.name}.unfinished").exists(), "what a killed restore left is still there")


def check_keys(place):
    """Keys go into a file of their own, sealed; without the passphrase nothing of them can be read."""
    node = place.node()
    passphrase = place.folder / "passphrase"
    passphrase.write_text("a few random words\n")
    run(place.comity, "backup", node.folder, "-o", place.folder / "a.backup", "--with-keys", "--passphrase-file", passphrase, status=1)
    passphrase.chmod(0o600)
    run(place.comity, "backup", node.folder, "-o", place.folder / "a.backup", "--with-keys", "--passphrase-file", passphrase)
    secrets = [(node.folder / "keys/log.key").read_text().split()[2], node.tokens["operator"], node.tokens[WRITER]]
    for name in ("a.backup", "a.backup.keys"):
        data = (place.folder / name).read_bytes()
        for secret in secrets:
            expect(secret.encode() not in data, f"{name} holds a secret")
    sealed = ["--sealed-keys", place.folder / "a.backup.keys", "--passphrase-file", passphrase]
    run(place.comity, "restore", place.folder / "a.backup", place.folder / "b", *sealed)
    expect((place.folder / "b/keys/log.key").read_bytes() == (node.folder / "keys/log.key").read_bytes(), "another log key")
    for path in ("keys/log.key", "operator.token", "exercise/logins.json"):
        mode = (place.folder / "b" / path).stat().st_mode & 0o777
        expect(mode == 0o600, f"{path} has mode {mode:o}")
    passphrase.write_text("some other random words\n")
    run(place.comity, "restore", place.folder / "a.backup", place.folder / "c", *sealed, status=1)
    expect(not (place.folder / "c").exists(), "a node from sealed keys that were not opened")


def check_watching(place):
    """Health, readiness and metrics: who gets them, that they parse, and that they name nobody."""
    node = place.node().serve()
    status, _, text = node.ask("GET", "/api/v1/health")
    expect((status, json.loads(text)) == (200, {"status": "ok"}), text)
    status, headers, text = node.ask("GET", "/api/v1/ready")
    expect((status, json.loads(text)) == (200, {"ready": True, "parts": []}), text)
    expect(re.fullmatch("[0-9a-f]{16}", headers.get("comity-request-id", "")), "no request id")
    node.share(WRITER, node.collection(WRITER), "EXERCISE")
    node.ask("GET", "/api/v1/objects/report--00000000-0000-4000-8000-000000000000/readers", WRITER)
    for person, wanted in ((None, 401), (WRITER, 403), ("operator", 200)):
        for path in ("/metrics", "/api/v1/status", "/api/v1/backups"):
            status, _, text = node.ask("GET", path, person)
            expect(status == wanted, f"{path} as {person}: {status}")
    status, _, text = node.ask("GET", "/metrics", "operator")
    samples, faults = exposition.read(text)
    expect(not faults, "\n".join(faults))
    names = {name for name, _ in samples}
    for name in ("comity_build_info", "comity_requests_total", "comity_request_seconds_count", "comity_journal_append_seconds_bucket",
                 "comity_policy_version", "comity_refusals_total", "comity_disk_free_bytes", "comity_connections", "comity_unready",
                 "comity_records_by_kind", "comity_erasures_pending", "comity_extents_pending", "comity_journal_queue"):
        expect(name in names, f"{name} is missing")
    expect(samples[("comity_refusals_total", 'reason="unauthenticated"')] >= 3, "refused log-ins are counted")
    people = [word for person in node.tokens for word in (person,)] + ["NZL", "JPN", "GCSB", "report--", "comity_"]
    shown = re.sub(r"(^|# (HELP|TYPE) )comity_", r"\1", text, flags=re.M)
    for word in people:
        if word != "operator":
            expect(word not in shown, f"the metrics name {word}")
    page = (place.source / "docs/operate/monitoring.md").read_text()
    for name in names:
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        expect(f"`{base}`" in page or f"`{name}`" in page, f"docs/operate/monitoring.md does not explain {base}")
    node.stop()
    # A port for this machine alone, without a log-in.
    (node.folder / "node.toml").write_text(f"[metrics]\nport = {place.free_port()}\n\n[disk]\nlow_mib = 1073741824\n")
    port = int(re.search(r"port = (\d+)", (node.folder / "node.toml").read_text())[1])
    node.serve()
    kept, node.url = node.url, f"http://127.0.0.1:{port}"
    expect(node.ask("GET", "/health")[0] == 200, "the port for watching")
    status, _, text = node.ask("GET", "/ready")
    expect((status, text) == (503, "not ready: space\n"), text)
    expect(not exposition.read(node.ask("GET", "/metrics")[2])[1], "the metrics of that port")
    expect(node.ask("GET", "/api/v1/me")[0] == 404, "nothing else is there")
    node.url = kept
    status, _, text = node.ask("GET", "/api/v1/ready")
    expect((status, json.loads(text)) == (503, {"ready": False, "parts": ["space"]}), text)
    node.stop()


def check_log(place):
    """One JSON object a line, of known events, with nothing in it that names anybody."""
    node = place.node()
    (node.folder / "node.toml").write_text('[log]\nlevel = "info"\nformat = "json"\n')
    node.serve()
    one = node.share(WRITER, node.collection(WRITER), "EXERCISE")
    _, headers, _ = node.ask("GET", f"/api/v1/objects/{one}/explanation?purpose=assessment", WRITER)
    node.ask("GET", "/api/v1/me")
    node.ask("GET", "/no/such/path")
    node.stop()
    lines = [json.loads(line) for line in node.log().splitlines()]
    page = (place.source / "docs/operate/logs.md").read_text()
    for line in lines:
        expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["time"]), str(line))
        expect(f"| `{line['event']}` |" in page, f"docs/operate/logs.md does not list {line['event']}")
    events = [line["event"] for line in lines]
    expect(events[0] == "starting" and events[-1] == "stopped" and "serving" in events, str(events))
    mine = [line for line in lines if line.get("id") == headers["comity-request-id"]]
    expect(len(mine) == 1 and mine[0]["route"] == "/api/v1/objects/{id}/explanation" and mine[0]["method"] == "GET", str(mine))
    expect(any(line["event"] == "request" and line["status"] == 401 for line in lines), "the refused log-in")
    for word in [one, "assessment", "/no/such/path", *node.tokens.values(), *node.tokens]:
        if word != "operator":
            expect(word not in node.log(), f"the log holds {word}")


def check_reload(place):
    """SIGHUP: what can be taken up is, the rest is named, and a bad file changes nothing."""
    node = place.node()
    settings = node.folder / "node.toml"
    settings.write_text('[log]\nlevel = "warning"\nformat = "json"\n')
    node.serve()

    def reload(text):
        settings.write_text(text)
        size = len(node.log())
        node.served.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            new = [json.loads(line) for line in node.log()[size:].splitlines()]
            for line in new:
                if line["event"] in ("reloaded", "not-reloaded"):
                    return line
            time.sleep(0.05)
        raise Failed("nothing was said about SIGHUP\n" + node.log())

    line = reload('[log]\nlevel = "info"\nformat = "json"\n\n[limits]\nbody_mib = 8\n')
    expect((line["event"], line["changed"], line["restart"]) == ("reloaded", "log.level", "limits.body_mib"), str(line))
    line = reload('[log]\nlevle = "info"\n')
    expect(line["event"] == "not-reloaded" and "did you mean level" in line["message"], str(line))
    expect(node.ask("GET", "/api/v1/health")[0] == 200, "it goes on serving")
    settings.write_text("")
    node.stop()


def check_tls(place):
    """With a certificate it listens beyond loopback, over TLS 1.3; a new one is taken up while it serves."""
    expect(shutil.which("openssl") and shutil.which("curl"), "openssl and curl are needed: tools/install_packages")
    node = place.node()

    def certificate(name):
        run("openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "30", "-subj", f"/CN={name}", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", node.folder / "key.pem", "-out", node.folder / "chain.pem")
        (node.folder / "key.pem").chmod(0o600)

    certificate("first")
    (node.folder / "node.toml").write_text('[listen]\naddress = "0.0.0.0"\n')
    done = run(place.comity, "serve", node.folder, "--port", "0", status=1)
    expect("is not loopback" in done.stderr, done.stderr)
    (node.folder / "node.toml").write_text('[listen]\naddress = "0.0.0.0"\n\n[tls]\ncertificate = "chain.pem"\nkey = "key.pem"\n\n[log]\nlevel = "info"\n')
    node.serve()
    expect(node.url.startswith("https://0.0.0.0:"), node.url)
    port = node.url.rsplit(":", 1)[1]
    first = (node.folder / "chain.pem").read_bytes()
    (place.folder / "first.pem").write_bytes(first)

    def fetch(ca, *more, status=0):
        return run("curl", "-sS", "--cacert", ca, *more, f"https://localhost:{port}/api/v1/health", status=status)

    expect("ok" in fetch(place.folder / "first.pem").stdout, "over TLS")
    fetch(place.folder / "first.pem", "--tls-max", "1.2", status=35)
    certificate("second")
    node.served.send_signal(signal.SIGHUP)
    until = time.monotonic() + 60
    while fetch(node.folder / "chain.pem", status=None).returncode != 0 and time.monotonic() < until:
        time.sleep(0.1)
    expect("ok" in fetch(node.folder / "chain.pem").stdout, "the new certificate")
    run(place.comity, "status", node.folder)  # its own commands find it over TLS as well
    node.stop()


def check_package(place):
    packaged.check(place)


class Place:
    def __init__(self, options, folder):
        self.comity, self.source, self.build, self.folder = str(options.comity.resolve()), options.source.resolve(), options.build, Path(folder)
        self.nodes = []

    def node(self):
        self.nodes.append(Node(self.comity, self.source, self.folder / "node"))
        return self.nodes[-1]

    def is_registrar(self, person):
        text = (self.source / "alliances/sample/alliance.toml").read_text()
        block = next((part for part in text.split("[[person]]") if f'id = "{person}"' in part), "")
        return "registrar" in block.split("clearance")[0]

    @staticmethod
    def free_port():
        import socket  # pylint: disable=import-outside-toplevel
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    def end(self):
        for node in self.nodes:
            if node.served and node.served.poll() is None:
                node.served.kill()
                node.served.communicate()


def main():
    results_path, rest = None, []
    for word in sys.argv[1:]:
        if word.startswith(GTEST_OUTPUT):
            results_path = Path(word[len(GTEST_OUTPUT):])
        else:
            rest.append(word)
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("comity", "source", "build"):
        reader.add_argument("--" + name, required=True, type=Path)
    reader.add_argument("names", nargs="*")
    options = reader.parse_args(rest)
    checks = {name[6:]: check for name, check in globals().items() if name.startswith("check_")}
    results = []
    for name in options.names or checks:
        began, fault = time.monotonic(), None
        with tempfile.TemporaryDirectory(prefix="comity-operate-") as folder:
            place = Place(options, folder)
            try:
                checks[name](place)
            except Failed as failed:
                fault = str(failed)
            except Exception:  # pylint: disable=broad-except
                fault = traceback.format_exc()
            finally:
                place.end()
        results.append((name, time.monotonic() - began, fault))
        print(f"{'FAILED' if fault else 'passed'}  {name}  {results[-1][1]:.1f} s", flush=True)
        if fault:
            print("\n".join("    " + line for line in fault.splitlines()), flush=True)
    if results_path:
        write_results(results_path, results)
    return 0 if results and not any(fault for _, _, fault in results) else 1


if __name__ == "__main__":
    sys.exit(main())
