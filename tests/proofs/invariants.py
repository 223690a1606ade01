"""What must hold of the rules of release (docs/format/release.md, and the laws in the project's design), as a table.

Each row of PROOFS is one invariant: a function that builds what is given and what must follow, over free facts. Each brings
negative controls: a rule, a join or an intake step that is wrong in a way that somebody could believe right, for which a
counterexample must be found. A proof that no broken rule can upset proves nothing.
"""

from dataclasses import dataclass, field

import z3

from model import (ALL, CONSENT_ONLY, FROZEN, NONE, OWN_PARTY_ONLY, ACCEPTED_ONLY, Grants, Intake, Joins, Reader, Rules, Universe, both, either,
                   every, implies, no, originates, red, same, some, well_formed_label, with_fact)

NOW = 2  # the time of every decision; what is dated may lie before, at or after it

UNIVERSE = Universe(
    agencies={"A": ["A.one", "A.two"], "B": ["B.one"], "C": ["C.one", "C.two"]},
    persons={"A.one": ["A.one.p"], "A.two": ["A.two.p"], "B.one": ["B.one.p"], "C.one": ["C.one.p", "C.one.q"], "C.two": ["C.two.p"]},
    ranks={"X": 2, "Y": 2}, variants=[(0, False), (1, True)], conditions=["always", "warned"], sets=["k1", "k2", "k3"], dates=[0, 1],
    agreements=["g1", "g2"], clauses=[ALL, (), ("t1",), ("t1", "t2")], purposes=["w1", "w2"], unknowns=["u1", "u2"],
    compartments=["gamma"], controls=["NOFORN", "ORCON", "PROPIN", "NO-COPY", "NO-CLIENTS", "ODD"])


def text_of(argument):
    if isinstance(argument, tuple):
        return "(" + " ".join(text_of(x) for x in argument) + ")"
    return str(argument)


class Free:
    """Facts about one thing, each true or false as Z3 pleases."""

    def __init__(self, name):
        self.name, self.known = name, {}

    def __call__(self, *fact):
        if fact not in self.known:
            self.known[fact] = z3.Bool(f"{self.name}: " + " ".join(text_of(x) for x in fact))
        return self.known[fact]


class World(Free):
    """The directory and all agreements."""

    def __call__(self, *fact):
        if fact[0] == "defined" and fact[1] == NONE:
            return True
        return super().__call__(*fact)

    def well_formed(self, reader):
        u = UNIVERSE
        for g in u.agreements:
            for p in u.parties:
                yield implies(self("bound", g, p, NOW), self("party_of", g, p))
        for s in u.schemes:
            yield implies(reader("reach", s, 1), reader("reach", s, 0))
        yield no(both(*[reader("declares", x) for x in u.purposes]))


@dataclass
class Claim:
    given: list
    then: object


@dataclass
class Setting:
    """What a proof is about: the rules as they are, or one of them broken."""
    rules: type = Rules
    joins: type = Joins
    without: tuple = ()   # steps of intake left out
    option: str = ""      # a proof's own way to break what it states

    def __post_init__(self):
        self.r, self.j, self.i = self.rules(UNIVERSE), self.joins(UNIVERSE), Intake(UNIVERSE, self.without)
        self.world = World("world")
        self.reader = Reader("C", "C.one", "C.one.p", Free("reader"))
        self.well_formed = list(self.world.well_formed(self.reader))

    def label(self, name):
        label = Free(name)
        self.well_formed += self.i.stored(self.world, label)
        return label

    def grants(self, consents=1, held=1):
        recall = Free("grants")
        return Grants([Free(f"consent {n + 1}") for n in range(consents)], [Free(f"held {n + 1}") for n in range(held)],
                      lambda subject: recall("recalled", subject))

    def permits(self, label, grants, subject="x", world=None):
        return self.r.permits(label, self.reader, world or self.world, grants, subject, NOW)

    def by_agreements(self, label, world=None):
        return self.r.permits_by_agreements(label, self.reader, world or self.world, NOW)


@dataclass
class Control:
    """A negative control: what is broken, and how."""
    says: str
    setting: dict


@dataclass
class Proof:
    name: str
    says: str
    could_fail: str
    claim: object
    controls: list = field(default_factory=list)


# ---- No laundering ---------------------------------------------------------------------------------------------------

def no_laundering(s):
    a, b = s.label("source a"), s.label("source b")
    return Claim(s.well_formed + [s.by_agreements(s.j.join(a, b))], s.by_agreements(a))


class AnySet(Rules):
    """A party's R sets are alternatives."""

    def meets_sets(self, label, reader, party, test):
        u = self.universe
        chosen = {k: either(both(reader("copy"), label("R", party, k)), both(no(reader("copy")), label("S", party, k))) for k in u.sets}
        return some([both(no(some(chosen.values())), test(("default", party)))] + [both(chosen[k], test(k)) for k in u.sets])


