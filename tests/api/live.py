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
        self.give_roll_calls()
        self.serve()
        self.document = json.loads(self.ask("operator", "GET", "/api/v1/openapi.json")[2])

    def give_roll_calls(self):
        """Twelve years of one roll call each, on which six states vote."""
        years = range(2000, 2012)
        (self.folder / "calls.csv").write_text("rcid,date\n" + "".join(f"{year},{year}-05-05\n" for year in years))
        (self.folder / "votes.csv").write_text(
            "rcid,ccode,vote\n" + "".join(f"{year},{state},{1 + (year * state) % 3}\n" for year in years for state in (2, 20, 200, 740, 900, 920)))
        with open(self.folder / "node/node.toml", "a", encoding="utf-8") as settings:
            settings.write('[alignment]\nvotes = "../votes.csv"\nrollcalls = "../calls.csv"\n')

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

    def enter(self, person):
        """The same by the person's token."""
        made = self.call(person, "POST", "/api/v1/session/by-token", status=201)
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


def later(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400))


def rounds(live):
    """A round of two agencies from its question to the scores."""
    call, nab, ciro = live.call, "NZL.NAB.submitter", "JPN.CIRO.submitter"
    marking = {"NZL": {"label": {"levels": {"NZL": ["RESTRICTED"]}, "topics": [["cyber"]], "releasable": {"NZL": [["NZL", "JPN"]]}}},
               "JPN": {"label": {"levels": {"JPN": ["秘"]}, "topics": [["cyber"]], "releasable": {"JPN": [["NZL"]]}}}}
    new = {"title": "EXERCISE", "question": "EXERCISE Will it?", "criteria": "EXERCISE It did.", "resolves": later(60), "invited": ["NZL.NAB", "JPN.CIRO"],
           "schedule": {"commit_until": later(1), "reveal_until": later(2), "discuss_until": later(3), "second_commit_until": later(4), "second_reveal_until": later(5)},
           "marking": marking["NZL"]}
    call("NZL.NAB.analyst", "POST", "/api/v1/rounds", new, status=403)
    call(nab, "POST", "/api/v1/rounds", {**new, "invited": []}, status=400)
    call(nab, "POST", "/api/v1/rounds", {**new, "resolves": later(0)}, status=400)
    opened = call(nab, "POST", "/api/v1/rounds", new, status=201)
    at = f"/api/v1/rounds/{opened['id']}"
    for person in (nab, ciro, "operator"):
        call(person, "GET", "/api/v1/rounds?limit=10")
        call(person, "GET", at)
    call("KOR.NIS.analyst", "GET", at, status=404)
    call(nab, "GET", f"{at}?origins_low=0", status=400)
    call(nab, "POST", f"{at}/discussion/end", status=412)
    files = {}
    for stage in (1, 2):
        for person, p in ((nab, "0.62"), (ciro, "0.21")):
            agency, party = person.rsplit(".", 1)[0], person[:3]
            file, paper = f"judgement-{party}-{stage}.json", f"commitment-{party}-{stage}.json"
            live.run("round", "judge", opened["id"], "--agency", agency, "--stage", str(stage), "--p", p, "--low", "0.1", "--high", "0.8", "--confidence", "low",
                     "--rationale", "EXERCISE", "--key", f"node/exercise/authorities/{party}.key", "--as", party, "-o", file, "--commitment", paper)
            files[party] = {"judgement": json.loads((live.folder / file).read_text()), "marking": marking[party]}
            commitment = json.loads((live.folder / paper).read_text())
            call(nab if person == ciro else ciro, "POST", f"{at}/commitments", commitment, status=403)
            if person == nab:
                call(person, "POST", f"{at}/reveals", files[party], status=412)
            call(person, "POST", f"{at}/commitments", commitment, status=201)
        call(nab, "POST", f"{at}/reveals", {**files["NZL"], "marking": {}}, status=400)
        call(nab, "POST", f"{at}/reveals", files["NZL"], status=201)
        call(nab, "POST", f"{at}/reveals", files["NZL"], status=409)
        call(ciro, "POST", f"{at}/withholdings", {"agency": "NZL.NAB"}, status=403)
        if stage == 2:
            call(ciro, "POST", f"{at}/withholdings", {"agency": "JPN.CIRO"}, status=201)
            continue
        call(ciro, "POST", f"{at}/reveals", files["JPN"], status=201)
        note = call(ciro, "POST", f"{at}/discussion", {"text": "EXERCISE", "marking": marking["JPN"]}, status=201)
        call(nab, "POST", f"{at}/discussion", {"text": "EXERCISE", "answers": note["id"], "marking": marking["NZL"]}, status=201)
        call(nab, "POST", f"{at}/discussion", {"text": "EXERCISE", "answers": ABSENT, "marking": marking["NZL"]}, status=404)
        call(ciro, "POST", f"{at}/discussion/end", status=403)
        call(nab, "POST", f"{at}/discussion/end")
    call(ciro, "POST", f"{at}/resolution", {"outcome": "yes", "reason": "EXERCISE"}, status=403)
    call(nab, "POST", f"{at}/resolution", {"outcome": "perhaps", "reason": "EXERCISE"}, status=400)
    call(nab, "POST", f"{at}/resolution", {"outcome": "yes", "reason": "EXERCISE", "source": "EXERCISE"}, status=201)
    shown = call(nab, "GET", f"{at}?origins_low=2&origins_high=3")
    if shown["resolution"]["scores"]["agencies"][0]["stage"] != 1 or len(shown["stages"][0]["pools"]) < 4:
        live.faults.append(f"a resolved round without scores and pools: {shown}")
    for person in (nab, ciro):
        call(person, "GET", f"{at}/export")
        call(person, "GET", "/api/v1/rounds/track")
    call("operator", "GET", f"{at}/export", status=403)
    call("operator", "GET", "/api/v1/rounds/track", status=403)


