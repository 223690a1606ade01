"""The rules of release (docs/format/release.md) over a small finite universe.

Everything a decision asks about is a *fact*: a relation and its arguments, `world("in_force", g, t)`. Facts answer either with
Python truth values (a drawn case) or with Z3 terms (a proof, where every fact is free). The rules are written once, below, and
do not know which of the two they get. What is not modelled is listed in README.md.
"""

ALL = "ALL"
NONE = ("TLP", "NONE")  # the level word "no level"
TLP = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]  # ascending

OWN_PARTY_ONLY = {"NOFORN", "EYES-ONLY"}
CONSENT_ONLY = {"ORCON"}
ACCEPTED_ONLY = {"PROPIN", "LIMDIS"}
NO_COPY = {"NO-COPY"}
NO_CLIENTS = {"NO-CLIENTS"}
KNOWN_CONTROLS = OWN_PARTY_ONLY | CONSENT_ONLY | ACCEPTED_ONLY | NO_COPY | NO_CLIENTS
FROZEN = (False, False)  # (floating, earlier objects included)


# ---- Truth, of both kinds --------------------------------------------------------------------------------------------

def term(kind, parts):
    """A Z3 term by the C interface: z3.And and z3.Or take several times as long to look at their arguments."""
    import z3
    context = parts[0].ctx
    array = (z3.Ast * len(parts))(*[part.as_ast() for part in parts])
    make = z3.Z3_mk_and if kind == "and" else z3.Z3_mk_or
    return z3.BoolRef(make(context.ref(), len(parts), array), context)


def every(items):
    kept = []
    for item in items:
        if item is False:
            return False
        if item is not True:
            kept.append(item)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else term("and", kept)


def some(items):
    kept = []
    for item in items:
        if item is True:
            return True
        if item is not False:
            kept.append(item)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else term("or", kept)


def no(item):
    if item is True or item is False:
        return not item
    import z3
    return z3.BoolRef(z3.Z3_mk_not(item.ctx.ref(), item.as_ast()), item.ctx)


def both(*items):
    return every(items)


def either(*items):
    return some(items)


def implies(given, then):
    return either(no(given), then)


def same(one, other):
    return both(implies(one, other), implies(other, one))


# ---- The universe ----------------------------------------------------------------------------------------------------

class Universe:
    """Names that a proof or a draw is about. `sets` names reader sets; what a set holds is a fact of the world."""

    def __init__(self, agencies, persons, ranks, variants, conditions, sets, dates, agreements, clauses, purposes, unknowns,
                 compartments, controls, communities=("K",), instants=(0, 1, 2, 3)):
        self.agencies = agencies        # party -> its agencies
        self.persons = persons          # agency -> its persons
        self.parties = list(agencies)
        self.schemes = list(ranks)      # ranks: scheme -> number of ranks
        self.words = [(s, r) for s in ranks for r in range(ranks[s])] + [NONE]
        self.level_words = [(w, created, warned) for w in self.words for created, warned in variants]
        self.conditions = conditions    # of equivalence rows, see Rules.condition_holds
        self.sets = sets
        self.communities = [(c, d) for c in communities for d in dates]  # a member of a set: a community as of a date
        self.agreements = agreements
        self.clauses = clauses          # topic clauses: ALL, or a tuple of words
        self.topics = sorted({w for c in clauses if c != ALL for w in c})
        self.purposes = purposes
        self.unknowns = unknowns
        self.compartments = [(p, c) for p in agencies for c in compartments]
        self.controls = [(p, c) for p in agencies for c in controls]
        self.instants = list(instants)

    def agency_list(self):
        return [a for p in self.parties for a in self.agencies[p]]

    def members(self):
        """All that a set can name."""
        return self.parties + self.agency_list() + [x for a in self.agency_list() for x in self.persons[a]] + self.communities

    def label_facts(self):
        """Every fact that a label consists of."""
        for p in self.parties:
            yield ("originator", p)  # a bare party, where a marking names no agency
            for a in self.agencies[p]:
                yield ("originator", a)
            for w in self.level_words:
                yield ("level", p, w)
            for k in self.sets:
                yield ("R", p, k)
                yield ("S", p, k)
        for owned in self.compartments:
            yield ("compartment", owned)
        for c in self.clauses:
            yield ("topic", c)
        for owned in self.controls:
            yield ("control", owned)
        for x in self.purposes:
            yield ("purpose", x)
        for value in TLP:
            yield ("tlp", value)
        for action in ("display", "copy"):
            yield ("action", action)
        for u in self.unknowns:
            yield ("unknown", u)


