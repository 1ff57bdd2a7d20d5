#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py BOOT BOOT: what the benches of two boots of the emulated machine have to look like.

Prints `ok NAME` or `not ok NAME` a check, and `end` behind the last.
"""
import json
import pathlib
import re
import sys

first, second = (pathlib.Path(a) for a in sys.argv[1:3])


def check(good, name):
    print(("ok " if good else "not ok ") + name)


def load(folder):
    try:
        return json.loads((folder / "run.json").read_text())
    except (OSError, ValueError) as e:
        print(f"not ok run.json of {folder} can be read: {e}")
        sys.exit(1)


def counted(folder):
    """Lines of counts, without what a clock had a part in."""
    lines = [json.loads(line) for line in (folder / "samples.ndjson").read_text().splitlines()]
    return [line for line in lines if line["t"] == "counters"]


def per_op(lines):
    return sorted(
        (line["launch"], line["set"], line["cell"], line["values"]["instructions"] / line["ops"])
        for line in lines
        if "values" in line
    )


runs = [load(first), load(second)]
for run in runs:
    check(run["grade"] == "emulated", "the grade is emulated")
    check(run["counters"]["available"], "counters are available")
    check(
        all("instructions" in events for events in run["counters"]["sets"]),
        "every set counts instructions",
    )
    missing = {m["event"]: m["reason"] for m in run["counters"]["missing"]}
    check("ENOENT" in missing.get("branches", ""), "an event that is not there says ENOENT")
    check(
        not any(event in missing for events in run["counters"]["sets"] for event in events),
        "no event is both counted and missing",
    )

lines = [counted(first), counted(second)]
check(len(lines[0]) > 0 and all("values" in line for line in lines[0]), "no count is void")
check(
    per_op(lines[0]) == per_op(lines[1]) and len(per_op(lines[0])) > 0,
    f"{len(per_op(lines[0]))} instructions per op are the same bit for bit over two boots",
)

for folder in (first, second):
    for name in ("report.md", "bench.txt"):
        text = (folder / name).read_text()
        check("emulated" in text and "No cost" in text, f"{name} says that it is no cost")
        check(
            re.search(r"\binstructions\b", text) is not None and "perf_event_open" in text,
            f"{name} shows counts with their provider",
        )
        cost = re.search(r"Δ|cycles|\bns\b|\bratio\b|geometric", text)
        check(cost is None, f"{name} shows no cost figure" + (f": {cost.group()}" if cost else ""))
print("end")