class SetsOfAll(Rules):
    """The R sets of all originators are united: one that includes the reader is enough."""

    def meets_sets(self, label, reader, party, test):
        return some(AnySet.meets_sets(self, label, reader, p, test) for p in self.universe.parties)


class PurposesUnited(Joins):
    def relation(self, one, other, fact):
        return either(one(*fact), other(*fact)) if fact[0] == "purpose" else super().relation(one, other, fact)


class HighestWordOnly(Joins):
    """Of the words of two sources in one scheme only the higher is kept."""

    def relation(self, one, other, fact):
        joined = super().relation(one, other, fact)
        if fact[0] != "level" or fact[2][0] == NONE or fact[2][0][1] > 0:
            return joined
        scheme = fact[2][0][0]
        higher = some(x("level", p, w) for x in (one, other) for p in self.universe.parties
                      for w in self.universe.level_words if w[0] != NONE and w[0] == (scheme, 1))
        return both(joined, no(higher))


class PlainTopics(Joins):
    """Topic clauses united as written: no clause stays no clause."""

    def relation(self, one, other, fact):
        return either(one(*fact), other(*fact)) if fact[0] == "topic" else super().relation(one, other, fact)


def stored_is_kept(s):
    a, b = s.label("source a"), s.label("source b")
    return Claim(s.well_formed, every(s.i.stored(s.world, s.j.join(a, b))))


class UnknownsOfBoth(Joins):
    def relation(self, one, other, fact):
        return both(one(*fact), other(*fact)) if fact[0] == "unknown" else super().relation(one, other, fact)


class ControlsOfBoth(Joins):
    def relation(self, one, other, fact):
        return both(one(*fact), other(*fact)) if fact[0] == "control" else super().relation(one, other, fact)


def grants_name_their_object(s):
    """Consents and held copies of x, a source, against y, which quotes it."""
    a, b = s.label("source x"), s.label("source b")
    grants = s.grants(2, 1)
    elsewhere = [no(one("on", "y")) for one in grants.consents + grants.held]
    derived = s.j.join(a, b)
    return Claim(s.well_formed + elsewhere + [s.permits(derived, grants, "y")], s.by_agreements(derived))


class ConsentForDerived(Rules):
    def consent_counts(self, consent, reader, world, subject, by, at):
        return super().consent_counts(consent, reader, world, "x", by, at)


class HeldForDerived(Rules):
    def held_counts(self, held, label, reader, world, subject, o, g, r, at):
        return super().held_counts(held, label, reader, world, "x", o, g, r, at)


def derived_permits(s, own, sources, approved, subject="y"):
    """A derived object: with its own label if it is a tearline that every originating party of its sources approved, else the join."""
    joined = s.j.join(*sources)
    u = UNIVERSE
    parties = [(p, originates(joined, u, p)) for p in u.parties]
    quantifier = some if s.option == "one approves" else every
    if quantifier is every:
        given = every(implies(o, approved(subject, p)) for p, o in parties)
    else:
        given = some(both(o, approved(subject, p)) for p, o in parties)
    if s.option == "originators go":
        lower = own
    else:
        def lower(*fact):
            return either(own(*fact), joined(*fact)) if fact[0] == "originator" else own(*fact)
    return either(both(given, s.by_agreements(lower)), both(no(given), s.by_agreements(joined)))


def tearline_is_approved(s):
    """A reader of a tearline who may not read its sources: each originating party of the sources approved this object, and one
    of its agreements with the reader's party is in force."""
    a, b, own = s.label("source a"), s.label("source b"), s.label("tearline")
    approved = Free("approval")
    asked = "z" if s.option == "approved elsewhere" else "y"
    read = derived_permits(s, own, (a, b), approved, asked)
    r = s.r
    joined = s.j.join(a, b)
    each = every(implies(originates(joined, UNIVERSE, p),
                         both(approved("y", p), True if p == s.reader.party else
                              some(r.force(s.reader, s.world, p, g, NOW) for g in UNIVERSE.agreements))) for p in UNIVERSE.parties)
    return Claim(s.well_formed + [read, no(both(s.by_agreements(a), s.by_agreements(b)))], each)


# ---- Join ------------------------------------------------------------------------------------------------------------

def equal(one, other):
    return every(same(one(*fact), other(*fact)) for fact in UNIVERSE.label_facts())


def join_laws(s):
    a, b, c = s.label("a"), s.label("b"), s.label("c")
    join = s.j.join
    return Claim(s.well_formed, both(equal(join(a, b), join(b, a)), equal(join(a, join(b, c)), join(join(a, b), c)), equal(join(a, a), a)))