def readings(live):
    """How objects are to be read, and what would become of one that is being written."""
    call, submitter, analyst, other = live.call, "NZL.GCSB.submitter", "NZL.GCSB.analyst", "JPN.CIRO.analyst"

    def expect(right, what):
        if not right:
            live.faults.append(f"readings: {what}")

    words = call(other, "GET", "/api/v1/schemes")
    rungs = {(one["scheme"], level["word"]): level.get("rung") for one in words["schemes"] for level in one["levels"]}
    expect(rungs[("JPN", "極秘")] == rungs[("NZL", "SECRET")] == 3 and rungs[("TLP", "RED")] is None, f"rungs {rungs}")
    call("operator", "GET", "/api/v1/schemes")
    reading = call(other, "GET", f"/api/v1/objects/{TOOL % 1}/reading?owner=NZL")
    expect([(one["word"], one["as"]) for one in reading["banner"]["levels"]] == [("秘", "RESTRICTED")], f"levels {reading['banner']}")
    expect(any(one.get("agreement") == "JPN-NZL" for one in reading["notices"]), f"notices {reading['notices']}")
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}/reading?version=2026-05-02T00:00:00.000Z")
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}/reading?version=x", status=400)
    call("operator", "GET", f"/api/v1/objects/{TOOL % 1}/reading", status=403)
    call("KOR.NIS.analyst", "GET", f"/api/v1/objects/{TOOL % 1}/reading", status=404)
    preview = call(analyst, "GET", f"/api/v1/objects/{TOOL % 1}/preview?as=JPN.CIRO")
    expect(preview["reads"] and preview["people"] >= 1 and "秘" in preview["marking"], f"preview {preview}")
    expect(not call(analyst, "GET", f"/api/v1/objects/{TOOL % 1}/preview?as=KOR.NIS.analyst")["reads"], "an outsider reads")
    call(analyst, "GET", f"/api/v1/objects/{TOOL % 1}/preview", status=400)
    call(analyst, "GET", f"/api/v1/objects/{TOOL % 1}/preview?as=nobody", status=404)
    call(other, "GET", f"/api/v1/objects/{TOOL % 1}/preview?as=NZL.GCSB", status=404)
    call("operator", "GET", f"/api/v1/objects/{TOOL % 1}/preview?as=JPN.CIRO", status=403)
    call("NZL.GCSB.official", "GET", "/api/v1/approvals?limit=10")
    call(analyst, "GET", "/api/v1/approvals", status=403)

    typed = call(submitter, "POST", "/api/v1/markings", {"line": "S//REL JPN NZL", "topics": ["cyber"]})
    expect(typed["ok"] and typed["banner"]["releasable"] == ["JPN", "NZL"] and typed["short"] == "S", f"typed {typed}")
    expect(not call(submitter, "POST", "/api/v1/markings", {"line": "SECRIT//REL TO JPN"})["ok"], "a slip of the pen is understood")
    call(submitter, "POST", "/api/v1/markings", {"line": "SECRET", "party": "ATL"}, status=400)
    call(submitter, "POST", "/api/v1/markings", {"line": "SECRET", "language": "none"}, status=400)
    draft = {**tool(40), "granular_markings": [{"marking_ref": typed["definition"]["id"], "selectors": ["name"]}]}
    told = call(submitter, "POST", "/api/v1/readings", bundle(typed["definition"], draft))
    seen = {one["agency"]: one for one in told["readers"]}
    expect(told["accepted"] and seen["JPN.CIRO"]["reads"] and not seen["KOR.NIS"]["reads"], f"a draft {told}")
    expect([one["selector"] for one in told["portions"]] == ["name"] and told["banner"]["levels"][0]["word"] == "SECRET", f"portions {told}")
    bad = call(submitter, "POST", "/api/v1/readings", {"type": "tool", "id": "nonsense"})
    expect(not bad["accepted"] and bad["problems"], f"nonsense is accepted {bad}")
    cited = call(submitter, "POST", "/api/v1/readings", {**tool(41), "extensions": {EXTENSION: {
        **tool(41)["extensions"][EXTENSION], "sources": [TOOL % 3]}}})
    expect(cited["accepted"] and len(cited["sources"]) == 1, f"a source {cited}")
    call(submitter, "POST", f"/api/v1/readings?about={ABSENT}", bundle(draft), status=400)
    call(analyst, "POST", "/api/v1/readings", draft, status=403)


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

    readings(live)

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

    # How a partner handled what it was given.
    for person in (official, clerk, "operator"):
        call(person, "GET", "/api/v1/handling/JPN?since=2026-01-01")
    call(analyst, "GET", "/api/v1/handling/JPN", status=403)
    call(official, "GET", "/api/v1/handling/ATL", status=404)
    call(official, "GET", "/api/v1/handling/NZL")
    listed = call(official, "GET", "/api/v1/handling/JPN/evidence?limit=1")
    if "next" in listed:
        call(official, "GET", f"/api/v1/handling/JPN/evidence?limit=1&next={listed['next']}")
    call("operator", "GET", "/api/v1/handling/JPN/evidence?kind=recall")
    call(official, "GET", "/api/v1/handling/JPN/evidence?kind=score", status=400)
    call(analyst, "GET", "/api/v1/handling/JPN/evidence", status=403)

    # Words for likelihood.
    call(analyst, "GET", "/api/v1/yardsticks")
    call(analyst, "GET", "/api/v1/yardsticks?limit=1", status=400)
    call(analyst, "POST", "/api/v1/judgement/lint", {"text": "EXERCISE. They may possibly attack.", "yardstick": "uk-phia"})
    call(analyst, "POST", "/api/v1/judgement/lint", {"text": "EXERCISE", "yardstick": "none"}, status=400)
    call(analyst, "POST", "/api/v1/judgement/lint", {"words": "EXERCISE"}, status=400)

    # Derivations.
    call(submitter, "POST", "/api/v1/derivations", {"sources": [TOOL % 2], "tearline": True})
    call(submitter, "POST", "/api/v1/derivations", {"sources": [TOOL % 2]})
    call(submitter, "POST", "/api/v1/derivations", {"sources": [ABSENT]}, status=404)
    call(official, "GET", "/api/v1/tearlines?limit=10")
    call(analyst, "GET", "/api/v1/tearlines", status=403)

    rounds(live)

    # Agreements: one that has two persons release what is SECRET.
    draft = ("id = 'TWO'\nversion = 1\ntitle = 'EXERCISE'\nkind = 'bilateral'\nparties = ['NZL', 'CAN']\n[term]\nin_force = 2026-01-01\n"
             "[two_persons]\nlevels = [{ party = 'NZL', scheme = 'NZL', word = 'SECRET' }]\n")
    half, whole = live.signed("agreement", draft, "NZL"), live.signed("agreement", draft, "NZL", "CAN")
    call(official, "POST", "/api/v1/agreements/simulation", {"draft": half, "objects": 5})
    call(analyst, "POST", "/api/v1/agreements/simulation", {"draft": half}, status=403)
    call(official, "POST", "/api/v1/agreements/simulation", {"draft": half, "object": 5}, status=400)

    # Exposure.
    call(official, "GET", "/api/v1/exposure?members=JPN&weight=level&table=1,2,4")
    call("operator", "GET", "/api/v1/exposure?members=JPN,NZL.GCSB")
    call(official, "GET", "/api/v1/exposure?as_of=2026-01-01")
    call(analyst, "GET", "/api/v1/exposure", status=403)
    call(official, "GET", "/api/v1/exposure?members=JPN.NISC.analyst", status=404)
    call("operator", "GET", "/api/v1/exposure", status=400)
    call("operator", "GET", "/api/v1/exposure/rank")
    call(official, "GET", "/api/v1/exposure/rank?members=JPN&weight=type&table=report=5,*=2")
    call(official, "GET", "/api/v1/exposure/rank?weight=type&table=5", status=400)
    call("operator", "GET", "/api/v1/exposure/frontier?members=JPN&steps=direction&constant=2")
    call(official, "GET", "/api/v1/exposure/frontier?members=JPN&constant=0", status=400)
    exposed = call(official, "GET", "/api/v1/exposure/objects?members=JPN&limit=1&as=may_pull")
    call(official, "GET", f"/api/v1/exposure/objects?members=JPN&limit=1&as=may_pull&next={exposed['next']}")
    call("operator", "GET", "/api/v1/exposure/objects?members=JPN", status=403)
    call(official, "POST", "/api/v1/exposure/what-if", {"members": ["JPN"], "changes": ["suspend=JPN-NZL", "re-tier=JPN.NISC:秘"], "weight": "level"})
    call("operator", "POST", "/api/v1/exposure/what-if", {"members": ["NZL"], "changes": ["suspend-party=NZL"]})
    call(official, "POST", "/api/v1/exposure/what-if", {"changes": ["suspend=JPN-AUS"]}, status=404)
    call(official, "POST", "/api/v1/exposure/what-if", {"changes": ["open=JPN-NZL"]}, status=400)
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
    waiting = call(official, "GET", "/api/v1/approvals?limit=1")
    if [one["id"] for one in waiting["approvals"]] != [TOOL % 6] or not call(submitter, "GET", f"/api/v1/objects/{TOOL % 6}/reading").get("waits"):
        live.faults.append(f"what waits for a second person is not told: {waiting}")
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

    statements(live, official, clerk, other)
    desk(live, analyst, clerk)
    people(live, analyst, official)
    operating(live, analyst)
    alignment(live, analyst, official)

    # Search: over what the reader may see, with numbers and without; a query that cannot be read.
    call(analyst, "GET", "/api/v1/search?q=kelpline&facets=type,level&limit=1")
    call(analyst, "GET", "/api/v1/search?q=type:report&order=feed")
    call(analyst, "GET", "/api/v1/search?q=since:yesterday", status=400)
    call("operator", "GET", "/api/v1/search?q=kelpline")

    # What objects rest on, and who read it.
    held = call(analyst, "GET", "/api/v1/search?q=type:report&limit=2")["found"]
    ids = ",".join(one["id"] for one in held)
    call(analyst, "GET", f"/api/v1/corroboration?ids={ids}")
    call(analyst, "GET", f"/api/v1/corroboration?question={held[0]['id']}")
    call(analyst, "GET", "/api/v1/corroboration", status=400)
    call("operator", "GET", f"/api/v1/corroboration?ids={ids}")
    call(analyst, "GET", f"/api/v1/objects/{held[0]['id']}/lineage")
    call(analyst, "GET", f"/api/v1/objects/{TOOL % 99}/lineage", status=404)
    call(analyst, "GET", f"/api/v1/corroboration/overlap?ids={ids}&judged={analyst.rsplit('.', 1)[0]}:0.7&judged=AUS.ONI:0.6")
    call(official, "GET", f"/api/v1/corroboration/overlap?q=type:report&by=party")
    call(analyst, "GET", f"/api/v1/corroboration/overlap?ids={ids}&q=x", status=400)

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


