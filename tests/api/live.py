#!/usr/bin/env python3
"""Calls every operation of a live node and holds each answer against the node's OpenAPI document: live.py --comity PROGRAM --source TREE."""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

import jsonschema

EXTENSION = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"
TOOL = "tool--00000051-4c7e-4d1b-9a35-6b0c2f8d1e%02d"
ABSENT = "tool--00000000-0000-4000-8000-000000000000"


def tool(number, version="2026-05-01T00:00:00.000Z", level="RESTRICTED", readers=("JPN", "NZL")):
    return {"type": "tool", "spec_version": "2.1", "id": TOOL % number, "created": "2026-05-01T00:00:00.000Z", "modified": version,
            "name": f"EXERCISE {number}", "extensions": {EXTENSION: {"extension_type": "property-extension", "label": {
                "marked": "2026-05-01T00:00:00Z", "levels": {"NZL": [level]}, "topics": [["cyber"]], "releasable": {"NZL": [list(readers)]}}}}}


def bundle(*objects):
    return {"type": "bundle", "id": "bundle--7c0f4b7e-0b8d-4c92-9ea7-a3b4f2f0d8f2", "objects": list(objects)}


class Live:
    def __init__(self, comity, source, folder):
        self.comity, self.source, self.folder = comity, source, pathlib.Path(folder)
        self.faults, self.met = [], {}
        self.run("init", "node", "--alliance", str(source / "alliances/sample"), "--name", "trial")
        logins = json.loads((self.folder / "node/exercise/logins.json").read_text())["people"]
        self.tokens = {one["id"]: one["token"] for one in logins}
        self.tokens["operator"] = (self.folder / "node/operator.token").read_text().strip()
        self.serve()
        self.document = json.loads(self.ask("operator", "GET", "/api/v1/openapi.json")[2])

    def serve(self):
        self.serving = subprocess.Popen([self.comity, "serve", "node", "--port", "0", "--json"], cwd=self.folder, stdout=subprocess.PIPE, text=True)
        self.port = int(urllib.parse.urlsplit(json.loads(self.serving.stdout.readline())["url"]).port)

    def stop(self):
        self.serving.terminate()
        self.serving.wait(20)

    def run(self, *words):
        done = subprocess.run([self.comity, *words], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"comity {' '.join(words)}: {done.stderr}")
        return done.stdout

    def signed(self, kind, document, *parties):
        """What the authorities sign outside, as the file that a caller brings."""
        self.files = getattr(self, "files", 0) + 1
        name = f"{kind}-{self.files}.json"
        path = self.folder / name
        if kind == "act":
            path.write_text(json.dumps({"act": document, "signatures": []}))
            for party in parties:
                self.run("act", "sign", name, "--key", f"node/exercise/authorities/{party}.key", "--as", party)
            return json.loads(path.read_text())
        path.with_suffix(".toml").write_text(document)
        last = path.with_suffix(".toml").name
        for party in parties:
            self.run("agreement", "sign", last, "--key", f"node/exercise/authorities/{party}.key", "--as", party, "-o", f"{party}-{name}")
            last = f"{party}-{name}"
        return json.loads((self.folder / last).read_text())

    def ask(self, person, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = dict(headers or {})
        if person:
            sent["Authorization"] = f"Bearer {self.tokens[person]}"
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, (str, bytes)) else json.dumps(body, ensure_ascii=False)
        connection.request(method, target, body=body.encode() if isinstance(body, str) else body, headers=sent)
        answer = connection.getresponse()
        if answer.headers.get_content_type() == "text/event-stream":
            lines = []
            while sum(line.startswith(b"data:") for line in lines) < 2:
                lines.append(answer.readline())
            text = b"".join(lines)
        else:
            text = answer.read()
        connection.close()
        return answer.status, answer.headers, text

    def log_in(self, with_what):
        """The fields that a browser and its page would send on."""
        made = self.call(None, "POST", "/api/v1/session", with_what, status=201)
        return {"Cookie": self.answered["Set-Cookie"].split(";")[0], "Comity-CSRF": made["csrf"]}

    def operation(self, method, target):
        path = urllib.parse.urlsplit(target).path
        best = None
        for pattern, item in self.document["paths"].items():
            if method.lower() in item and re.fullmatch(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(pattern)), path):
                if best is None or pattern.count("{") < best[0].count("{"):
                    best = (pattern, item[method.lower()])
        return best

    def schema_faults(self, schema, value):
        whole = {**schema, "components": self.document["components"]}
        return [f"{error.json_path}: {error.message[:200]}" for error in jsonschema.Draft202012Validator(whole).iter_errors(value)]

    def call(self, person, method, target, body=None, status=200, headers=None):
        got, answered, text = self.ask(person, method, target, body, headers)
        self.answered = answered
        where = f"{person} {method} {target}: {got}"
        found = self.operation(method, target)
        if found is None:
            self.faults.append(f"{where}: no operation of the document")
            return None
        operation = found[1]
        self.met.setdefault(operation["operationId"], set()).add("success" if got < 400 else "refusal")
        if got != status:
            self.faults.append(f"{where}, not {status}: {text[:300]!r}")
        response = operation["responses"].get(str(got))
        if response is None:
            self.faults.append(f"{where}: not declared")
            return None
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        content = response.get("content")
        if content is None:
            if text:
                self.faults.append(f"{where}: a body where none is declared")
            return None
        media = answered.get_content_type()
        if media not in content:
            self.faults.append(f"{where}: {media} is not declared")
            return None
        if media == "text/event-stream":
            for line in text.decode().splitlines():
                if line.startswith("data: "):
                    self.faults += [f"{where}: {one}" for one in self.schema_faults({"$ref": "#/components/schemas/FeedEvent"}, json.loads(line[6:]))]
            return text
        if not media.endswith("json"):
            return text
        value = json.loads(text)
        self.faults += [f"{where}: {one}" for one in self.schema_faults(content[media]["schema"], value)]
        if media == "application/problem+json" and (value["status"] != got or not value["type"].endswith("#" + value["code"])):
            self.faults.append(f"{where}: the problem says {value['status']}, {value['type']}")
        if "ETag" in response.get("headers", {}) and got == 200:
            again, _, rest = self.ask(person, method, target, body, {"If-None-Match": answered["ETag"]})
            if "/directory" in target and (again, rest) != (304, b""):
                self.faults.append(f"{where}: its ETag gives {again}")
        return value