class LaterTlp(Joins):
    """The TLP of the later source counts."""

    def relation(self, one, other, fact):
        return other(*fact) if fact[0] == "tlp" else super().relation(one, other, fact)


class LevelMissedAtJoin(Joins):
    """A missing level is listed when labels are joined, and not at intake."""

    def relation(self, one, other, fact):
        joined = super().relation(one, other, fact)
        if fact != ("unknown", "u1"):
            return joined
        u = self.universe
        missing = some(both(either(originates(one, u, p), originates(other, u, p)),
                            *[no(either(one("level", p, w), other("level", p, w))) for w in u.level_words]) for p in u.parties)
        return either(joined, missing)


def join_tightens(s):
    """Each clause of section 1 by itself, but TLP, which leans on the sets and controls that intake adds (no-laundering has it); and branch a."""
    a, b = s.label("source a"), s.label("source b")
    joined = s.j.join(a, b)
    then = []
    for (name, after), (_, before) in zip(s.r.must_meet(joined, s.reader, s.world, NOW), s.r.must_meet(a, s.reader, s.world, NOW)):
        if name != "tlp":
            then.append(implies(after, before))
    for o in s.r.others(s.reader):
        after, before = (s.r.by_agreement(x, s.reader, s.world, o, NOW) for x in (joined, a))
        then.append(implies(both(originates(a, UNIVERSE, o), after), before))
    return Claim(s.well_formed, every(then))


def overlapping_markings(s):
    """A field marked twice is released as if one marking said both."""
    own, first, second = s.label("object"), s.label("marking 1"), s.label("marking 2")

    def released(markings):
        if s.option == "each alone":
            return every(s.by_agreements(s.j.join(own, m)) for m in markings)
        label = own
        for m in markings:
            label = s.j.join(label, m)
        return s.by_agreements(label)
    return Claim(s.well_formed, same(released([first, second]), released([s.j.join(first, second)])))


# ---- What narrows ----------------------------------------------------------------------------------------------------

NARROWING = {"in_force": False, "bound": False, "suspended": True, "party_suspended": True}


def withdrawal_never_widens(s):
    """Afterwards: agreements ended, parties that left, directions and parties suspended, consents revoked; all else as before."""
    label, grants, change = s.label("label"), s.grants(), Free("change")
    moves = dict(NARROWING, row=False) if s.option == "rows end" else NARROWING

    def later(*fact):
        before = s.world(*fact)
        if fact[0] not in moves or fact[-1] != NOW:  # what happened stays as it was
            return before
        return either(before, change(*fact)) if moves[fact[0]] else both(before, no(change(*fact)))

    def revoked(consent):
        return lambda *fact: either(consent(*fact), change(*fact)) if fact[0] == "revoked" else consent(*fact)
    after = Grants([revoked(c) for c in grants.consents], grants.held, grants.recalled)
    return Claim(s.well_formed + [s.permits(label, after, world=later)], s.permits(label, grants))


class SuspendedRowsDrop(Rules):
    """A suspension takes the agreement's rows away, and what no row answers is anybody's."""

    def force(self, reader, world, o, g, at):
        return both(world("in_force", g, at), world("bound", g, o, at), world("bound", g, reader.party, at))

    def row(self, world, g, o, word, r, to, condition, at):
        return both(super().row(world, g, o, word, r, to, condition, at), no(world("suspended", g, o, r, at)))

    def rows_reached(self, reader, world, rows):
        return every(implies(row, self.reaches(reader, world, to)) for to, row in rows)


class SurvivalOnlyAfterwards(Rules):
    """Survival begins when the agreement is over, rather than whatever became of it."""

    def held_counts(self, held, label, reader, world, subject, o, g, r, at):
        return both(super().held_counts(held, label, reader, world, subject, o, g, r, at), no(world("in_force", g, at)))


ADDED = ("control", "topic", "compartment", "level", "unknown")


def adding_never_widens(s):
    """Any number of restricting controls, topic clauses, compartments, level words and unknowns, under any grants."""
    label, grants, more = s.label("label"), s.grants(), Free("added")

    def tighter(*fact):
        return either(label(*fact), more(*fact)) if fact[0] in ADDED else label(*fact)
    return Claim(s.well_formed + [s.permits(tighter, grants)], s.permits(label, grants))


class AnyTopicClause(Rules):
    """One topic clause met is enough."""

    def must_meet(self, label, reader, world, at):
        met = some(both(label("topic", c), c == ALL or some(reader("topic", w) for w in c)) for c in self.universe.clauses)
        return [(name, met if name == "topic" else holds) for name, holds in super().must_meet(label, reader, world, at)]


