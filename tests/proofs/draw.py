#!/usr/bin/env python3
"""Draws worlds, labels, readers and grants at random and writes them as cases, decided by the model: tests/proofs/draw.py --out FOLDER

FOLDER then holds drawn_N.cases.toml and worlds/drawn_N/, in the forms of tests/cases (README.md there). Engine and reference
evaluator run them with COMITY_CASES=FOLDER. Needs no Z3: the model's rules answer on plain truth values.
"""

import argparse
import copy
import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from model import ALL, NONE, TLP, Grants, Reader, Rules, Universe

PARTIES = ["ALF", "BRV", "CHA", "DEL"]
GHOST = "ZED"  # originates, and is in no directory
AGENCIES = {p: [f"{p}.ONE", f"{p}.TWO"] for p in PARTIES + [GHOST]}
PERSONS = {a: [f"{a}.first", f"{a}.second"] for p in PARTIES for a in AGENCIES[p]} | {a: [] for a in AGENCIES[GHOST]}
RANKS = {"ALF": 4, "BRV": 4, "CHA": 4, "DEL": 4, "PACT": 4, "NIL": 1}  # the scheme NIL and the words ODD do not exist
WORDS = ["LOW", "MID", "HIGH", "ODD"]
TOPICS = ["trade", "sea", "air"]
CLAUSES = [ALL] + [tuple(t for i, t in enumerate(TOPICS) if bits >> i & 1) for bits in range(8)]
PURPOSES = ["work", "study"]
COMPARTMENTS = ["RED", "BLUE"]
CONTROLS = ["NOFORN", "EYES-ONLY", "ORCON", "PROPIN", "LIMDIS", "NO-COPY", "NO-CLIENTS", "MYSTERY"]
CONDITIONS = ["always", "new", "old", "warned", "unwarned"]
INSTANTS = [0, 1, 2, 3, 4]
VARIANTS = [(created, warned) for created in (0, 1) for warned in (False, True)]
# How a case came out, and the most of a hundred cases that may come out so: most draws would be denied by the first clauses.
SHARES = {"vouched": 3, "unknown": 4, "clearance": 6, "compartment": 4, "topic": 4, "purpose": 4, "action": 4, "tlp": 6, "control": 6,
          "releasable": 8, "recalled": 3, "2": 20, "own": 10, "2a": 20, "2b": 15, "2c": 10}
OUTCOMES = list(SHARES)


def date(instant):
    return f"2026-{instant + 1:02d}-01"


def word_name(word):
    return "NONE" if word == NONE else WORDS[word[1]]


def defined(word):
    return word == NONE or (word[0] != "NIL" and word[1] < 3)


def universe(label):
    """What there is to ask about one label: only what it holds, of what a label can hold."""
    u = Universe(AGENCIES, PERSONS, RANKS, VARIANTS, CONDITIONS, list(label.sets), [0, 1, 2], ["G1", "G2", "G3", "G4", "G5"], CLAUSES, PURPOSES,
                 ["odd marking"], COMPARTMENTS, CONTROLS, communities=("RING",), instants=INSTANTS)
    u.level_words = sorted({w for words in label.levels.values() for w in words})
    u.clauses = [c for c in CLAUSES if c in label.topics]
    u.compartments, u.controls = label.compartments, label.controls
    return u


def spell(rng, open_start=0.7, open_end=0.7):
    """[from, until) in instants; None is without end."""
    start = 0 if rng.random() < open_start else rng.choice(INSTANTS)
    return start, None if rng.random() < open_end else rng.randrange(start + 1, len(INSTANTS) + 1)


def within(at, start, until):
    return start <= at and (until is None or at < until)


def some_of(rng, items, chance):
    return [x for x in items if rng.random() < chance]


