"""Recomputes analyses with numpy and scikit-learn from the arrays that another program exported, and compares.

    analyses_reference.py FOLDER                 compares every case below FOLDER; exit code 1 when they do not agree
    analyses_reference.py FOLDER --break RULE    the same with one rule of the reference bent: it should fail
    analyses_reference.py FOLDER --controls      bends each rule in turn; exit code 1 unless the comparison notices every one

A case is a folder: case.json (`analysis`, the other side's settings and results) and arrays in safetensors files. What is
compared, how closely, and which rules can be bent is said by the module of the analysis below `analyses`.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import sklearn

from analyses import confidence, connectivity, information, ood, rank

# Each has TOLERANCES (a largest difference by name), CONTROLS (a rule by name: in words, and the cases in which bending it
# must show) and differences(folder, case, bent) that gives a difference for each name of TOLERANCES.
ANALYSES = {"confidence": confidence, "connectivity": connectivity, "information": information, "ood": ood, "rank": rank}


def read_cases(folder: Path) -> dict[str, list[tuple[Path, dict]]]:
    """The cases of each analysis."""
    files = sorted(folder.glob("*/case.json"))
    if not files:
        raise SystemExit(f"there are no cases below {folder}")
    cases = defaultdict(list)
    for file in files:
        case = json.loads(file.read_text())
        cases[case["analysis"]].append((file.parent, case))
    return cases


def within(tolerances: dict[str, float], found: dict[str, float]) -> bool:
    # Not `>`: a difference that is not a number is out of tolerance.
    return all(found[name] <= tolerance for name, tolerance in tolerances.items())


def check(name: str, cases, bent: str | None) -> bool:
    """Prints a line a case. True when all agree."""
    analysis = ANALYSES[name]
    columns = list(analysis.TOLERANCES)
    print(f"| {name:<44} | {' | '.join(f'{c:<12}' for c in columns)} | agrees |")
    print(f"|{'-' * 46}|{'|'.join('-' * 14 for _ in columns)}|--------|")
    good = True
    for folder, case in cases:
        found = analysis.differences(folder, case, bent)
        agrees = within(analysis.TOLERANCES, found)
        good &= agrees
        print(f"| {case['name']:<44} | {' | '.join(f'{found[c]:<12.1e}' for c in columns)} | {'yes' if agrees else 'NO':<6} |", flush=True)
    print(f"tolerances: {', '.join(f'{c} {t:g}' for c, t in analysis.TOLERANCES.items())}\n")
    return good


def controls(name: str, cases) -> bool:
    """Bends each rule in turn. True when every one is noticed in every case in which it must show."""
    analysis = ANALYSES[name]
    everything = True
    for rule, (what, applies) in analysis.CONTROLS.items():
        results = [(case["name"], within(analysis.TOLERANCES, analysis.differences(folder, case, rule))) for folder, case in cases if applies(case)]
        missed = [case for case, agrees in results if agrees]
        everything &= bool(results) and not missed
        verdict = f"failed {len(results) - len(missed)} of {len(results)}, as it must" if results and not missed else f"MISSED in {'; '.join(missed) or 'no case at all'}"
        print(f"control {name}, {rule:<14} {verdict:<25} {what}", flush=True)
    return everything


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--break", dest="broken", choices=sorted({r for a in ANALYSES.values() for r in a.CONTROLS}), help="bend this rule of the reference")
    parser.add_argument("--controls", action="store_true", help="bend each rule in turn")
    options = parser.parse_args()
    started = time.monotonic()
    # All of them, also when one does not agree.
    good = [controls(name, cases) if options.controls else check(name, cases, options.broken) for name, cases in read_cases(options.folder).items()]
    print(f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, {time.monotonic() - started:.1f} s")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