class Reader:
    """An audience: who it is (fixed), and facts: client, vouched, reach(scheme, rank), access(owned), topic(word), purpose(word)
    and declares(word), copy (the action asked; display otherwise)."""

    def __init__(self, party, agency, person, facts):
        self.party, self.agency, self.person, self.facts = party, agency, person, facts

    def __call__(self, *fact):
        return self.facts(*fact)


# ---- Labels ----------------------------------------------------------------------------------------------------------

def originates(label, universe, party):
    return some(label("originator", x) for x in [party] + universe.agencies[party])


def red(label):
    return label("tlp", "RED")


def strict(label):
    return both(label("tlp", "AMBER+STRICT"), no(label("tlp", "RED")))


def with_fact(label, *added):
    """The label with one more element of a set."""
    return lambda *fact: True if fact in added else label(*fact)


def well_formed_label(label):
    """TLP is written as "at least": RED is also at least AMBER. Copy includes display."""
    yield from (implies(label("tlp", high), label("tlp", low)) for low, high in zip(TLP, TLP[1:]))
    yield implies(label("action", "copy"), label("action", "display"))


class Joins:
    """Section 3. `topics` is not a bare union: a label without any clause stands for the one clause ALL."""

    def __init__(self, universe):
        self.universe = universe

    def topic(self, label, clause):
        stated = some(label("topic", c) for c in self.universe.clauses)
        return either(label("topic", clause), no(stated)) if clause == ALL else label("topic", clause)

    def relation(self, one, other, fact):
        if fact[0] == "topic":
            return either(self.topic(one, fact[1]), self.topic(other, fact[1]))
        if fact[0] in ("purpose", "action"):
            return both(one(*fact), other(*fact))
        return either(one(*fact), other(*fact))  # unions; TLP by "at least" is the maximum

    def join(self, one, other):
        known = {}

        def joined(*fact):
            if fact not in known:
                known[fact] = self.relation(one, other, fact)
            return known[fact]
        return joined


class Intake:
    """What intake makes true of every label before it is stored, each by name, in the form that joins keep (`stored-is-kept`)."""

    def __init__(self, universe, without=()):
        self.universe, self.without = universe, without

    def steps(self, world, label):
        u = self.universe
        origin = {p: originates(label, u, p) for p in u.parties}
        unknown = some(label("unknown", x) for x in u.unknowns)
        yield "originator", some(origin.values())
        for p in u.parties:
            yield "sets", implies(origin[p], both(some(label("R", p, k) for k in u.sets), some(label("S", p, k) for k in u.sets)))
            yield "level", implies(origin[p], either(unknown, some(label("level", p, w) for w in u.level_words)))
        yield "topics", some(label("topic", c) for c in u.clauses)
        for p, name in u.controls:
            if name in ACCEPTED_ONLY | CONSENT_ONLY:
                yield "asked", implies(label("control", (p, name)), either(origin[p], unknown))
            if name not in KNOWN_CONTROLS:
                yield "known", implies(label("control", (p, name)), unknown)
        for p, name in u.compartments:
            yield "asked", implies(label("compartment", (p, name)), either(origin[p], unknown))
        yield "strict", implies(strict(label), some(label("control", (p, n)) for p, n in u.controls if n in NO_CLIENTS))
        yield "red", implies(red(label), some(both(origin[p], self.circle(world, label, "R", p), self.circle(world, label, "S", p))
                                              for p in u.parties))

    def circle(self, world, label, kind, party):
        """Some set of the party is one that RED adds: persons, and originating agencies, at least one of them the party's. (The
        submitter's agency is always an originator, so there is such a party; "agency" is this last demand.)"""
        u = self.universe
        found = []
        for k in u.sets:
            narrow = [no(world("all", k))] + [no(world("names", k, x)) for x in u.parties + u.communities]
            agencies = [implies(world("names", k, a), label("originator", a)) for a in u.agency_list()]
            own = "agency" in self.without or some(both(world("names", k, a), label("originator", a)) for a in u.agencies[party])
            found.append(both(label(kind, party, k), *narrow, *agencies, own))
        return some(found)

    def stored(self, world, label):
        return list(well_formed_label(label)) + [held for name, held in self.steps(world, label) if name not in self.without]