class DrawnWorld:
    """A directory and agreements, as plain values; answers the model's facts about them."""

    def __init__(self, rng):
        self.rng = rng
        self.uses = {p: [p] + (["PACT"] if rng.random() < 0.4 else []) for p in PARTIES}
        self.defaults = {p: rng.choice([[p], [p], ALL, [AGENCIES[p][0]], [p, rng.choice(PARTIES)]]) for p in PARTIES}
        self.clients = {a for p in PARTIES for a in AGENCIES[p][1:] if rng.random() < 0.5}
        self.people = {x: self.person(p) for p in PARTIES for a in AGENCIES[p] for x in PERSONS[a]}
        self.spells = [(p, *s) for p in PARTIES for s in self.membership()]
        self.suspensions = [(by, of, *spell(rng, 0.3, 0.4)) for by in PARTIES for of in PARTIES if by != of and rng.random() < 0.12]
        self.agreements = {f"G{n + 1}": self.agreement(n) for n in range(5)}
        self.sets = {}  # of the label that is decided, and the stated defaults

    def membership(self):
        rng, kind = self.rng, self.rng.random()
        if kind < 0.2:
            return []
        if kind < 0.6:
            return [spell(rng)]
        left = rng.choice([1, 2])
        return [(0, left), (rng.choice([left, left + 1]), rng.choice([None, 4]))]  # left, and came back: perhaps at once

    def person(self, party):
        rng = self.rng
        if rng.random() < 0.06:
            return None  # nobody vouches
        start, until = spell(rng, 0.9, 0.85)
        return {"clearance": {s: rng.choice([0, 1, 1, 2, 2]) for s in self.uses[party] if rng.random() < 0.93},
                "accesses": some_of(rng, [(p, c) for p in PARTIES for c in COMPARTMENTS], 0.6), "topics": some_of(rng, TOPICS, 0.7),
                "purposes": some_of(rng, PURPOSES, 0.85) or ["work"], "from": start, "until": until}

    def agreement(self, n):
        rng = self.rng
        members = PARTIES[:] if n == 0 else rng.sample(PARTIES, 3) if n == 1 else rng.sample(PARTIES, 2)
        words = [(s, r) for s in sorted({s for p in members for s in self.uses[p]}) for r in range(3)]
        rows, levels = [], []
        for rank in range(3):
            if rng.random() < 0.8:
                levels.append({p: (p, rank) if rng.random() < 0.9 else (p, max(rank - 1, 0)) for p in members})
        for rank in some_of(rng, range(3), 0.4):  # beside a level row: both must be reached
            o, r = rng.sample(members, 2)
            rows.append({"o": o, "word": (o, rank), "r": r, "to": (r, min(rank + 1, 2)), "condition": rng.choice(CONDITIONS), "from": 0,
                         "until": None, "both_ways": False})
        if rng.random() < 0.5:
            levels.append({members[0]: NONE, members[1]: rng.choice([NONE, (members[1], 0)])})
        for _ in range(rng.randrange(5)):
            o, r = rng.sample(members, 2)
            to = rng.choice([w for w in words if w[0] in self.uses[r]] + [NONE])
            start, until = spell(rng, 0.8, 0.7)
            rows.append({"o": o, "word": rng.choice([w for w in words if w[0] in self.uses[o]] + [NONE]), "r": r, "to": to,
                         "condition": rng.choice(CONDITIONS), "from": start, "until": until, "both_ways": rng.random() < 0.3})
        floating = rng.random() < 0.5
        return {"parties": {p: spell(rng, 0.85, 0.85) for p in members}, "term": spell(rng, 0.85, 0.5), "levels": levels, "rows": rows,
                "topics": None if rng.random() < 0.55 else some_of(rng, TOPICS, 0.7),
                "purposes": None if rng.random() < 0.55 else some_of(rng, PURPOSES, 0.8),
                "compartments": some_of(rng, [(p, c) for p in members for c in COMPARTMENTS], 0.7),
                "controls": some_of(rng, ["PROPIN", "LIMDIS", "NO-COPY", "ORCON"], 0.6), "action": rng.choice(["copy", "copy", "copy", "display"]),
                "floating": floating, "earlier": floating and rng.random() < 0.5, "kept": rng.random() < 0.85,
                "kept_for": None if rng.random() < 0.6 else some_of(rng, [a for p in members for a in AGENCIES[p]], 0.5) or None,
                "suspensions": [(o, r, *spell(rng, 0.3, 0.4)) for o in members for r in members if o != r and rng.random() < 0.1]}

    # -- the facts

    def __call__(self, relation, *key):
        return getattr(self, "is_" + relation)(*key)

    def is_all(self, k):
        return self.sets[k] == ALL

    def is_names(self, k, member):
        return self.sets[k] != ALL and member in self.sets[k]

    def is_member(self, _, party, at):
        return any(p == party and within(at, start, until) for p, start, until in self.spells)

    def is_begins(self, _, party, at):
        return any(p == party and start == at for p, start, until in self.spells)

    def is_uses(self, party, scheme):
        return scheme in self.uses.get(party, [])

    def is_defined(self, word):
        return defined(word)

    def is_party(self, party):
        return party in PARTIES

    def is_party_suspended(self, by, of, at):
        return any((b, p) == (by, of) and within(at, start, until) for b, p, start, until in self.suspensions)

    def is_in_force(self, g, at):
        return within(at, *self.agreements[g]["term"])

    def is_party_of(self, g, party):
        return party in self.agreements[g]["parties"]

    def is_bound(self, g, party, at):
        return self.is_party_of(g, party) and within(at, *self.agreements[g]["parties"][party])

    def is_suspended(self, g, o, r, at):
        return any((x, y) == (o, r) and within(at, start, until) for x, y, start, until in self.agreements[g]["suspensions"])

    def is_row(self, g, o, word, r, to, condition, at):
        terms = self.agreements[g]
        if condition == "always" and o != r and any(x.get(o) == word and x.get(r) == to for x in terms["levels"]):
            return True
        return any(x["condition"] == condition and within(at, x["from"], x["until"]) and
                   ((x["o"], x["word"], x["r"], x["to"]) == (o, word, r, to) or
                    (x["both_ways"] and (x["r"], x["to"], x["o"], x["word"]) == (o, word, r, to))) for x in terms["rows"])

    def is_g_all_topics(self, g):
        return self.agreements[g]["topics"] is None

    def is_g_topic(self, g, word):
        return word in (self.agreements[g]["topics"] or [])

    def is_g_purpose(self, g, word):
        allowed = self.agreements[g]["purposes"]
        return allowed is None or word in allowed

    def is_g_compartment(self, g, owned):
        return owned in self.agreements[g]["compartments"]

    def is_accepts(self, g, control):
        return control in self.agreements[g]["controls"]

    def is_g_action(self, g, action):
        return action == "display" or self.agreements[g]["action"] == "copy"

    def is_floating(self, g):
        return self.agreements[g]["floating"]

    def is_earlier(self, g):
        return self.agreements[g]["earlier"]

    def is_kept(self, g):
        return self.agreements[g]["kept"]

    def is_kept_for_all(self, g):
        return self.agreements[g]["kept_for"] is None

    def is_kept_for(self, g, agency):
        return agency in (self.agreements[g]["kept_for"] or [])

    def reader(self, person, purpose, action, at):
        party, agency = person.split(".")[0], ".".join(person.split(".")[:2])
        vouched = self.people[person] if self.people[person] and within(at, self.people[person]["from"], self.people[person]["until"]) else None

        def facts(relation, *key):
            if relation in ("client", "copy", "vouched", "declares"):
                return {"client": agency in self.clients, "copy": action == "copy", "vouched": vouched is not None,
                        "declares": key == (purpose,)}[relation]
            if vouched is None:
                return False
            if relation == "reach":
                return vouched["clearance"].get(key[0], -1) >= key[1]
            return key[0] in vouched[{"access": "accesses", "topic": "topics", "purpose": "purposes"}[relation]]
        return Reader(party, agency, person, facts)