def statements(live, official, clerk, stranger):
    """A statement, the meeting that it is made at, and a concern: signed outside, brought, asked for, and not told to others."""
    call = live.call
    paper = lambda *words: json.loads(live.run(*words))
    key = lambda party: ("--key", f"node/exercise/authorities/{party}.key", "--as", party)
    meeting = {"id": "NZL-live", "convenor": "NZL", "kind": "summit", "title": "EXERCISE", "from": "2026-05-20", "parties": ["AUS", "NZL"],
               "agenda": [{"title": "EXERCISE", "statements": ["NZL-words"]}]}
    call(official, "POST", "/api/v1/meetings", meeting, status=201)
    call(official, "POST", "/api/v1/meetings", {**meeting, "kind": "dinner"}, status=400)
    call(clerk, "POST", "/api/v1/meetings", meeting, status=403)
    document = {"id": "NZL-words", "version": 1, "convenor": "NZL", "title": "EXERCISE", "language": "en", "meeting": "NZL-live", "topics": ["cyber"], "invited": ["AUS", "JPN", "NZL"],
                "afterwards": "everybody", "quorum": {"least": 2}, "paragraphs": [{"id": "p1", "text": "EXERCISE"}]}
    call(official, "POST", "/api/v1/statements", document, status=201)
    call(official, "POST", "/api/v1/statements", document, status=409)
    call(clerk, "POST", "/api/v1/statements", document, status=403)
    document = {**document, "version": 2, "paragraphs": [{"id": "p1", "text": "EXERCISE twice"}]}
    call(official, "POST", "/api/v1/statements", document, status=201)
    (live.folder / "words.json").write_text(json.dumps(document))
    signed = {party: paper("statement", deed, "words.json", *key(party), *more) for party, deed, more in
              (("AUS", "abstain", ()), ("JPN", "sign", ("--reserve", "p1=once", "--note", "EXERCISE")), ("NZL", "sign", ()))}
    target = "/api/v1/statements/NZL-words"
    call(stranger, "POST", target + "/positions", signed["JPN"], status=404)
    for party in ("AUS", "JPN"):
        call("operator", "POST", target + "/positions", signed[party], status=201)
    call("operator", "POST", target + "/positions", signed["JPN"], status=409)
    for person in ("operator", official):
        call(person, "GET", target)
        call(person, "GET", "/api/v1/statements?state=open&limit=1")
    call(official, "GET", "/api/v1/statements?state=open&party=JPN&meeting=NZL-live&limit=1")
    call("operator", "GET", "/api/v1/statements?party=JPN", status=400)
    call(official, "GET", "/api/v1/statements?state=signed", status=400)
    call(stranger, "GET", target, status=404)
    call(official, "GET", target + "/difference?from=1&to=2")
    call(official, "GET", target + "/difference?from=7", status=404)
    call(stranger, "GET", target + "/file", status=404)
    call(stranger, "POST", target + "/end", {"reason": "EXERCISE"}, status=404)
    call(official, "POST", "/api/v1/statements", {**document, "id": "NZL-ended", "version": 1}, status=201)
    call(official, "POST", "/api/v1/statements/NZL-ended/end", {"reason": "EXERCISE"}, status=201)
    call(official, "GET", "/api/v1/statements/NZL-ended")
    call(clerk, "POST", target + "/positions", signed["NZL"], status=201)
    call(official, "POST", target + "/end", {"reason": "EXERCISE"}, status=412)
    (live.folder / "words-file.json").write_text(json.dumps(call(stranger, "GET", target + "/file")))
    if "JPN: sign by JPN" not in live.run("statement", "verify", "words-file.json"):
        live.faults.append("a statement's file does not say who signed")
    call("operator", "GET", target + "/file", status=403)
    call(official, "GET", "/api/v1/meetings?limit=1")
    call(official, "GET", "/api/v1/meetings?next=x", status=400)
    call(official, "GET", "/api/v1/meetings/NZL-live")
    call(stranger, "GET", "/api/v1/meetings/NZL-live", status=404)
    past = (live.source / "alliances/sample/statements/past.csv").read_text()
    call(clerk, "POST", "/api/v1/positions", {"csv": past}, status=201)
    call(stranger, "POST", "/api/v1/positions", {"csv": past}, status=403)
    call(clerk, "GET", "/api/v1/positions?party=NZL&topic=cyber")
    call(stranger, "GET", "/api/v1/positions")
    call(clerk, "GET", "/api/v1/positions?topics=cyber", status=400)

    raised = paper("concern", "raise", "NZL-live-1", "--about", "AUS.ASD", "--category", "marking", "--text", "EXERCISE", "--remedy", "EXERCISE", "--answer-by", "2036-01-01", "--tell", "JPN", *key("NZL"))
    call(stranger, "POST", "/api/v1/concerns", raised, status=403)
    call(official, "POST", "/api/v1/concerns", raised, status=201)
    answered = paper("concern", "answer", "NZL-live-1", "--text", "EXERCISE", "--remedy-by", "2036-01-01", *key("AUS"))
    call("operator", "POST", "/api/v1/concerns", answered, status=201)
    for person in (clerk, stranger):
        call(person, "GET", "/api/v1/concerns?about=AUS&category=marking&open=true")
    call("operator", "GET", "/api/v1/concerns?category=marking&open=true")
    call("operator", "GET", "/api/v1/concerns?about=AUS", status=400)
    call("operator", "GET", "/api/v1/concerns/NZL-live-1", status=404)
    call(clerk, "GET", "/api/v1/concerns?category=none", status=400)
    call(clerk, "GET", "/api/v1/concerns/NZL-live-1")
    call(stranger, "GET", "/api/v1/concerns/NZL-live-1", status=404)


