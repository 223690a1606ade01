"""Holds a text to the exposition format of Prometheus, version 0.0.4: families once, samples of their family, buckets that grow."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
HELP = re.compile(rf"# HELP ({NAME}) (.+)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram)")
VALUE = r"[-+]?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|Inf|NaN)"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? ({VALUE})")


def read(text):
    """{(name, labels): value}, and the faults found."""
    faults, samples, kinds, helped = [], {}, {}, set()
    family = None
    if not text.endswith("\n"):
        faults.append("the last line has no end")
    for number, line in enumerate(text.splitlines(), 1):
        if match := HELP.fullmatch(line):
            if match[1] in helped:
                faults.append(f"{number}: {match[1]} has two HELP")
            helped.add(match[1])
            continue
        if match := TYPE.fullmatch(line):
            if match[1] in kinds:
                faults.append(f"{number}: {match[1]} has two TYPE")
            if match[1] not in helped:
                faults.append(f"{number}: {match[1]} has no HELP")
            family, kinds[match[1]] = match[1], match[2]
            if match[2] == "counter" and not match[1].endswith("_total"):
                faults.append(f"{number}: the counter {match[1]} should end in _total")
            continue
        match = SAMPLE.fullmatch(line)
        if not match:
            faults.append(f"{number}: not a sample: {line}")
            continue
        name, labels, value = match.groups()
        base = name
        if family and kinds[family] == "histogram":
            base = re.sub(r"_(bucket|sum|count)$", "", name)
        if base != family:
            faults.append(f"{number}: {name} stands below {family}")
        if (name, labels) in samples:
            faults.append(f"{number}: {name}{{{labels}}} twice")
        samples[(name, labels)] = float(value.replace("Inf", "inf"))
    last = {}
    for (name, labels), value in samples.items():
        if name.endswith("_bucket"):
            rest = re.sub(r',?le="[^"]*"', "", labels)
            if value < last.get((name, rest), 0):
                faults.append(f"{name}{{{labels}}} is less than the bucket before")
            last[(name, rest)] = value
    for (name, rest), value in last.items():
        if samples.get((name.replace("_bucket", "_count"), rest or None)) != value:
            faults.append(f"{name}{{{rest}}}: the last bucket is not the count")
    return samples, faults