# ---- Labels and grants -----------------------------------------------------------------------------------------------

class DrawnLabel:
    def __init__(self, rng, world, name):
        self.name = name
        origin = rng.sample(PARTIES, rng.choice([1, 1, 1, 2, 2, 3])) + ([GHOST] if rng.random() < 0.02 else [])
        self.originators = {rng.choice(AGENCIES[p]) for p in origin}
        self.originators |= {a for p in origin for a in AGENCIES[p] if rng.random() < 0.15} | {p for p in origin if rng.random() < 0.08}
        known = origin if rng.random() < 0.95 else PARTIES
        self.levels = {p: self.words(rng, world, p) for p in known if rng.random() < 0.97}
        self.levels = {p: words for p, words in self.levels.items() if words}
        self.sets = {}
        self.R = {p: self.draw_sets(rng, world) for p in known if rng.random() < 0.9}
        self.S = {p: list(self.R.get(p, [])) + self.draw_sets(rng, world, (0, 1)) for p in known if rng.random() < 0.9}
        self.R, self.S = ({p: sets for p, sets in kind.items() if sets} for kind in (self.R, self.S))
        plain = 0.25 if rng.random() < 0.7 else 1  # or hardly a label would be readable
        owners = origin if rng.random() < 0.9 else PARTIES
        self.compartments = [(p, c) for p in owners for c in COMPARTMENTS if rng.random() < 0.12 * plain]
        self.topics = [] if rng.random() < 0.08 else [rng.choice(CLAUSES) for _ in range(rng.choice([1, 1, 1, 2]))] if rng.random() < 0.6 * plain else [ALL]
        self.controls = [(p, c) for p in owners for c in CONTROLS if rng.random() < plain * (0.03 if c in ("MYSTERY", "NOFORN", "EYES-ONLY") else 0.08)]
        self.purposes = ALL if rng.random() < 0.75 else some_of(rng, PURPOSES, 0.6)
        self.tlp = rng.choice([None] * 5 + TLP) if rng.random() < plain else None
        self.action = rng.choice(["copy"] * 8 + ["display", "none"])
        self.unknowns = ["odd marking"] if rng.random() < 0.02 else []

    def varied(self, rng, world, name):
        """The label with one thing more: a case beside one that is permitted tells readings of a rule apart."""
        other = copy.deepcopy(self)
        other.name = name
        party = rng.choice(sorted({x.split(".")[0] for x in self.originators}))
        kind = rng.choice(["control"] * 4 + ["level", "level", "set", "set", "tlp", "topic", "compartment", "originator"])
        if kind == "control":
            other.controls.append((party, rng.choice(CONTROLS[:-1])))
        elif kind == "level":
            other.levels[party] = sorted(set(other.levels.get(party, []) + self.words(rng, world, party)))
        elif kind == "set":
            both, only = other.draw_sets(rng, world, (1,)), other.draw_sets(rng, world, (0, 1))
            other.R.setdefault(party, []).extend(both)
            other.S.setdefault(party, []).extend(both + only)
        elif kind == "tlp":
            other.tlp = rng.choice(TLP[3:])
        elif kind == "topic":
            other.topics.append(rng.choice(CLAUSES))
        elif kind == "compartment":
            other.compartments.append((party, rng.choice(COMPARTMENTS)))
        else:
            more = rng.choice(PARTIES)
            other.originators.add(rng.choice(AGENCIES[more]))
            other.levels.setdefault(more, [((more, 0), 0, False)])
        return other

    def words(self, rng, world, party):
        own = [(s, r) for s in world.uses.get(party, ["ALF"]) for r in range(3)]
        out = []
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            roll = rng.random()
            any_word = (rng.choice(list(RANKS)[:5]), rng.randrange(3))
            out.append(rng.choice(own) if roll < 0.85 else NONE if roll < 0.92 else any_word if roll < 0.97 else
                       rng.choice([(rng.choice(PARTIES), 3), ("NIL", 0)]))
        return sorted({(w, *rng.choice(VARIANTS)) for w in out})

    def draw_sets(self, rng, world, sizes=(1, 1, 1, 2)):
        keys = []
        for _ in range(rng.choice(sizes)):
            key = (self.name, len(self.sets))
            roll = rng.random()
            names = PARTIES * 3 + [("RING", d) for d in (0, 1, 2)] * 2 + [a for p in PARTIES for a in AGENCIES[p]]
            names += [x for p in PARTIES for a in AGENCIES[p] for x in PERSONS[a]]
            self.sets[key] = ALL if roll < 0.45 else [] if roll < 0.48 else sorted({rng.choice(names) for _ in range(rng.randrange(1, 7))}, key=str)
            keys.append(key)
        return keys

    def __call__(self, relation, *key):
        x = key[0]
        return {"originator": lambda: x in self.originators, "level": lambda: key[1] in self.levels.get(x, []),
                "R": lambda: key[1] in self.R.get(x, []), "S": lambda: key[1] in self.S.get(x, []),
                "compartment": lambda: x in self.compartments, "topic": lambda: x in self.topics, "control": lambda: x in self.controls,
                "purpose": lambda: self.purposes == ALL or x in self.purposes,
                "tlp": lambda: self.tlp is not None and TLP.index(x) <= TLP.index(self.tlp),
                "action": lambda: self.action == "copy" or self.action == x, "unknown": lambda: x in self.unknowns}[relation]()

    def text(self):
        def members(k):
            if self.sets[k] == ALL:
                return ALL
            return [f"{m[0]}@{date(m[1])}" if isinstance(m, tuple) else m for m in self.sets[k]]
        out = {"originators": sorted(self.originators),
               "levels": {p: [{"scheme": w[0], "word": word_name(w), "created": date(c) + "T00:00:00Z", "warnings": ["raise"] if warned else []}
                              for w, c, warned in words] for p, words in self.levels.items()},
               "compartments": [{"party": p, "name": c} for p, c in self.compartments],
               "topics": [c if c == ALL else list(c) for c in self.topics],
               "releasable": {p: [members(k) for k in keys] for p, keys in self.R.items()},
               "displayable": {p: [members(k) for k in keys] for p, keys in self.S.items()},
               "restricting": [{"party": p, "name": c} for p, c in self.controls], "permitting": [], "purposes": self.purposes,
               "actions": self.action, "duties": [], "unknowns": self.unknowns}
        if self.tlp:
            out["tlp"] = self.tlp
        return json.dumps(out, separators=(",", ":"))