def desk(live, person, clerk):
    """What is new and what is owed; and a notebook that two tabs do not overwrite for each other."""
    call = live.call
    found = call(person, "GET", "/api/v1/desk?after=0.0")
    for side in ("gained", "lost"):
        if found[side]["objects"] != sum(group["objects"] for group in found[side]["groups"]) + found[side].get("rest", {"objects": 0})["objects"]:
            live.faults.append(f"the groups of what was {side} do not add up")
    if found["gained"]["objects"] == 0:
        live.faults.append("the desk of somebody who reads the sample has nothing new")
    call(person, "GET", "/api/v1/desk")
    call(person, "GET", "/api/v1/desk?after=yesterday", status=400)
    call("operator", "GET", "/api/v1/desk", status=403)
    for one in (person, clerk, "operator"):
        call(one, "GET", "/api/v1/owed")
    call(None, "GET", "/api/v1/owed", status=401)
    call(person, "PUT", "/api/v1/notebook/seen/desk", {"cursor": found["next"]}, status=201)
    if call(person, "GET", "/api/v1/desk")["gained"]["objects"] != 0:
        live.faults.append("what was seen is new")

    entry = "/api/v1/notebook/draft/one"
    call(person, "PUT", entry, {"title": "EXERCISE 港"}, status=201, headers={"If-None-Match": "*"})
    call(person, "PUT", entry, {"title": "EXERCISE 2"}, status=412, headers={"If-None-Match": "*"})
    if call(person, "GET", entry) != {"title": "EXERCISE 港"}:
        live.faults.append("an entry is not as it was kept")
    tag = live.answered["ETag"]
    call(person, "PUT", entry, {"title": "EXERCISE 3"}, headers={"If-Match": tag})
    after = live.answered["ETag"]
    call(person, "PUT", entry, {"title": "EXERCISE 4"}, status=412, headers={"If-Match": tag})
    call(person, "GET", entry)
    if live.answered["ETag"] != after:
        live.faults.append("the ETag of an entry is not what keeping it answered")
    call(person, "PUT", entry, [1], status=400)
    call(person, "PUT", entry, {"title": "x" * (257 << 10)}, status=413)
    call(person, "PUT", "/api/v1/notebook/diary/one", {}, status=404)
    call("operator", "PUT", entry, {}, status=403)
    call(person, "GET", "/api/v1/notebook?kind=draft")
    listed = call(person, "GET", "/api/v1/notebook?limit=1")
    if [one["id"] for one in listed["entries"] + call(person, "GET", f"/api/v1/notebook?limit=1&next={listed['next']}")["entries"]] != ["one", "desk"]:
        live.faults.append("the pages of a notebook are not its entries")
    call(person, "GET", "/api/v1/notebook?kind=diary", status=400)
    call("operator", "GET", "/api/v1/notebook", status=403)
    call(clerk, "GET", entry, status=404)
    call(clerk, "DELETE", entry, status=404)
    call(person, "DELETE", entry, status=412, headers={"If-Match": tag})
    call(person, "DELETE", entry, headers={"If-Match": after})
    call(person, "GET", entry, status=404)


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
    call(None, "POST", "/api/v1/session/by-token", status=401)
    session = live.enter("operator")
    call(None, "GET", "/api/v1/me", headers=session)
    call(None, "GET", "/api/v1/sessions", headers=session)
    call(None, "POST", "/api/v1/session/by-token", status=403, headers=session)
    call(None, "DELETE", "/api/v1/session", headers=session)
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
    call("JPN.CIRO.analyst", "POST", "/api/v1/clearances/prepare", {"person": "JPN.CIRO.analyst", "until": "2031-01-01T00:00:00Z"}, status=403)
    call(official, "POST", "/api/v1/clearances/prepare", {"person": "JPN.CIRO.analyst", "until": "2031-01-01T00:00:00Z"}, status=404)
    call(official, "POST", "/api/v1/clearances/prepare", {"person": analyst, "until": "2031-01-01T00:00:00Z", "levels": {"NZL": "COSMIC"}}, status=400)
    prepared = call(official, "POST", "/api/v1/clearances/prepare", {"person": analyst, "until": "2031-01-01T00:00:00Z"})
    (live.folder / "prepared.json").write_text(prepared["clearance"])
    live.run("clearance", "sign", "--prepared", "prepared.json", "--key", "node/exercise/authorities/NZL.key", "-o", "renewed.json")
    call(official, "POST", "/api/v1/clearances", json.loads((live.folder / "renewed.json").read_text()), status=201)
    assert [one["until"] for one in call(official, "GET", "/api/v1/clearances")["clearances"] if one["person"] == analyst] == ["2031-01-01T00:00:00.000000Z"]
    live.run("clearance", "sign", analyst, "--alliance", str(live.source / "alliances/sample"), "--key", "node/exercise/authorities/NZL.key", "-o", "clearance.json")
    clearance = json.loads((live.folder / "clearance.json").read_text())
    call(official, "POST", "/api/v1/clearances", clearance, status=201)
    call(official, "POST", "/api/v1/clearances", {**clearance, "signature": "AAAA"}, status=400)


