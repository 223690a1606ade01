#!/usr/bin/env python3
"""Proves the invariants of release over a small universe, and that each proof can fail: tests/proofs/run.py [NAME...]

For each proof: what is given can be (else it proves nothing), no counterexample exists, and each negative control has one.
Exit status: 0 if all is so, 1 if not, 77 if Z3 is missing (1 where CI is set).
"""

import argparse
import os
import sys
import time
import xml.etree.ElementTree as ET

SKIPPED = 77
DEBIAN = "/usr/bin/python3"  # python3-z3 belongs to this interpreter, which need not be the first on the path


def import_z3():
    """Z3 for Python, if need be by starting over with Debian's interpreter; None if neither has it."""
    try:
        import z3
        return z3
    except ImportError:
        if os.path.exists(DEBIAN) and os.environ.get("COMITY_PROOFS_AGAIN") is None:
            sys.stdout.flush()
            os.execve(DEBIAN, [DEBIAN, "-B"] + sys.argv, os.environ | {"COMITY_PROOFS_AGAIN": "1"})
        return None


def wanted(proofs, names):
    unknown = [n for n in names if n not in {p.name for p in proofs}]
    if unknown:
        sys.exit(f"no proof {', '.join(unknown)} (see --list)")
    return [p for p in proofs if not names or p.name in names]


def search(z3, facts):
    """An assignment that makes all `facts` true, as a set of its true facts, or None if there is none."""
    if any(fact is False for fact in facts):
        return None
    solver = z3.SolverFor("QF_FD")
    solver.add([fact for fact in facts if fact is not True])
    return true_facts(z3, solver)


def true_facts(z3, solver):
    answer = solver.check()
    if answer == z3.unknown:
        raise RuntimeError(f"Z3 gave up: {solver.reason_unknown()}")
    if answer == z3.unsat:
        return None
    model = solver.model()
    return {name() for name in model.decls() if z3.is_true(model[name])}


def fewest(z3, facts):
    """A counterexample from which no fact can be taken: what is false stays false, until nothing more can be."""
    solver = z3.SimpleSolver()
    solver.set("smt.phase_selection", 0)  # false first
    solver.add([fact for fact in facts if fact is not True])
    found = true_facts(z3, solver)
    seen, pending = set(), [fact for fact in facts if fact is not True]
    atoms = set()
    while pending:
        item = pending.pop()
        if item.get_id() in seen:
            continue
        seen.add(item.get_id())
        if item.num_args() == 0 and not z3.is_true(item) and not z3.is_false(item):
            atoms.add(item)
        pending.extend(item.children())
    falses = set()
    while True:
        newly = {x for x in atoms if x not in found} - falses
        solver.add([z3.Not(x) for x in newly])
        falses |= newly
        solver.add(z3.Or([z3.Not(x) for x in found]))
        fewer = true_facts(z3, solver)
        if fewer is None:
            return sorted(str(x) for x in found)
        found = fewer


def shown(facts, limit=60):
    lines = [f"      {fact}" for fact in facts[:limit]]
    return "\n".join(lines + ([f"      and {len(facts) - limit} more"] if len(facts) > limit else []))


def prove(z3, invariants, proof, show):
    """What is wrong with the proof or its negative controls, as texts; prints one line, and more where something is."""
    from model import no
    began = time.monotonic()
    claim = proof.claim(invariants.Setting())
    problems = []
    if search(z3, claim.given) is None:
        problems.append("what is given cannot be, so this proves nothing")
    against = claim.given + [no(claim.then)]
    if search(z3, against) is not None:
        problems.append("counterexample:\n" + shown(fewest(z3, against)))
    for control in proof.controls:
        broken = proof.claim(invariants.Setting(**control.setting))
        against = broken.given + [no(broken.then)]
        if search(z3, against) is None:
            problems.append(f"negative control not caught: {control.says}")
        elif show:
            print(f"    broken rule: {control.says}\n{shown(fewest(z3, against))}")
    seconds = time.monotonic() - began
    print(f"{'FAILED' if problems else 'proved'}  {proof.name}: {proof.says} ({len(proof.controls)} broken rules, {seconds:.2f} s)")
    for problem in problems:
        print(f"    {problem}")
    return problems


def write_results(path, results):
    """The form of GoogleTest, which tools/tally.py counts."""
    suite = ET.Element("testsuite", name="proofs")
    for proof, problems in results:
        case = ET.SubElement(suite, "testcase", classname="proofs", name=proof.name, status="run", result="completed")
        for problem in problems:
            ET.SubElement(case, "failure", message=problem)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these proofs")
    parser.add_argument("--list", action="store_true", help="name each proof, what it says and why it could fail")
    parser.add_argument("--show", action="store_true", help="print the counterexample of each negative control")
    parser.add_argument("--gtest_output", metavar="xml:FILE", help="also write the results there")
    options = parser.parse_args()
    z3 = import_z3()
    if z3 is None:
        print("tests/proofs: Z3 for Python is missing; NOTHING WAS PROVED. apt-get install python3-z3", file=sys.stderr)
        return 1 if os.environ.get("CI") else SKIPPED
    import invariants
    chosen = wanted(invariants.PROOFS, options.names)
    if options.list:
        for proof in chosen:
            print(f"{proof.name}: {proof.says}\n    could fail: {proof.could_fail}")
            for control in proof.controls:
                print(f"    broken rule: {control.says}")
        return 0
    results = [(proof, prove(z3, invariants, proof, options.show)) for proof in chosen]
    if options.gtest_output:
        write_results(options.gtest_output.removeprefix("xml:"), results)
    proved = sum(not problems for _, problems in results)
    print(f"{proved} of {len(results)} proved")
    return 0 if proved == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