class AnyWord(Rules):
    """One of the originator's level words with a row is enough."""

    def level(self, label, reader, world, o, g, at):
        return some(both(label("level", o, w), self.rows_reached(reader, world, [
            (to, self.row(world, g, o, w[0], reader.party, to, c, at)) for to in self.universe.words for c in self.universe.conditions
            if self.condition_holds(c, *w[1:])])) for w in self.universe.level_words)


class AcceptedControlLifts(Rules):
    """A control stands in for the agreement's topics, as one that names its readers might."""

    def terms(self, label, reader, world, o, g, at):
        lifted = label("control", (o, "PROPIN"))
        return [(name, either(holds, lifted) if name == "topics" else holds) for name, holds in super().terms(label, reader, world, o, g, at)]


def sets_never_widen(s):
    """By agreements, as the sets a consent replaces cannot be meant; `red-names-people` is about the rest."""
    label, more = s.label("label"), Free("added")

    def tighter(*fact):
        return either(label(*fact), more(*fact)) if fact[0] in ("R", "S") else label(*fact)
    return Claim(s.well_formed + [s.by_agreements(tighter)], s.by_agreements(label))


def sets_never_widen_with_grants(s):
    """As above with consents and held copies, and no TLP:RED."""
    label, grants, more = s.label("label"), s.grants(), Free("added")

    def tighter(*fact):
        return either(label(*fact), more(*fact)) if fact[0] in ("R", "S") else label(*fact)
    aside = [] if s.option == "with RED" else [no(red(label))]
    return Claim(s.well_formed + aside + [s.permits(tighter, grants)], s.permits(label, grants))


# ---- What overrides --------------------------------------------------------------------------------------------------

def recalled_is_denied(s):
    label, grants = s.label("label"), s.grants()
    return Claim(s.well_formed + [grants.recalled("x"), s.permits(label, grants)], originates(label, UNIVERSE, "C"))


class RecallOfHeldOnly(Rules):
    """A recall only ends what was held."""

    def recall(self, label, reader, grants, subject):
        return True


def deny_overrides(s):
    """NOFORN of another party denies, whatever consents and held copies there are."""
    label, grants = s.label("label"), s.grants(2, 1)
    foreign = some(label("control", (p, n)) for p, n in UNIVERSE.controls if p != "C" and n in OWN_PARTY_ONLY)
    return Claim(s.well_formed + ([s.permits(label, grants)]), no(foreign))


class ConsentLifts(Rules):
    """The controls of a party that consents are lifted."""

    def permits(self, label, reader, world, grants, subject, at):
        lifted = {p: self.by_consent(label, reader, world, grants, subject, p, at) for p in self.others(reader)}

        def eased(*fact):
            here = label(*fact)
            return both(here, no(lifted[fact[1][0]])) if fact[0] == "control" and fact[1][0] in lifted else here
        return super().permits(eased, reader, world, grants, subject, at)


def unasked_is_denied(s):
    """A control that asks for acceptance, accepted by no agreement and with no grants, keeps everybody but its own party out."""
    label = s.label("label")
    refused = [both(label("control", ("A", "PROPIN")), *[no(s.world("accepts", g, "PROPIN")) for g in UNIVERSE.agreements])]
    return Claim(s.well_formed + refused, no(s.by_agreements(label)))


# ---- Whose permission ------------------------------------------------------------------------------------------------

def third_party(s):
    """Agreements A-B and B-C; none with both A and C; no consent of A or its agencies. C never reads what A originates."""
    label, grants = s.label("label"), s.grants(2, 1)
    w, u = s.world, UNIVERSE
    apart = [no(both(w("party_of", g, "A"), w("party_of", g, "C"))) for g in u.agreements]
    silent = [no(c("by", x)) for c in grants.consents for x in ["A"] + u.agencies["A"]]
    return Claim(s.well_formed + apart + silent + [s.permits(label, grants)], no(originates(label, u, "A")))


class Chained(Rules):
    """Rows compose: A's word is B's word in one agreement, which is C's word in another; the second lets C have it."""

    def force(self, reader, world, o, g, at):
        through = some(both(world("in_force", h, at), world("bound", h, o, at), world("bound", h, "B", at)) for h in self.universe.agreements)
        return either(super().force(reader, world, o, g, at), both(super().force(reader, world, "B", g, at), through))

    def row(self, world, g, o, word, r, to, condition, at):
        direct = super().row(world, g, o, word, r, to, condition, at)
        if o == "B":
            return direct
        return either(direct, some(both(Rules.row(self, world, h, o, word, "B", mid, condition, at),
                                        Rules.row(self, world, g, "B", mid, r, to, condition, at))
                                   for h in self.universe.agreements if h != g for mid in self.universe.words))


