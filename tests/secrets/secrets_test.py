#!/usr/bin/env python3
"""Drives log-ins, tokens and one-time passwords of a served node, then looks for every secret that was used in the node's folder, in what
the processes printed, and in their command lines and environments: secrets_test.py --comity PROGRAM --source TREE [--gtest_output=xml:FILE]"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

PERSON = "NZL.GCSB.analyst"
PASSWORD = "kereru over the harbour"
SECOND = "a pear on the windowsill"
# The log-ins of an exercise, and the operator's, are kept on purpose, for their owner alone.
KEPT = {"operator.token", "exercise/logins.json"}


class Trial:
    def __init__(self, comity, folder):
        self.comity, self.node = comity, folder / "node"
        self.said, self.secrets, self.seen = b"", {}, b""

    def look(self, process):
        for name in ("cmdline", "environ"):
            try:
                self.seen += pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes()
            except OSError:
                pass  # it has ended

    def run(self, *words, given="", secret_output=False):
        process = subprocess.Popen([self.comity, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.look(process)
        out, err = process.communicate(given.encode(), timeout=120)
        assert process.returncode == 0, (words, out, err)
        self.said += err + (b"" if secret_output else out)
        return out.decode()

    def ask(self, method, target, body=None, **headers):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=60)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields["Content-Type"] = "application/json"
        connection.request(method, target, None if body is None else json.dumps(body), fields)
        reply = connection.getresponse()
        text = reply.read().decode()
        return reply.status, json.loads(text) if text else {}, reply.headers

    def log_in(self, password, code=None):
        body = {"person": PERSON, "password": password}
        if code:
            body["code"] = code
        status, reply, headers = self.ask("POST", "/api/v1/session", body)
        assert status == 201, (status, reply)
        self.keep_session(reply, headers)
        return self.session

    def keep_session(self, reply, headers):
        cookie = headers["Set-Cookie"].split(";")[0]
        self.session = {"Cookie": cookie, "Comity_CSRF": reply["csrf"]}
        self.secret("session cookie", cookie.split("=", 1)[1])
        self.secret("word against forgery", reply["csrf"])

    def secret(self, what, text):
        assert len(text) >= 8, what
        self.secrets[f"{what} {len(self.secrets)}"] = text.encode() if isinstance(text, str) else text


def code_of(secret):
    mac = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


def drive(trial, sample):
    trial.run("init", str(trial.node), "--alliance", str(sample), "--name", "trial")
    for path, mode in (("keys", 0o700), ("keys/log.key", 0o600), ("keys/credentials.key", 0o600), ("operator.token", 0o600), ("", 0o700)):
        assert (trial.node / path).stat().st_mode & 0o777 == mode, path
    os.chmod(trial.node / "keys/credentials.key", 0o640)
    refused = subprocess.run([trial.comity, "ledger", "checkpoint", "--dir", str(trial.node)], capture_output=True)
    assert refused.returncode != 0 and b"chmod 600" in refused.stderr, refused
    os.chmod(trial.node / "keys/credentials.key", 0o600)
    os.chmod(trial.node / "keys", 0o750)
    refused = subprocess.run([trial.comity, "ledger", "checkpoint", "--dir", str(trial.node)], capture_output=True)
    assert refused.returncode != 0 and b"chmod 700" in refused.stderr, refused
    os.chmod(trial.node / "keys", 0o700)

    server = subprocess.Popen([trial.comity, "serve", str(trial.node), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        for _ in range(600):
            if (trial.node / "run.json").exists():
                break
            time.sleep(0.05)
        trial.url = urllib.parse.urlparse(json.loads((trial.node / "run.json").read_text())["url"])
        where = ("--dir", str(trial.node))
        invitation = trial.run("person", "invite", PERSON, *where, secret_output=True).strip()
        trial.secret("invitation", invitation)
        trial.run("password", "set", PERSON, "--invited", *where, given=f"{invitation}\n{PASSWORD}\n")
        trial.secret("password", PASSWORD)
        trial.log_in(PASSWORD)
        own = f"/api/v1/people/{PERSON}"
        status, offer, _ = trial.ask("POST", f"{own}/totp", {"password": PASSWORD}, **trial.session)
        assert status == 200, offer
        secret = base64.b32decode(offer["secret"])
        trial.secret("one-time secret, base32", offer["secret"])
        trial.secret("one-time secret", secret)
        status, codes, headers = trial.ask("POST", f"{own}/totp/confirmation", {"code": code_of(secret)}, **trial.session)
        assert status == 200, codes
        trial.keep_session(codes, headers)
        for code in codes["recovery_codes"]:
            trial.secret("recovery code", code)
        trial.log_in(PASSWORD, codes["recovery_codes"][0])
        status, changed, headers = trial.ask("POST", f"{own}/password", {"old": PASSWORD, "password": SECOND}, **trial.session)
        assert status == 200, changed
        trial.secret("second password", SECOND)
        trial.keep_session(changed, headers)
        typed = "a password typed where the name goes"
        trial.secret("password typed as a name", typed)
        assert trial.ask("POST", "/api/v1/session", {"person": typed, "password": "whatever it was"})[0] == 401
        trial.secret("wrong password", "whatever it was")
        token = json.loads(trial.run("token", "add", PERSON, "--json", *where, secret_output=True))["token"]
        trial.secret("token", token)
        assert trial.ask("GET", "/api/v1/me", Authorization=f"Bearer {token}")[0] == 200
        assert trial.ask("GET", "/api/v1/me", Authorization="Bearer comity_not-a-token-of-this-node")[0] == 401
        trial.secret("wrong token", "comity_not-a-token-of-this-node")
        trial.said += trial.run("audit", "--json", *where).encode() + trial.run("token", "list", "--json", *where).encode()
        trial.look(server)
    finally:
        server.terminate()
        out, err = server.communicate(timeout=60)
    assert server.returncode == 0, err
    trial.said += out + err
    trial.said += trial.run("audit", "--limit", "1000", "--dir", str(trial.node)).encode()
    assert b"login" in trial.said and b"account.totp" in trial.said and b"token.add" in trial.said


def look_everywhere(trial):
    faults, files = [], 0
    places = {"what was printed": trial.said, "command lines and environments": trial.seen}
    for path in trial.node.rglob("*"):
        name = str(path.relative_to(trial.node))
        if path.is_file() and name not in KEPT:
            places[name] = path.read_bytes()
            files += 1
    assert files >= 5 and len(trial.secrets) >= 20, (files, len(trial.secrets))
    # The search itself finds what is there.
    assert any(PERSON.encode() in content for content in places.values())
    for what, secret in trial.secrets.items():
        for bare in {secret, secret.split(b"_", 1)[-1]}:
            faults += [f"{what} in {place}" for place, content in places.items() if bare in content]
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--comity", required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--gtest_output", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        trial = Trial(options.comity, pathlib.Path(folder))
        drive(trial, options.source / "alliances" / "sample")
        faults = look_everywhere(trial)
    for fault in faults:
        print(fault)
    print(f"{len(trial.secrets)} secrets were used and looked for; {len(faults)} found")
    if options.gtest_output.startswith("xml:"):
        failed = 1 if faults else 0
        pathlib.Path(options.gtest_output[4:]).write_text(
            f'<testsuites tests="1" failures="{failed}"><testsuite name="Secrets" tests="1" failures="{failed}">'
            f'<testcase name="StayNowhere" classname="Secrets">{"<failure/>" if failed else ""}</testcase></testsuite></testsuites>\n')
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