# ---- Decisions -------------------------------------------------------------------------------------------------------

class Rules:
    """Sections 1 and 2. A negative control overrides one method with a rule that is wrong."""

    def __init__(self, universe):
        self.universe = universe

    # -- sets

    def belongs(self, world, party, community, mode, at):
        name, dated = community
        floating, earlier = mode
        member = world("member", name, party, at)
        frozen = both(world("member", name, party, dated), member)
        if floating is False:
            return frozen
        since = both(world("member", name, party, dated), *[both(world("member", name, party, s), no(world("begins", name, party, s)))
                                                            for s in range(dated + 1, at + 1)]) if dated < at else True
        return either(both(no(floating), frozen), both(floating, member, either(earlier, since)))

    def in_set(self, world, reader, k, mode, at):
        named = [world("names", k, x) for x in (reader.party, reader.agency, reader.person)]
        return either(world("all", k), *named, *[both(world("names", k, c), self.belongs(world, reader.party, c, mode, at))
                                                 for c in self.universe.communities])

    def names_no_part(self, world, party, k, mode, at):
        u = self.universe
        parts = [party] + u.agencies[party] + [x for a in u.agencies[party] for x in u.persons[a]]
        return both(no(world("all", k)), *[no(world("names", k, x)) for x in parts],
                    *[no(both(world("names", k, c), self.belongs(world, party, c, mode, at))) for c in u.communities])

    def empty(self, world, k):
        return both(no(world("all", k)), *[no(world("names", k, x)) for x in self.universe.members()])

    def meets_sets(self, label, reader, party, test):
        """`test` holds for each of the party's R sets (S sets for display); with none at all, for its stated default."""
        u = self.universe
        copy = reader("copy")
        chosen = {k: either(both(copy, label("R", party, k)), both(no(copy), label("S", party, k))) for k in u.sets}
        return both(either(some(chosen.values()), test(("default", party))), *[implies(chosen[k], test(k)) for k in u.sets])

    # -- section 1

    def must_meet(self, label, reader, world, at):
        """The clauses of section 1 in order: (name, holds). One by one, so that a drawn case stops at the first that fails."""
        u = self.universe
        yield "vouched", reader("vouched")
        yield "unknown", self.nothing_unknown(label, world)
        yield "clearance", self.cleared(label, reader, world)
        yield "compartment", every(implies(label("compartment", x), reader("access", x)) for x in u.compartments)
        yield "topic", every(implies(label("topic", c), c == ALL or some(reader("topic", w) for w in c)) for c in u.clauses)
        yield "purpose", some(both(reader("declares", x), reader("purpose", x), label("purpose", x)) for x in u.purposes)
        yield "action", self.action(reader, lambda a: label("action", a))
        yield "tlp", self.tlp(label, reader, world)
        yield "control", self.control(label, reader)
        yield "releasable", self.releasable_at_home(label, reader, world, at)

    def action(self, reader, allowed):
        return either(both(reader("copy"), allowed("copy")), both(no(reader("copy")), allowed("display")))

    def nothing_unknown(self, label, world):
        u = self.universe
        facts = [no(label("unknown", x)) for x in u.unknowns]
        origin = {p: originates(label, u, p) for p in u.parties}
        facts.append(some(origin.values()))
        for p in u.parties:
            facts.append(implies(origin[p], both(world("party", p), some(label("level", p, w) for w in u.level_words))))
            facts += [implies(label("level", p, w), w[0] == NONE or world("defined", w[0])) for w in u.level_words]
        facts += [no(label("control", (p, n))) for p, n in u.controls if n not in KNOWN_CONTROLS]
        return every(facts)

    def reaches(self, reader, world, word):
        """The word is of a scheme of the reader's party and its rank is reached; or it is "no level"."""
        return True if word == NONE else both(world("uses", reader.party, word[0]), reader("reach", *word))

    def cleared(self, label, reader, world):
        u = self.universe
        facts = []
        for p in u.parties:
            mine = p == reader.party
            for w in u.level_words:
                word = w[0]
                if word == NONE:
                    continue
                fits = implies(world("uses", reader.party, word[0]), reader("reach", *word))
                facts.append(implies(label("level", p, w), both(fits, world("uses", p, word[0])) if mine else fits))
        return every(facts)

    def tlp(self, label, reader, world):
        u = self.universe
        copy = reader("copy")
        named = some(both(world("names", k, reader.person), either(both(copy, label("R", p, k)), both(no(copy), label("S", p, k))))
                     for p in u.parties for k in u.sets)
        return both(implies(red(label), either(named, label("originator", reader.agency))), implies(strict(label), no(reader("client"))))

    def control(self, label, reader):
        facts = []
        for p, name in self.universe.controls:
            here = label("control", (p, name))
            if name in OWN_PARTY_ONLY:
                facts.append(implies(here, p == reader.party))
            if name in NO_COPY:
                facts.append(implies(here, either(p == reader.party, no(reader("copy")))))
            if name in NO_CLIENTS:
                facts.append(implies(here, no(reader("client"))))
        return every(facts)

    def releasable_at_home(self, label, reader, world, at):
        def test(k):
            aside = both(no(self.empty(world, k)), self.names_no_part(world, reader.party, k, FROZEN, at))
            return either(self.in_set(world, reader, k, FROZEN, at), aside)
        return implies(originates(label, self.universe, reader.party), self.meets_sets(label, reader, reader.party, test))

    # -- section 2

    def force(self, reader, world, o, g, at):
        r = reader.party
        return both(world("in_force", g, at), world("bound", g, o, at), world("bound", g, r, at), no(world("suspended", g, o, r, at)),
                    no(world("party_suspended", o, r, at)), no(world("party_suspended", r, o, at)))

    def condition_holds(self, condition, created, warned):
        return {"always": True, "new": created >= 1, "old": created < 1, "warned": warned, "unwarned": not warned}[condition]

    def row(self, world, g, o, word, r, to, condition, at):
        """Rows are directed, and join parties of their agreement."""
        return both(world("party_of", g, o), world("party_of", g, r), world("row", g, o, word, r, to, condition, at))

    def level(self, label, reader, world, o, g, at):
        facts = []
        for word, created, warned in self.universe.level_words:
            held = label("level", o, (word, created, warned))
            if held is False:
                continue
            rows = [(to, self.row(world, g, o, word, reader.party, to, c, at)) for to in self.universe.words
                    for c in self.universe.conditions if self.condition_holds(c, created, warned)]
            facts.append(implies(held, self.rows_reached(reader, world, rows)))
        return every(facts)

    def rows_reached(self, reader, world, rows):
        return both(some(row for _, row in rows), *[implies(row, self.reaches(reader, world, to)) for to, row in rows])

    def terms(self, label, reader, world, o, g, at):
        """The clauses of one agreement other than [force], with what is dated read at `at`: (name, holds)."""
        u = self.universe
        mode = (world("floating", g), world("earlier", g))
        clauses = {c: label("topic", c) for c in u.clauses}
        stated = some(clauses.values())
        shares = [implies(clauses[c], c != ALL and some(world("g_topic", g, w) for w in c)) for c in u.clauses]
        accepts = [implies(label("control", (p, n)), world("accepts", g, n)) for p, n in u.controls
                   if p == o and n not in OWN_PARTY_ONLY | NO_CLIENTS]
        yield "releasable", self.meets_sets(label, reader, o, lambda k: self.in_set(world, reader, k, mode, at))
        yield "level", self.level(label, reader, world, o, g, at)
        yield "topics", either(world("g_all_topics", g), both(stated, *shares))
        yield "purpose", some(both(reader("declares", x), world("g_purpose", g, x)) for x in u.purposes)
        yield "compartment", every(implies(label("compartment", x), world("g_compartment", g, x)) for x in u.compartments if x[0] == o)
        yield "control", every(accepts)
        yield "action", self.action(reader, lambda a: world("g_action", g, a))

    def consent_only(self, label, o):
        return some(label("control", (p, n)) for p, n in self.universe.controls if p == o and n in CONSENT_ONLY)

    def by_agreement(self, label, reader, world, o, at):
        return both(no(self.consent_only(label, o)),
                    some(self.under(label, reader, world, o, g, at) for g in self.universe.agreements))

    def under(self, label, reader, world, o, g, at):
        """One agreement alone, in force, satisfies every clause."""
        force = self.force(reader, world, o, g, at)
        return force is not False and both(force, every(holds for _, holds in self.terms(label, reader, world, o, g, at)))

    def consent_counts(self, consent, reader, world, subject, by, at):
        u = self.universe
        level = [implies(consent("level", w), self.reaches(reader, world, w)) for w in u.words]
        return both(consent("on", subject), consent("by", by), consent("to", reader.party), self.action(reader, lambda a: consent("action", a)),
                    some(both(reader("declares", x), consent("purpose", x)) for x in u.purposes),
                    consent("valid", at), no(consent("revoked", at)), some(consent("level", w) for w in u.words), *level)

    def by_consent(self, label, reader, world, grants, subject, o, at):
        agencies = self.universe.agencies[o]

        def given(by):
            return some(self.consent_counts(c, reader, world, subject, by, at) for c in grants.consents)
        whole = label("originator", o)  # a bare party answers for itself
        each = both(no(whole), some(label("originator", a) for a in agencies),
                    *[implies(label("originator", a), given(a)) for a in agencies])
        return both(no(world("party_suspended", o, reader.party, at)), either(given(o), each))

    def by_held_copy(self, label, reader, world, grants, subject, o, at):
        return both(no(grants.recalled(subject)), no(self.consent_only(label, o)),
                    some(self.held_counts(h, label, reader, world, subject, o, g, r, at) for h in grants.held
                         for g in self.universe.agreements for r in self.universe.instants if r <= at))

    def held_counts(self, held, label, reader, world, subject, o, g, r, at):
        facts = [held("on", subject), held("from", o), held("under", g), held("received", r)]
        if False in facts:
            return False
        covered = both(world("kept", g), either(world("kept_for_all", g), world("kept_for", g, reader.agency)))
        return both(*facts, self.action(reader, lambda a: held("action", a)), covered,
                    every(holds for _, holds in self.terms(label, reader, world, o, g, r)))

    # -- the decision

    def recall(self, label, reader, grants, subject):
        return either(no(grants.recalled(subject)), originates(label, self.universe, reader.party))

    def section_1(self, label, reader, world, at):
        return every(holds for _, holds in self.must_meet(label, reader, world, at))

    def branches(self, label, reader, world, grants, subject, o, at):
        yield "2a", self.by_agreement(label, reader, world, o, at)
        yield "2b", self.by_consent(label, reader, world, grants, subject, o, at)
        yield "2c", self.by_held_copy(label, reader, world, grants, subject, o, at)

    def others(self, reader):
        return [o for o in self.universe.parties if o != reader.party]

    def permits(self, label, reader, world, grants, subject, at):
        return both(self.section_1(label, reader, world, at), self.recall(label, reader, grants, subject),
                    *[implies(originates(label, self.universe, o),
                              some(holds for _, holds in self.branches(label, reader, world, grants, subject, o, at)))
                      for o in self.others(reader)])

    def permits_by_agreements(self, label, reader, world, at):
        return both(self.section_1(label, reader, world, at),
                    *[implies(originates(label, self.universe, o), self.by_agreement(label, reader, world, o, at)) for o in self.others(reader)])

    def verdict(self, label, reader, world, grants, subject, at):
        """(permit, clause) of a drawn case, the clause as tests/cases/README.md names it."""
        for name, holds in self.must_meet(label, reader, world, at):
            if not holds:
                return False, name
        if not self.recall(label, reader, grants, subject):
            return False, "recalled"
        named = []
        for o in sorted(self.others(reader)):
            if originates(label, self.universe, o):
                branch = next((name for name, holds in self.branches(label, reader, world, grants, subject, o, at) if holds), None)
                if branch is None:
                    return False, "2:" + o
                named.append(branch)
        return True, "+".join(named) or "own"


class Grants:
    """What is said about objects: slots of consents and held copies, and which object is recalled."""

    def __init__(self, consents=(), held=(), recalled=lambda subject: False):
        self.consents, self.held, self.recalled = list(consents), list(held), recalled