class DrawnGrants:
    def __init__(self, rng, world, label, party, at):
        origin = sorted({x.split(".")[0] for x in label.originators})
        speakers = sorted(label.originators) + [a for p in origin for a in AGENCIES[p]] + origin * 2
        self.consents, self.held = [], []
        if rng.random() < 0.35:
            for by in ([rng.choice(speakers)] if rng.random() < 0.5 else origin if rng.random() < 0.5 else sorted(label.originators)):
                start, until = spell(rng, 0.8, 0.8)
                to = party if rng.random() < 0.9 else rng.choice(PARTIES)
                mine = [(s, r) for s in world.uses[to] for r in range(3)] * 3 + [NONE] * 2 + [(rng.choice(PARTIES), 0)]
                self.consents.append({"by": by, "to": to, "action": rng.choice(["copy", "copy", "display"]),
                                      "purposes": ALL if rng.random() < 0.7 else some_of(rng, PURPOSES, 0.6), "level": rng.choice(mine),
                                      "from": start, "until": until, "revoked": rng.choice([None] * 6 + INSTANTS[:3])})
        if rng.random() < 0.7:
            for o in origin:
                between = [g for g, terms in world.agreements.items() if o in terms["parties"] and party in terms["parties"]]
                if o in PARTIES and o != party and between:
                    self.held.append({"from": o, "under": rng.choice(between), "received": rng.choice(INSTANTS[:at + 2]),
                                      "action": rng.choice(["copy", "copy", "display"])})
        self.recalled = rng.random() < 0.06

    def facts(self):
        def consent(x):
            answers = {"on": lambda _: True, "by": lambda p: x["by"] == p, "to": lambda p: x["to"] == p,
                       "action": lambda a: a == "display" or x["action"] == "copy", "purpose": lambda w: x["purposes"] == ALL or w in x["purposes"],
                       "level": lambda w: x["level"] == w, "valid": lambda t: within(t, x["from"], x["until"]),
                       "revoked": lambda t: x["revoked"] is not None and x["revoked"] <= t}
            return lambda relation, *key: answers[relation](*key)

        def held(x):
            answers = {"on": lambda _: True, "from": lambda p: x["from"] == p, "under": lambda g: x["under"] == g,
                       "received": lambda t: x["received"] == t, "action": lambda a: a == "display" or x["action"] == "copy"}
            return lambda relation, *key: answers[relation](*key)
        return Grants(map(consent, self.consents), map(held, self.held), lambda _: self.recalled)

    def lines(self):
        out = ["recalled = true"] if self.recalled else []
        for x in self.consents:
            out += ["[[case.consent]]", f'by = "{x["by"]}"', f'to = "{x["to"]}"', f'actions = "{x["action"]}"', f"purposes = {listed(x['purposes'])}",
                    f"level = {toml_word(x['level'])}", f"from = {date(x['from'])}"]
            out += [f"{end} = {date(x[end])}" for end in ("until", "revoked") if x[end] is not None]
        for x in self.held:
            out += ["[[case.held]]", f'from = "{x["from"]}"', f'agreement = "{x["under"]}"', f"received = {date(x['received'])}T00:00:00Z",
                    f'action = "{x["action"]}"']
        return out