def calls(live):
    submitter, official, clerk, analyst, other = "NZL.GCSB.submitter", "NZL.GCSB.official", "NZL.GCSB.clerk", "NZL.GCSB.analyst", "JPN.CIRO.analyst"
    call = live.call
    # What is alike in every row: no log-in, a parameter that there is none of, a media type, the size of a page.
    for path, item in live.document["paths"].items():
        target = re.sub(r"{[^}]+}", ABSENT, path)
        for method, operation in item.items():
            body = "{}" if "requestBody" in operation else None
            if operation.get("security") != []:
                call(None, method.upper(), target, body, status=401)
            call("operator", method.upper(), target + "?no_such=1", body, status=400)
            call("operator", method.upper(), target, body, status=406, headers={"Accept": "image/png"})
            if body is not None:
                call("operator", method.upper(), target, body, status=415, headers={"Content-Type": "text/plain"})
    for target in ("/api/v1/health", "/api/v1/ledger/checkpoint", "/api/v1/problems"):
        call(None, "GET", target)
    for person in ("operator", analyst):
        for target in ("/api/v1/me", "/api/v1/openapi.json", "/api/v1/directory", "/api/v1/agreements"):
            call(person, "GET", target)
    call("operator", "GET", "/api/v1/policy")
    call(analyst, "GET", "/api/v1/policy", status=403)

    # Objects: shared, read, asked about.
    call(submitter, "POST", "/api/v1/objects", bundle(tool(1), tool(2), tool(3), tool(4)))
    call(submitter, "POST", "/api/v1/objects", bundle(tool(1, version="2026-05-02T00:00:00.000Z"), {"type": "tool", "id": "nonsense"}))
    call(analyst, "POST", "/api/v1/objects", bundle(tool(5)), status=403)
    call(submitter, "POST", "/api/v1/objects", "[", status=400)
    page = call(other, "GET", "/api/v1/objects?limit=2")
    call(other, "GET", f"/api/v1/objects?limit=2&next={page['next']}")
    call(other, "GET", f"/api/v1/objects?limit=2&type=tool&next={page['next']}", status=400)
    call(other, "GET", "/api/v1/objects?type=tool,report&version=all&spec_version=2.1&added_after=2020-01-01")
    for query in ("limit=0", "limit=1001", "limit=x", "added_after=x", "version=x", "spec_version=3", "type=", "limit=1&limit=2"):
        call(other, "GET", f"/api/v1/objects?{query}", status=400)
    call("operator", "GET", "/api/v1/objects", status=403)
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}")
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}?version=2026-05-02T00:00:00.000Z")
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}?version=2026-05-03T00:00:00.000Z", status=404)
    call("KOR.NIS.analyst", "GET", f"/api/v1/objects/{TOOL % 1}", status=404)
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}/versions?limit=1")
    call(other, "GET", f"/api/v1/objects/{ABSENT}/versions", status=404)
    for person in ("operator", other):
        call(person, "GET", f"/api/v1/objects/{TOOL % 1}/explanation?as={other}")
    call(analyst, "GET", f"/api/v1/objects/{TOOL % 1}/readers")
    call("operator", "GET", f"/api/v1/objects/{TOOL % 1}/readers")
    call("operator", "GET", f"/api/v1/objects/{TOOL % 1}/holders")
    for what in ("explanation", "readers", "holders"):
        call(other if what != "explanation" else "KOR.NIS.analyst", "GET", f"/api/v1/objects/{TOOL % 1}/{what}", status=404)

    # The feed, in pages and as a stream.
    feed = call(other, "GET", "/api/v1/feed?limit=3")
    call(other, "GET", f"/api/v1/feed?next={feed['next']}")
    call(other, "GET", "/api/v1/feed?next=x", status=400)
    call(other, "GET", "/api/v1/feed/stream?after=0.0")
    call(other, "GET", "/api/v1/feed/stream?after=x", status=400)

    # Taking back.
    named = lambda number, act: f"/api/v1/objects/{TOOL % number}/{act}"
    call(submitter, "POST", named(1, "recall"), {"reason": "EXERCISE", "version": "2026-05-01T00:00:00.000Z"})
    call(submitter, "POST", named(1, "recall"), {"reason": "EXERCISE", "loudly": True}, status=400)
    call(other, "POST", named(1, "recall"), {"reason": "EXERCISE"}, status=404)
    call(submitter, "POST", named(2, "correction"), {"reason": "EXERCISE", "bundle": bundle(tool(2, version="2026-05-02T00:00:00.000Z"))})
    call(submitter, "POST", named(2, "correction"), {"reason": "EXERCISE"}, status=400)
    call(clerk, "POST", named(3, "reclassification"), {"reason": "EXERCISE", "label": {
        "levels": {"NZL": ["RESTRICTED"]}, "topics": [["cyber"]], "releasable": {"NZL": [["NZL"]]}}})
    call(other, "POST", named(3, "reclassification"), {"reason": "EXERCISE", "label": {}}, status=404)
    call(clerk, "POST", named(4, "erasure"), {"reason": "EXERCISE"}, status=412)
    call(clerk, "POST", named(4, "recall"), {"reason": "EXERCISE"})
    call(clerk, "POST", named(4, "erasure"), {"reason": "EXERCISE"})
    call(other, "GET", f"/api/v1/feed?next={feed['next']}")

    # Derivations.
    call(submitter, "POST", "/api/v1/derivations", {"sources": [TOOL % 2], "tearline": True})
    call(submitter, "POST", "/api/v1/derivations", {"sources": [TOOL % 2]})
    call(submitter, "POST", "/api/v1/derivations", {"sources": [ABSENT]}, status=404)
    call(official, "GET", "/api/v1/tearlines?limit=10")
    call(analyst, "GET", "/api/v1/tearlines", status=403)

    # Agreements: one that has two persons release what is SECRET.
    draft = ("id = 'TWO'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'bilateral'\nparties = ['NZL', 'CAN']\n[term]\nin_force = 2026-01-01\n"
             "[two_persons]\nlevels = [{ party = 'NZL', scheme = 'NZL', word = 'SECRET' }]\n")
    half, whole = live.signed("agreement", draft, "NZL"), live.signed("agreement", draft, "NZL", "CAN")
    call(official, "POST", "/api/v1/agreements/simulation", {"draft": half, "objects": 5})
    call(analyst, "POST", "/api/v1/agreements/simulation", {"draft": half}, status=403)
    call(official, "POST", "/api/v1/agreements/simulation", {"draft": half, "object": 5}, status=400)
    call(analyst, "POST", "/api/v1/agreements", half, status=403)
    call(official, "POST", "/api/v1/agreements", half, status=412, headers={"If-Match": '"x"'})
    call(official, "POST", "/api/v1/agreements", half, status=201)
    etag = live.ask(official, "GET", "/api/v1/agreements/TWO")[1]["ETag"]
    call(official, "POST", "/api/v1/agreements", whole, status=201, headers={"If-Match": etag})
    call(official, "POST", "/api/v1/agreements", whole, status=412, headers={"If-Match": etag})
    for agreement in ("TWO", "JPN-NZL"):
        call(official, "GET", f"/api/v1/agreements/{agreement}")
    call("KOR.NIS.analyst", "GET", "/api/v1/agreements/TWO", status=404)
    listed = call("operator", "GET", "/api/v1/agreements?limit=2")
    call("operator", "GET", f"/api/v1/agreements?limit=2&next={listed['next']}")
    call(official, "GET", f"/api/v1/agreements?next={listed['next']}", status=400)
    call(submitter, "POST", "/api/v1/objects", bundle(tool(6, level="SECRET", readers=("CAN", "NZL"))))
    call(submitter, "POST", named(6, "approval"), {"version": "2026-05-01T00:00:00.000Z"}, status=404)
    call(official, "POST", named(6, "approval"), {"version": "2026-05-01T00:00:00.000Z"})

    # Consents and acts.
    asked = call(other, "POST", "/api/v1/consents/requests", {"of": "NZL", "object": TOOL % 3, "reason": "EXERCISE"}, status=201)
    call(other, "POST", "/api/v1/consents/requests", {"of": "JPN", "object": TOOL % 3}, status=400)
    call(submitter, "POST", "/api/v1/objects", bundle(tool(7, readers=("NZL",))))
    prepared = call(official, "POST", "/api/v1/consents/prepare", {"object": TOOL % 7, "to": "JPN"})
    call(analyst, "POST", "/api/v1/consents/prepare", {"object": TOOL % 6, "to": "CAN"}, status=403)
    refuse = {"kind": "refuse-consent", "by": "NZL", "issued": prepared["act"]["issued"], "request": asked["id"], "reason": "EXERCISE"}
    call(other, "POST", "/api/v1/acts", live.signed("act", refuse, "NZL"), status=201)
    call(other, "POST", "/api/v1/acts", live.signed("act", prepared["act"], "NZL"), status=201)
    call(other, "POST", "/api/v1/acts", {"act": refuse}, status=400)
    call(other, "POST", "/api/v1/acts", {"act": refuse, "signatures": []}, status=412)
    call(official, "GET", "/api/v1/consents?limit=1")
    call(official, "GET", "/api/v1/consents?next=00", status=400)
    call(official, "GET", "/api/v1/consents/requests?limit=1")
    call(official, "GET", "/api/v1/consents/requests?next=x", status=400)

    # Log-ins; a key that is used again.
    key = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
    call("operator", "POST", "/api/v1/tokens", {"person": analyst, "days": 1}, status=201, headers=key)
    call("operator", "POST", "/api/v1/tokens", {"person": analyst, "days": 1}, status=409, headers=key)
    call("operator", "POST", "/api/v1/tokens", {"person": analyst, "days": 2}, status=422, headers=key)
    call("operator", "POST", "/api/v1/tokens", {"person": analyst, "days": 0}, status=400)
    call(analyst, "POST", "/api/v1/tokens", {"person": analyst, "days": 1}, status=403)
    call("operator", "POST", "/api/v1/tokens", '{"person":"x","person":"y","days":1}', status=400)

    people(live, analyst, official)
    operating(live, analyst)

    # Search: over what the reader may see, with numbers and without; a query that cannot be read.
    call(analyst, "GET", "/api/v1/search?q=kelpline&facets=type,level&limit=1")
    call(analyst, "GET", "/api/v1/search?q=type:report&order=feed")
    call(analyst, "GET", "/api/v1/search?q=since:yesterday", status=400)
    call("operator", "GET", "/api/v1/search?q=kelpline")

    # What is not idempotent by its nature is not done twice over a restart either, nor after a crash.
    asking = {"of": "NZL", "object": TOOL % 6, "reason": "EXERCISE"}
    first = call(other, "POST", "/api/v1/consents/requests", asking, status=201, headers=key)
    if call(other, "POST", "/api/v1/consents/requests", asking, status=201, headers=key) != first:
        live.faults.append("a key was not answered as before")
    before = len(call(official, "GET", "/api/v1/consents/requests")["requests"])
    live.serving.kill()
    live.serving.wait(20)
    live.serve()
    call(other, "POST", "/api/v1/consents/requests", asking, status=409, headers=key)
    if len(call(official, "GET", "/api/v1/consents/requests")["requests"]) != before:
        live.faults.append("a request was recorded twice over a restart")