class ConsentOfAnOwner(Rules):
    """The consent of one originating party speaks for all."""

    def by_consent(self, label, reader, world, grants, subject, o, at):
        return some(both(originates(label, self.universe, p), super(ConsentOfAnOwner, self).by_consent(
            label, reader, world, grants, subject, p, at)) for p in self.others(reader))


def consent_not_transitive(s):
    """Consents to another party, B, change nothing for C."""
    label, grants = s.label("label"), s.grants(2, 1)
    first, second = grants.consents
    elsewhere = [no(first("to", "C"))]
    fewer = Grants([second], grants.held, grants.recalled)
    return Claim(s.well_formed + elsewhere + [s.permits(label, grants)], s.permits(label, fewer))


class PassedOn(Rules):
    """Who was given consent may share with those it has an agreement with."""

    def consent_counts(self, consent, reader, world, subject, by, at):
        def passed(*fact):
            if fact != ("to", reader.party):
                return consent(*fact)
            onward = some(self.force(reader, world, "B", g, at) for g in self.universe.agreements)
            return either(consent(*fact), both(consent("to", "B"), onward))
        return super().consent_counts(passed, reader, world, subject, by, at)


def consent_of_a_stranger(s):
    """Consents of parties and agencies that originate nothing of the object change nothing."""
    label, grants = s.label("label"), s.grants(2, 0)
    first, second = grants.consents
    u = UNIVERSE
    strange = [implies(first("by", p), no(originates(label, u, p))) for p in u.parties]
    strange += [implies(first("by", a), no(label("originator", a))) for a in u.agency_list()]
    return Claim(s.well_formed + strange + [s.permits(label, grants)], s.permits(label, Grants([second], [], grants.recalled)))


class AnyAgencyConsents(Rules):
    """Any agency of an originating party may consent for it."""

    def by_consent(self, label, reader, world, grants, subject, o, at):
        return either(super().by_consent(label, reader, world, grants, subject, o, at),
                      some(self.consent_counts(c, reader, world, subject, a, at) for c in grants.consents for a in self.universe.agencies[o]))


def orcon_needs_consent(s):
    """Under ORCON of A nothing but a consent of A or of each of its agencies permits: no agreement, and no held copy."""
    label, grants = s.label("label"), s.grants(1, 1)
    silent = [no(c("by", x)) for c in grants.consents for x in ["A"] + UNIVERSE.agencies["A"]]
    under = some(label("control", ("A", n)) for p, n in UNIVERSE.controls if p == "A" and n in CONSENT_ONLY)
    return Claim(s.well_formed + silent + [under], no(s.permits(label, grants)))


class OrconAccepted(Rules):
    """An agreement may accept ORCON like any control."""

    def consent_only(self, label, o):
        return False


def suspension_stops_consents(s):
    """A suspended C: without a held copy nothing of A's is read, whatever A consented to before."""
    label, grants = s.label("label"), s.grants(2, 0)
    return Claim(s.well_formed + [s.world("party_suspended", "A", "C", NOW), originates(label, UNIVERSE, "A")], no(s.permits(label, grants)))


class ConsentsOutliveSuspension(Rules):
    def by_consent(self, label, reader, world, grants, subject, o, at):
        def unsuspended(*fact):
            return False if fact[0] == "party_suspended" else world(*fact)
        return super().by_consent(label, reader, unsuspended, grants, subject, o, at)


def nothing_unsaid(s):
    """No agreement in force and no grants: only who shares every originator's party reads."""
    label, nothing = s.label("label"), Grants()
    idle = [no(s.world("in_force", g, NOW)) for g in UNIVERSE.agreements]
    foreign = some(originates(label, UNIVERSE, p) for p in ("A", "B"))
    return Claim(s.well_formed + idle + [foreign], no(s.permits(label, nothing)))


class ListedIsReleased(Rules):
    """Being named in an originator's R sets is permission enough."""

    def by_agreement(self, label, reader, world, o, at):
        listed = self.meets_sets(label, reader, o, lambda k: self.in_set(world, reader, k, FROZEN, at))
        return either(super().by_agreement(label, reader, world, o, at), both(listed, no(self.consent_only(label, o))))


# ---- Rows and agreements ---------------------------------------------------------------------------------------------