def alignment(live, analyst, official):
    """Votes compared; what is shared, to officials."""
    call = lambda target, **more: live.call(more.pop("person", analyst), "GET", "/api/v1/alignment/" + target, **more)
    call("pairs?year=2005")
    call("pairs?member=USA,NZL,740&by=year&times=20&seed=4&abstain=as-no&absent=as-abstain&unanimous=drop&important=false")
    call("pairs?member=QQQ", status=404)
    call("pairs?index=agree3", status=400)
    call("pairs?of=statements")
    call("pairs?community=FVEY")
    page = call("pair?a=USA&b=AUS&by=whole&limit=2")
    call(f"pair?a=USA&b=AUS&by=whole&limit=2&next={page['next']}")
    call(f"pair?a=USA&b=JPN&by=whole&limit=2&next={page['next']}", status=400)
    call("pair?a=USA", status=400)
    call("rice?member=USA,NZL,JPN&from=2003-01-01&to=2008-12-31&limit=3")
    call("rice?by=month", status=400)
    call("lone?alone=apart")
    call("lone?alone=never", status=400)
    call("line?issue=nu")
    call("line?member=QQQ", status=404)
    call("window?date=2006-01-01&a=USA&b=NZL&index=agree2&before=3&after=3&donor=CAN,GBR,AUS")
    call("window?agreement=JPN-NZL&a=JPN&b=NZL", status=400)  # in force since after the last of these roll calls
    call("window?agreement=JPN-NZL", person="KOR.NIS.analyst", status=404)
    call("window?a=USA&b=NZL", status=400)
    call("sharing?index=S_abs&times=50", person=official)
    call("sharing?from=2005-01-01", person="operator")
    call("sharing", status=403)


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
