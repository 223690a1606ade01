"""A node of the exercise, served by the program under test, and what its people do with it."""

import http.client
import json
import os
import signal
import subprocess
import uuid
from pathlib import Path

PATIENCE = 300
LABEL = {"marked": "2026-05-01T00:00:00Z", "levels": {"NZL": ["RESTRICTED"]}, "topics": [["cyber"]],
         "releasable": {"NZL": [["NZL"]]}}
EXTENSION = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"
TAXII = "application/taxii+json;version=2.1"


class Failed(Exception):
    """What was expected and is not so."""


def expect(condition, words):
    if not condition:
        raise Failed(words)


def run(*words, status=0, **more):
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE, check=False, **more)
    if status is not None and done.returncode != status:
        raise Failed(f"{words[1:4]} should end with {status} and ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Node:
    def __init__(self, comity, source, folder):
        self.comity, self.folder = str(comity), Path(folder)
        self.served = self.url = self.token = None
        self.errors = None
        run(self.comity, "init", self.folder, "--alliance", source / "alliances" / "sample")
        logins = json.loads((self.folder / "exercise/logins.json").read_text())["people"]
        self.tokens = {one["id"]: one["token"] for one in logins}
        self.tokens["operator"] = (self.folder / "operator.token").read_text().strip()

    def serve(self, *options):
        self.errors = open(self.folder.with_suffix(".log"), "ab")  # pylint: disable=consider-using-with
        self.served = subprocess.Popen([self.comity, "serve", str(self.folder), "--port", "0", "--json", *options],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors)
        line = self.served.stdout.readline()
        expect(line, "it did not serve:\n" + self.log())
        self.url = json.loads(line)["url"]
        return self

    def log(self):
        path = self.folder.with_suffix(".log")
        return path.read_text() if path.exists() else ""

    def stop(self, with_signal=signal.SIGTERM):
        if self.served:
            self.served.send_signal(with_signal)
            self.served.communicate(timeout=PATIENCE)
            self.errors.close()
            status, self.served = self.served.returncode, None
            if with_signal == signal.SIGTERM:
                expect(status == 0, f"it stopped with status {status}\n{self.log()}")

    def ask(self, method, path, person=None, body=None, headers=None):
        host = self.url.split("//")[1]
        connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        sent = dict(headers or {})
        if person:
            sent["Authorization"] = "Bearer " + self.tokens[person]
        connection.request(method, path, body, sent)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        return reply.status, dict((name.lower(), value) for name, value in reply.getheaders()), text

    def collection(self, person):
        _, _, text = self.ask("GET", "/comity/collections/", person, headers={"Accept": TAXII})
        return next(one["id"] for one in json.loads(text)["collections"] if one["can_write"])

    def share(self, person, collection, text):
        """The id, once it is acknowledged; None where it was not."""
        one = "note--" + str(uuid.uuid4())
        note = {"type": "note", "spec_version": "2.1", "id": one, "created": "2026-05-01T00:00:00.000Z",
                "modified": "2026-05-01T00:00:00.000Z", "content": text,
                "object_refs": ["malware--583b6fba-1021-4926-83d8-e5ae6b563627"],
                "extensions": {EXTENSION: {"extension_type": "property-extension", "label": LABEL}}}
        body = json.dumps({"objects": [note]})
        status, _, reply = self.ask("POST", f"/comity/collections/{collection}/objects/", person, body,
                                    {"Content-Type": TAXII, "Accept": TAXII})
        expect(status == 202, f"sharing was answered {status}: {reply}")
        return one if json.loads(reply)["success_count"] == 1 else None


def holds(comity, folder, ids):
    """Which of the ids the submitter does not get from the node in that folder."""
    done = run(comity, "get", "--dir", folder, "--as", "NZL.GCSB.submitter", "--all", "--type", "note")
    got = {json.loads(line)["id"] for line in done.stdout.splitlines()}
    return set(ids) - got


def contains(folder, text):
    """Files of a folder that hold that text."""
    found = []
    for top, _, files in os.walk(folder):
        for name in files:
            path = Path(top) / name
            if text.encode() in path.read_bytes():
                found.append(str(path.relative_to(folder)))
    return found