# ---- The files -------------------------------------------------------------------------------------------------------

def listed(values):
    return json.dumps(values)  # strings and lists of strings are the same in TOML


def toml_word(word):
    return f'{{ scheme = "{word[0]}", word = "{word_name(word)}" }}'


def owned(pairs):
    return "[" + ", ".join(f'{{ party = "{p}", name = "{c}" }}' for p, c in pairs) + "]"


def ending(until, name="until"):
    return [] if until is None else [f"{name} = {date(until)}"]


def alliance_text(world):
    out = ['title = "EXERCISE drawn world"']
    for s in list(RANKS)[:5]:
        out += ["[[scheme]]", f'id = "{s}"', 'title = "EXERCISE"', 'source = "EXERCISE"', 'levels = [["LOW"], ["MID"], ["HIGH"]]']
    for p in PARTIES:
        out += ["[[party]]", f'id = "{p}"', 'name = "EXERCISE"', f"schemes = {listed(world.uses[p])}", f"default_readers = {listed(world.defaults[p])}"]
    for p in PARTIES:
        for a in AGENCIES[p]:
            out += ["[[agency]]", f'id = "{a}"', 'name = "EXERCISE"', 'role = "assessment"', f"client = {str(a in world.clients).lower()}"]
    for x, person in world.people.items():
        out += ["[[person]]", f'id = "{x}"', 'name = "EXERCISE"', 'roles = ["reader"]']
        if person:
            clearance = ", ".join(f'{s} = "{WORDS[r]}"' for s, r in person["clearance"].items())
            out += [f"clearance = {{ {clearance} }}", f"accesses = {owned(person['accesses'])}", f"topics = {listed(person['topics'])}",
                    f"purposes = {listed(person['purposes'])}", f'default_purpose = "{person["purposes"][0]}"', f"from = {date(person['from'])}"]
            out += ending(person["until"])
    spells = ["{ " + ", ".join([f'party = "{p}"', f"from = {date(start)}"] + ending(until)) + " }" for p, start, until in world.spells]
    out += ["[[community]]", 'id = "RING"', 'name = "EXERCISE"', f"members = [{', '.join(spells)}]"]
    for by, of, start, until in world.suspensions:
        out += ["[[suspension]]", f'by = "{by}"', f'party = "{of}"', f"from = {date(start)}"] + ending(until)
    return "\n".join(out) + "\n"