def round_trip(s):
    """A's reader (C here) gets its own word back through B's product: who does not reach the original word is denied."""
    original, product = s.label("original"), s.label("product")
    r, u = s.reader, UNIVERSE
    joined = s.j.join(original, product)
    word = ("X", 1)
    held = some(original("level", "C", w) for w in u.level_words if w[0] == word)
    given = [originates(original, u, "C"), held, s.world("uses", "C", "X"), no(r("reach", *word))]
    if s.option == "translated":
        def translated(*fact):  # C's words leave as B's words, and come back by B's rows
            if fact[0] == "originator" and fact[1] in ["C"] + u.agencies["C"]:
                return False
            if fact[0] == "level" and fact[1] == "B":
                outward = some(both(original("level", "C", w), s.world("row", g, "C", w[0], "B", fact[2][0], "always", NOW))
                               for g in u.agreements for w in u.level_words)
                return either(product(*fact), outward)
            return product(*fact)
        joined = translated
        given += [some(both(s.world("row", g, "C", word, "B", (scheme, 1), "always", NOW), product("level", "B", ((scheme, 1), 0, False)),
                            originates(product, u, "B")) for g in u.agreements for scheme in ("Y",))]
    grants = s.grants()
    return Claim(s.well_formed + given, no(s.permits(joined, grants)))


def all_rows_reached(s):
    """A reader whom some matching row puts too low is not let in by another row of that agreement (one agreement alone in force)."""
    label = s.label("label")
    w, r, word = s.world, s.reader, (("X", 1), 1, True)
    alone = [no(w("in_force", "g2", NOW)), originates(label, UNIVERSE, "A"), label("level", "A", word)]
    raised = [w("row", "g1", "A", ("X", 1), "C", ("Y", 1), "warned", NOW), no(r("reach", "Y", 1)), w("party_of", "g1", "A"), w("party_of", "g1", "C")]
    return Claim(s.well_formed + alone + raised, no(s.by_agreements(label)))


class AnyRow(Rules):
    """One matching row reached is enough."""

    def rows_reached(self, reader, world, rows):
        return some(both(row, self.reaches(reader, world, to)) for to, row in rows)


class PairedRows(Rules):
    """Rows read in both directions."""

    def row(self, world, g, o, word, r, to, condition, at):
        return either(super().row(world, g, o, word, r, to, condition, at), super().row(world, g, r, to, o, word, condition, at))


def rows_are_directed(s):
    """Rows from C to A only: nothing of A's reaches C by agreements or held copies."""
    label = s.label("label")
    u, grants = UNIVERSE, s.grants(0, 1)
    oneway = [no(s.world("row", g, "A", w, "C", to, c, t)) for g in u.agreements for w in u.words for to in u.words for c in u.conditions
              for t in u.instants if t <= NOW]
    return Claim(s.well_formed + oneway + [originates(label, u, "A")], no(s.permits(label, grants)))


def one_agreement_alone(s):
    """What agreements permit for one originating party, some single agreement permits with the others not in force."""
    label = s.label("label")

    def only(g):
        return lambda *fact: False if fact[0] == "in_force" and fact[1] != g else s.world(*fact)
    together = s.r.by_agreement(label, s.reader, s.world, "A", NOW)
    alone = some(s.r.by_agreement(label, s.reader, only(g), "A", NOW) for g in UNIVERSE.agreements)
    return Claim(s.well_formed + [originates(label, UNIVERSE, "A"), together], alone)


class ClauseByClause(Rules):
    """Each clause may be met by another agreement."""

    def by_agreement(self, label, reader, world, o, at):
        rows = [[("force", self.force(reader, world, o, g, at))] +
                [(name, both(self.force(reader, world, o, g, at), holds)) for name, holds in self.terms(label, reader, world, o, g, at)]
                for g in self.universe.agreements]
        return both(no(self.consent_only(label, o)), *[some(holds for _, holds in column) for column in zip(*rows)])


def copy_is_display(s):
    """Who may copy may display, where each S set holds an R set and each R set lies in an S set (S made to hold R at intake). Of
    the reader's own originals it does not hold: an R set that names no part of its party asks nothing of it, and the S set may
    name a part that the reader is not of. Nor under TLP:RED: an R set may name a person, whom an S set that is ALL does not name."""
    label, grants = s.label("label"), s.grants()
    u = UNIVERSE

    def holds(big, small):
        return either(s.world("all", big), both(no(s.world("all", small)), *[implies(s.world("names", small, x), s.world("names", big, x))
                                                                            for x in u.members()]))
    wide = []
    for p in u.parties:
        for k in u.sets:
            wide.append(implies(label("S", p, k), some(both(label("R", p, j), holds(k, j)) for j in u.sets)))
            wide.append(implies(label("R", p, k), some(both(label("S", p, j), holds(j, k)) for j in u.sets)))
    if s.option == "S as written":
        wide = []
    if s.option == "common names":
        wide = [implies(both(label("S", p, k), *[implies(label("R", p, j), either(s.world("all", j), s.world("names", j, x))) for j in u.sets]),
                        either(s.world("all", k), s.world("names", k, x))) for p in u.parties for k in u.sets for x in u.members()]
    if s.option != "with RED":
        wide.append(no(red(label)))
    if s.option != "own originals":
        wide.append(no(originates(label, u, "C")))
    facts = s.reader.facts

    def acting(copy):
        return Reader("C", "C.one", "C.one.p", lambda *fact: copy if fact == ("copy",) else facts(*fact))
    copying, displaying = (s.r.permits(label, acting(x), s.world, grants, "x", NOW) for x in (True, False))
    # An action is a set of bits and copy has both, in agreements and grants too.
    bits = [implies(s.world("g_action", g, "copy"), s.world("g_action", g, "display")) for g in u.agreements]
    bits += [implies(x("action", "copy"), x("action", "display")) for x in grants.consents + grants.held]
    return Claim(s.well_formed + wide + bits + [copying], displaying)