def people(live, analyst, official):
    """Log-ins of people and machines: invited, a password, a session with its word against forgery, one-time passwords, certificates."""
    call, own = live.call, f"/api/v1/people/{analyst}"
    password, fresh = "six pears on a windowsill", "a lighthouse without stairs"
    invitation = call("operator", "POST", f"{own}/invitation", status=201)["invitation"]
    call(official, "POST", f"{own}/invitation", status=403)
    call(None, "POST", f"{own}/password", {"invitation": invitation, "password": "short"}, status=400)
    call(None, "POST", f"{own}/password", {"invitation": invitation, "password": password})
    call(None, "POST", f"{own}/password", {"invitation": invitation, "password": password}, status=401)
    call(None, "POST", "/api/v1/session", {"person": analyst, "password": "not the password at all"}, status=401)
    session = live.log_in({"person": analyst, "password": password})
    call(None, "GET", "/api/v1/session", headers=session)
    call(analyst, "GET", "/api/v1/session")
    call(None, "POST", f"{own}/totp", {"password": password}, status=403, headers={"Cookie": session["Cookie"]})
    call(None, "POST", f"{own}/totp", {"password": "not the password at all"}, status=401, headers=session)
    offer = call(None, "POST", f"{own}/totp", {"password": password}, headers=session)
    call(None, "POST", f"{own}/totp/confirmation", {"code": "000000"}, status=400, headers=session)
    confirmed = call(None, "POST", f"{own}/totp/confirmation", {"code": code_of(offer["secret"])}, headers=session)
    codes = confirmed["recovery_codes"]
    session = live.log_in({"person": analyst, "password": password, "code": codes[0]})
    call(None, "POST", f"{own}/totp/removal", {"password": password}, status=401, headers=session)
    call(None, "POST", f"{own}/totp/removal", {"password": password, "code": codes[1]}, headers=session)
    session = live.log_in({"person": analyst, "password": password})
    call(None, "POST", f"{own}/password", {"old": password, "password": fresh}, headers=session)
    session, other = live.log_in({"person": analyst, "password": fresh}), live.log_in({"person": analyst, "password": fresh})
    call(None, "GET", "/api/v1/sessions", headers=session)
    call(None, "DELETE", f"/api/v1/sessions/{call(None, 'GET', '/api/v1/session', headers=other)['credential']}", headers=session)
    call(None, "DELETE", "/api/v1/sessions/session-nobodys", status=404, headers=session)
    call(None, "GET", "/api/v1/session", status=401, headers=other)
    call(None, "DELETE", "/api/v1/session", headers=session)
    call(analyst, "DELETE", "/api/v1/session", status=403)
    call("operator", "POST", f"{own}/suspension")
    call(analyst, "GET", "/api/v1/me", status=401)
    call("operator", "DELETE", f"{own}/suspension")
    call("operator", "DELETE", f"{own}/password")
    call("operator", "POST", "/api/v1/people/NZL.GCSB.nobody/suspension", status=404)
    call("operator", "DELETE", "/api/v1/people/NZL.GCSB.nobody/suspension", status=404)
    call("operator", "DELETE", "/api/v1/people/NZL.GCSB.nobody/password", status=404)
    call("operator", "GET", "/api/v1/people")
    call(official, "GET", own)
    call("JPN.CIRO.analyst", "GET", own, status=404)

    token = call("operator", "POST", "/api/v1/tokens", {"person": analyst, "days": 1, "scopes": ["read"], "note": "EXERCISE", "from": ["127.0.0.0/8"]}, status=201)
    live.tokens["reader"] = token["token"]
    call("reader", "GET", "/api/v1/me")
    call("reader", "POST", "/api/v1/acts", {"act": {}, "signatures": []}, status=403)
    call(analyst, "GET", "/api/v1/tokens")
    call(analyst, "DELETE", f"/api/v1/tokens/{token['id']}")
    call("reader", "GET", "/api/v1/me", status=401)
    call(analyst, "DELETE", "/api/v1/tokens/token-nobodys", status=404)
    call("operator", "DELETE", "/api/v1/tokens?person=NZL.GCSB.clerk")
    print_of = "ab" * 32
    certificate = call("operator", "POST", "/api/v1/certificates", {"person": analyst, "fingerprint": print_of, "days": 30}, status=201)
    call(official, "POST", "/api/v1/certificates", {"person": analyst, "fingerprint": print_of, "days": 30}, status=403)
    call("operator", "GET", "/api/v1/certificates")
    call("operator", "DELETE", f"/api/v1/certificates/{certificate['id']}")
    call("operator", "DELETE", f"/api/v1/certificates/{certificate['id']}", status=404)
    page = call("operator", "GET", "/api/v1/audit?limit=2")
    call("operator", "GET", f"/api/v1/audit?limit=2&before={page['next']}")
    call(official, "GET", "/api/v1/audit")
    call("JPN.CIRO.analyst", "GET", "/api/v1/audit", status=403)
    call(official, "GET", "/api/v1/clearances?expiring=365")
    live.run("clearance", "sign", analyst, "--alliance", str(live.source / "alliances/sample"), "--key", "node/exercise/authorities/NZL.key", "-o", "clearance.json")
    clearance = json.loads((live.folder / "clearance.json").read_text())
    call(official, "POST", "/api/v1/clearances", clearance, status=201)
    call(official, "POST", "/api/v1/clearances", {**clearance, "signature": "AAAA"}, status=400)


def operating(live, analyst):
    """What keeps a node: readiness, counts, backups; for its operator alone."""
    live.call(None, "GET", "/api/v1/ready")
    for target in ("/api/v1/status", "/metrics", "/api/v1/backups"):
        live.call("operator", "GET", target)
        live.call(analyst, "GET", target, status=403)
    live.call(analyst, "POST", "/api/v1/backups", {}, status=403)
    live.call("operator", "POST", "/api/v1/backups", {}, status=202)


def code_of(secret):
    """RFC 6238, of now."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--comity", required=True)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        live = Live(str(pathlib.Path(options.comity).resolve()), options.source.resolve(), folder)
        try:
            calls(live)
        finally:
            live.stop()
    rows = {operation["operationId"] for item in live.document["paths"].values() for operation in item.values()}
    for row in sorted(rows):
        for what in ("success", "refusal"):
            if what not in live.met.get(row, set()):
                live.faults.append(f"{row}: no {what} was seen")
    for fault in live.faults:
        print(fault)
    print(f"{len(rows)} operations, {len(live.faults)} faults")
    return 1 if live.faults else 0


if __name__ == "__main__":
    sys.exit(main())