def agreement_text(name, terms):
    def party(p):
        start, until = terms["parties"][p]
        return f'"{p}"' if (start, until) == (0, None) else "{ " + ", ".join([f'party = "{p}"', f"since = {date(start)}"] + ending(until)) + " }"
    parties = terms["parties"]
    out = [f'id = "{name}"', "version = 1", 'title = "EXERCISE"', f'kind = "{"bilateral" if len(parties) == 2 else "multilateral"}"',
           f"parties = [{', '.join(party(p) for p in parties)}]", "[term]", f"in_force = {date(terms['term'][0])}"] + ending(terms["term"][1])
    for level in terms["levels"]:
        out += ["[[levels]]"] + [f"{p} = {toml_word(w)}" for p, w in level.items()]
    conditions = {"always": [], "new": [f"created_from = {date(1)}"], "old": [f"created_before = {date(1)}"],
                  "warned": ['with_warnings = ["raise"]'], "unwarned": ['without_warnings = ["raise"]']}
    for x in terms["rows"]:
        out += ["[[equivalence]]"] + [f'{end} = {{ party = "{x[p]}", scheme = "{x[w][0]}", word = "{word_name(x[w])}" }}'
                                      for end, p, w in (("from", "o", "word"), ("to", "r", "to"))]
        out += [f"valid_from = {date(x['from'])}"] + ending(x["until"], "valid_until") + conditions[x["condition"]]
        out += ["both_ways = true"] if x["both_ways"] else []
    for clause in ("topics", "purposes"):
        out += [] if terms[clause] is None else [f"[{clause}]", f"any = {listed(terms[clause])}"]
    out += ["[compartments]", f"accepted = {owned(terms['compartments'])}", "[controls]", f"accepted = {listed(terms['controls'])}",
            "[actions]", f'permitted = "{terms["action"]}"', "[membership]", f'mode = "{"floating" if terms["floating"] else "frozen"}"']
    out += ["earlier_objects = true"] if terms["earlier"] else []
    out += ["[survival]", f"kept = {str(terms['kept']).lower()}"]
    out += [f"readers = {listed(terms['kept_for'])}"] if terms["kept"] and terms["kept_for"] else []
    for o, r, start, until in terms["suspensions"]:
        out += ["[[suspension]]", f'by = "{o}"', f'from = "{o}"', f'to = "{r}"', f"since = {date(start)}"] + ending(until)
    return "\n".join(out) + "\n"