PROOFS = [
    Proof("no-laundering", "a join released by agreements: so is each source",
          "a join could open what a source closes", no_laundering, [
              Control("TLP:RED adds no set to its originators (DISAGREEMENTS 1)", {"without": ("red",)}),
              Control("TLP:RED of originators that are all bare parties", {"without": ("agency",)}),
              Control("AMBER+STRICT beside RED without NO-CLIENTS (DISAGREEMENTS 2)", {"without": ("strict",)}),
              Control("a missing level is filled by the other source (DISAGREEMENTS 3)", {"without": ("level",)}),
              Control("unstated R sets are not stored as the default", {"without": ("sets",)}),
              Control("unstated topics neither stored nor joined as ALL", {"without": ("topics",), "joins": PlainTopics}),
              Control("R sets of one party are alternatives", {"rules": AnySet}),
              Control("R sets of all originators are united", {"rules": SetsOfAll}),
              Control("purposes united", {"joins": PurposesUnited})]),
    Proof("stored-is-kept", "what intake makes true of labels stays true of their joins",
          "the laws hold of stored labels: a join must be one, or joins of joins are not covered", stored_is_kept, [
              Control("only unknowns of both sources are kept", {"joins": UnknownsOfBoth}),
              Control("only controls of both sources are kept", {"joins": ControlsOfBoth})]),
    Proof("grants-name-their-object", "a consent or held copy of a source says nothing of what quotes it",
          "a consent could be looked up by source", grants_name_their_object, [
              Control("a consent to a source counts for what is derived", {"rules": ConsentForDerived}),
              Control("a copy held of a source counts for what is derived", {"rules": HeldForDerived})]),
    Proof("tearline-is-approved", "a tearline below its sources: all their originating parties approved this very object, and each still has an agreement",
          "the one way down could be taken by one originator for all", tearline_is_approved, [
              Control("one originating party approves for all", {"option": "one approves"}),
              Control("the originators of the sources are left out", {"option": "originators go"}),
              Control("an approval of one tearline is read for another", {"option": "approved elsewhere"})]),
    Proof("join-laws", "join is commutative, associative and idempotent",
          "order or repetition of sources could change a label", join_laws, [
              Control("the later TLP counts", {"joins": LaterTlp}),
              Control("a missing level is listed at joins, not at intake", {"without": ("level",), "joins": LevelMissedAtJoin}),
              Control("unstated topics are not stored as ALL", {"without": ("topics",)})]),
    Proof("join-tightens", "each clause of section 1 and branch a that holds of a join holds of each source",
          "a relation could be joined the wrong way round", join_tightens, [
              Control("purposes united", {"joins": PurposesUnited}),
              Control("of two level words of a scheme the higher is kept", {"joins": HighestWordOnly}),
              Control("only controls of both sources are kept", {"joins": ControlsOfBoth})]),
    Proof("overlapping-markings", "a field under two granular markings is released as under one that says both",
          "each marking could be decided by itself (decision 0006)", overlapping_markings, [
              Control("each marking is decided alone", {"option": "each alone"})]),
    Proof("withdrawal-never-widens", "termination, leaving, suspension of a direction or a party, revocation: nobody gains by any branch",
          "a rule could ask for what withdrawal brings about", withdrawal_never_widens, [
              Control("suspension takes rows away and no row denies", {"rules": SuspendedRowsDrop}),
              Control("survival only after the agreement is over", {"rules": SurvivalOnlyAfterwards}),
              Control("equivalence rows that end count as withdrawal (DISAGREEMENTS 10)", {"option": "rows end"})]),
    Proof("adding-never-widens", "restricting controls, topic clauses, compartments, level words, unknowns: more of them let nobody in",
          "an absence could be read as ALL, a control as permission", adding_never_widens, [
              Control("one topic clause met is enough", {"rules": AnyTopicClause}),
              Control("one level word with a row is enough", {"rules": AnyWord}),
              Control("an accepted control stands in for topics", {"rules": AcceptedControlLifts}),
              Control("unstated topics are not stored as ALL", {"without": ("topics",)}),
              Control("a missing level is filled later", {"without": ("level",)})]),
    Proof("sets-never-widen", "one more R or S set lets nobody in by agreements",
          "sets could be read as alternatives", sets_never_widen, [
              Control("R sets of one party are alternatives", {"rules": AnySet}),
              Control("TLP:RED adds no set to its originators", {"without": ("red",)}),
              Control("unstated R sets are not stored as the default", {"without": ("sets",)})]),
    Proof("sets-never-widen-with-grants", "as above under consents and held copies, TLP:RED aside",
          "a consent replaces its party's sets only", sets_never_widen_with_grants, [
              Control("R sets of one party are alternatives", {"rules": AnySet}),
              Control("with TLP:RED: a set that names a person opens clause 8 to a consent", {"option": "with RED"})]),
    Proof("recalled-is-denied", "a recalled object is denied to every party that is not an originating party",
          "a consent or agreement could outlive the recall", recalled_is_denied, [
              Control("a recall ends held copies only", {"rules": RecallOfHeldOnly})]),
    Proof("deny-overrides", "NOFORN of another party denies under any consents and held copies",
          "a consent could lift a control", deny_overrides, [
              Control("a consent lifts its party's controls", {"rules": ConsentLifts})]),
    Proof("unasked-is-denied", "a control that no agreement accepts keeps out everybody whom agreements would let in",
          "nobody asks about a control of a party that originates nothing (DISAGREEMENTS 4)", unasked_is_denied, [
              Control("controls of parties that originate nothing are not listed as unknown", {"without": ("asked",)})]),
    Proof("third-party", "A-B and B-C, no A-C, no consent of A: C never reads what A originates",
          "the holder's agreements could stand in for the originator's", third_party, [
              Control("rows compose through B", {"rules": Chained}),
              Control("the consent of one originating party speaks for all", {"rules": ConsentOfAnOwner})]),
    Proof("consent-not-transitive", "a consent to B changes nothing for C",
          "a consent could travel along an agreement", consent_not_transitive, [
              Control("who was given consent may pass on", {"rules": PassedOn})]),
    Proof("consent-of-a-stranger", "a consent of who originates nothing of the object changes nothing",
          "an agency could speak for its whole party (DISAGREEMENTS 11)", consent_of_a_stranger, [
              Control("any agency of an originating party may consent", {"rules": AnyAgencyConsents})]),
    Proof("orcon-needs-consent", "under A's ORCON only A's consent permits",
          "an agreement could accept ORCON by name", orcon_needs_consent, [
              Control("ORCON is a control that an agreement may accept", {"rules": OrconAccepted})]),
    Proof("suspension-stops-consents", "A suspended C: C reads nothing of A's that it did not hold",
          "suspension could be asked of agreements alone", suspension_stops_consents, [
              Control("consents outlive a suspension of the party", {"rules": ConsentsOutliveSuspension})]),
    Proof("nothing-unsaid", "no agreement in force, no grants: nobody reads what another party originates",
          "a default could permit", nothing_unsaid, [
              Control("being in the R sets is permission enough", {"rules": ListedIsReleased})]),
    Proof("round-trip", "C's own word decides for C's readers, by whatever way it comes back",
          "a translation could replace the original word", round_trip, [
              Control("the translated word is stored and comes back lower", {"option": "translated"})]),
    Proof("all-rows-reached", "where several rows match all must be reached",
          "the lower of two rows could be taken", all_rows_reached, [
              Control("one matching row is enough", {"rules": AnyRow})]),
    Proof("rows-are-directed", "rows from C to A release nothing of A's to C",
          "a row could be read both ways", rows_are_directed, [
              Control("rows are read both ways", {"rules": PairedRows})]),
    Proof("one-agreement-alone", "what agreements permit, one of them permits alone",
          "clauses could be met by different agreements", one_agreement_alone, [
              Control("each clause by another agreement", {"rules": ClauseByClause})]),
    Proof("copy-is-display", "who may copy what others originate may display it, TLP:RED aside",
          "S sets could be narrower than R sets", copy_is_display, [
              Control("S sets made to hold the names that all R sets share", {"option": "common names"}),
              Control("of the reader's own originals too: S names another part of its party, R names none", {"option": "own originals"}),
              Control("under TLP:RED too: R names a person, S is ALL and names nobody", {"option": "with RED"}),
              Control("S sets as written, not made to hold R", {"option": "S as written"})]),
]
