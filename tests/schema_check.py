#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check a run directory against docs/schema/: schema_check.py RUN_DIR

Every line of samples.ndjson, run.json, and proof.json where there is one. Exit 0: valid; 1: not,
each fault on a line of its own; 2: usage; 4: a schema or python3-jsonschema is missing. A torn last
line is no fault.
"""
import json
import pathlib
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "docs" / "schema"
MAX_FAULTS = 20


def fault_texts(validator, document):
    for error in sorted(validator.iter_errors(document), key=lambda e: list(map(str, e.path))):
        where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.path)
        yield f"{where.lstrip('.') or 'the whole'}: {error.message[:300]}"


def reject_constant(name):
    raise ValueError(f"{name} is not JSON")


def load(text):
    return json.loads(text, parse_constant=reject_constant)


def samples_faults(path, validator):
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.pop()  # after the last newline: nothing, or a torn line
    if not lines:
        yield f"{path}: no lines"
    for number, line in enumerate(lines, 1):
        try:
            document = load(line)
        except ValueError as error:
            yield f"{path}:{number}: {error}"
            continue
        for text in fault_texts(validator, document):
            yield f"{path}:{number}: {text}"


def run_faults(path, validator):
    try:
        document = load(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield f"{path}: {error}"
        return
    for text in fault_texts(validator, document):
        yield f"{path}: {text}"


PROOF = ("proof", "compile", "recall", "effort", "checks")


def proof_faults(path, schema, validators):
    """proof.json is optional; its lists are those of run.json, and nothing else is in it."""
    if not path.exists():
        return
    lists = {name: schema["properties"][name] for name in PROOF}
    whole = {"$defs": schema["$defs"], "type": "object", "properties": lists,
             "required": list(PROOF), "additionalProperties": False}
    yield from run_faults(path, validators(whole))


def main():
    if len(sys.argv) != 2:
        print("usage: schema_check.py RUN_DIR", file=sys.stderr)
        return 2
    try:
        from jsonschema import Draft202012Validator
    except ImportError as error:
        print(f"schema_check.py: {error}; run: make deps", file=sys.stderr)
        return 4
    directory = pathlib.Path(sys.argv[1])
    checks = [("samples.ndjson", "samples-1.schema.json", samples_faults),
              ("run.json", "run-1.schema.json", run_faults)]
    faults = 0
    for name, schema_name, check in checks:
        try:
            schema = json.loads((SCHEMAS / schema_name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            print(f"schema_check.py: {SCHEMAS / schema_name}: {error}", file=sys.stderr)
            return 4
        Draft202012Validator.check_schema(schema)
        try:
            for text in check(directory / name, Draft202012Validator(schema)):
                faults += 1
                if faults <= MAX_FAULTS:
                    print(text)
        except (OSError, UnicodeDecodeError) as error:
            print(f"{directory / name}: {error}")
            faults += 1
    for text in proof_faults(directory / "proof.json", schema, Draft202012Validator):
        faults += 1
        print(text)
    if faults:
        print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