def outcome(permit, clause):
    """Which of OUTCOMES a verdict counts as: of several branches the rarest."""
    return max(clause.split("+"), key=OUTCOMES.index) if permit else clause.split(":")[0]


def draw_case(rng, world, name):
    person, at = rng.choice(list(world.people)), rng.choice(INSTANTS + [3, 4])
    label = DrawnLabel(rng, world, name)
    asked = (person, rng.choice(PURPOSES * 6 + [""]), rng.choice(["copy", "copy", "display"]), at)
    return label, asked, DrawnGrants(rng, world, label, person.split(".")[0], at)


def decide(world, label, asked, grants):
    reader = world.reader(*asked)
    world.sets = {("default", p): world.defaults.get(p, [p]) for p in PARTIES + [GHOST]} | label.sets
    return Rules(universe(label)).verdict(label, reader, world, grants.facts(), "x", asked[-1])


def case_text(number, label, asked, grants, permit, clause):
    person, purpose, action, at = asked
    return "\n".join(["[[case]]", f'id = "{number}"', f'object = "{label.name}"', f'person = "{person}"', f'purpose = "{purpose}"',
                      f'action = "{action}"', f"time = {date(at)}T00:00:00Z", f"permit = {str(permit).lower()}", f'clause = "{clause}"',
                      'reason = "drawn, and decided by the model"'] + grants.lines())


def draw_world(rng, number, count, reached):
    """A world, and the text of its cases."""
    world = DrawnWorld(rng)
    labels, cases, taken, waiting = {}, [], Counter(), []
    for attempt in range(count * 12):
        if len(cases) == count:
            break
        name = f"label-{attempt}"
        if waiting:
            first, asked, grants = waiting.pop()
            label = first.varied(rng, world, name)
        else:
            label, asked, grants = draw_case(rng, world, name)
        permit, clause = decide(world, label, asked, grants)
        kind = outcome(permit, clause)
        if taken[kind] >= max(1, count * SHARES[kind] // 100):
            continue
        taken[kind] += 1
        if permit:
            waiting += [(label, asked, grants)] * 3
        labels[label.name] = label.text()
        cases.append(case_text(f"D{number}-{len(cases) + 1:04d}", label, asked, grants, permit, clause))
    reached.update(taken)
    objects = [f"[[object]]\nname = \"{name}\"\nlabel = '''{text}'''" for name, text in labels.items()]
    head = f'world = "drawn_{number}"\ntime = {date(2)}T00:00:00Z'
    return world, "\n\n".join([head] + objects + cases) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="made anew")
    parser.add_argument("--worlds", type=int, default=12)
    parser.add_argument("--cases", type=int, default=150, help="of each world, at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if (options.out / "worlds").exists():
        shutil.rmtree(options.out / "worlds")
    for old in options.out.glob("drawn_*.cases.toml"):
        old.unlink()
    rng, reached = random.Random(options.seed), Counter()
    for number in range(1, options.worlds + 1):
        world, text = draw_world(rng, number, options.cases, reached)
        folder = options.out / "worlds" / f"drawn_{number}"
        (folder / "agreements").mkdir(parents=True)
        (folder / "alliance.toml").write_text(alliance_text(world))
        for name, terms in world.agreements.items():
            (folder / "agreements" / f"{name}.toml").write_text(agreement_text(name, terms))
        (options.out / f"drawn_{number}.cases.toml").write_text(text)
    print(f"{sum(reached.values())} cases drawn with seed {options.seed}: " + ", ".join(f"{k} {reached[k]}" for k in OUTCOMES))
    missing = [k for k in OUTCOMES if not reached[k]]
    if missing:
        print(f"no case came out as {', '.join(missing)}: draw more, or another seed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
