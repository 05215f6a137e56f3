"""Repeats training steps in PyTorch and compares them with those that another program exported.

    reference.py FOLDER                 compares every case below FOLDER; exit code 1 when they do not agree
    reference.py FOLDER --break RULE    the same with one rule of the reference bent: it should fail
    reference.py FOLDER --controls      bends each rule in turn; exit code 1 unless the comparison notices every one

A case is a folder: case.json (what is trained and how, the losses of every step), start.safetensors (all weights and
running statistics), step-1.safetensors … (the same after each step, and the optimiser's momenta), batches.safetensors
(images and labels). `kind` says how it is compared: `steps` from the other program's state before every step, `course`
from the start through all steps. `sums` says how the other program adds up a channel: `in turn` or in `parts`.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from networks import NETWORKS, Mutation
from weights import links, load, load_momenta, read_tensors, weights_of

# Relative difference of every loss at every step; difference of a tensor by its largest value.
LOSS_TOLERANCE = 1e-4
TENSOR_TOLERANCE = 1e-3
# How many neighbours of a start are tried at most.
NUDGES = 12

# Every rule that can be bent, in words, and the cases in which that must show. The unbiased variance is n / (n − 1)
# times the biased one, n being batch × height × width: that shows where n is small and after many steps. Decay shows
# where it is large.
CONTROLS = {
    "momentum": ("the optimiser's momentum is 0.8, not 0.9", lambda c: True),
    "decay": ("norms, biases and mixes do not decay", lambda c: c["kind"] == "course"),
    "schedule": ("the cosine ends one step later", lambda c: True),
    "epsilon": ("batch norm adds 1e-3, TensorFlow's default, to the variance", lambda c: True),
    "bias-unbiased": ("running variances are the biased ones", lambda c: c["train"] == "all" and c["kind"] == "course"),
    "alpha": ("the shares of maximum and average are swapped", lambda c: True),
    "flatten": ("heads flatten maps with the channels last", lambda c: True),
    "padding": ("convolutions of stride 2 pad at the end only", lambda c: True),
    "frozen": ("the frozen backbone normalises by the batch", lambda c: c["train"] == "heads"),
    "share": ("the mean is over the exits that something trained moves", lambda c: c["train"] == "heads" and c["reduction"] == "mean"),
}


@dataclass(frozen=True)
class State:
    """Running statistics and weights by path, in PyTorch's order of axes."""

    statistics: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]


@dataclass(frozen=True)
class Run:
    """Losses of each step by exit, and the state after each step that is compared."""

    losses: list[dict[str, float]]
    states: list[State]


def train(folder: Path, case: dict, mutation: Mutation, nudge: int = 0) -> Run:
    """The phase that the case describes, in plain PyTorch. `nudge` > 0 moves weights that are read by a last digit or not."""
    batches = read_tensors(folder / "batches.safetensors")
    # Batch norm adds up tens of thousands of numbers, and in 32 bits the order matters. With channels last in memory
    # PyTorch adds a channel's one after the other; with channels first in parts, which is more exact.
    images = torch.tensor(batches["images"].copy()).permute(0, 1, 4, 2, 3)
    if case["sums"] == "parts":
        # `contiguous` would leave images of one channel as they are.
        images = images.clone(memory_format=torch.contiguous_format)
    labels = torch.tensor(batches["labels"].astype(np.int64))
    network = NETWORKS[case["network"]](images.shape[2], case["classes"], mutation)
    linked = links(network, mutation)
    load(linked, read_tensors(folder / "start.safetensors"))
    if nudge > 0:
        _nudge(linked, nudge)

    network.train()
    if case["train"] == "heads":
        for part in (network.blocks, network.classifier):
            part.requires_grad_(False)
            part.train(mutation("frozen"))
    live = [name for name in network.exits if case["train"] == "all" or name != "classifier"]

    trained = [p for p in network.parameters() if p.requires_grad]
    exempt = [p for p in trained if mutation("decay") and p.dim() < 2]
    groups = [{"params": [p for p in trained if p.dim() >= 2 or not exempt]}] + ([{"params": exempt, "weight_decay": 0.0}] if exempt else [])
    optimiser = torch.optim.SGD(groups, lr=case["rate"], momentum=0.8 if mutation("momentum") else case["momentum"], weight_decay=case["decay"])
    # The last step is the one at the bottom of the cosine.
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=len(images) - (0 if mutation("schedule") else 1))

    losses, states = [], []
    for i, (x, y) in enumerate(zip(images, labels, strict=True)):
        if i > 0 and case["kind"] == "steps":
            before = read_tensors(folder / f"step-{i}.safetensors")
            load(linked, weights_of(before))
            load_momenta(linked, before, optimiser)
            if nudge > 0:
                _nudge(linked, nudge)
        of_exit = {name: F.cross_entropy(logits, y) for name, logits in zip(network.exits, network(x), strict=True)}
        moved = [of_exit[name] for name in live]
        count = len(live) if mutation("share") else len(network.exits)
        total = sum(moved) / count if case["reduction"] == "mean" else sum(moved)
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        schedule.step()
        losses.append({name: of_exit[name].item() for name in live})
        if case["kind"] == "steps" or i == len(images) - 1:
            states.append(_state(linked, {path: link.tensor.detach().numpy() for path, link in linked.items()}))
    return Run(losses, states)


def exported(folder: Path, case: dict) -> Run:
    """What the other side left."""
    linked = links(NETWORKS[case["network"]](case["channels"], case["classes"], Mutation()), Mutation())
    count = len(case["losses"])
    steps = range(1, count + 1) if case["kind"] == "steps" else [count]
    states = [weights_of(read_tensors(folder / f"step-{i}.safetensors")) for i in steps]
    return Run(case["losses"], [_state(linked, {path: linked[path].convert(a) for path, a in state.items()}) for state in states])


@dataclass(frozen=True)
class Difference:
    """The largest relative differences, and where they are."""

    loss: float
    loss_at: str
    statistic: float
    statistic_at: str
    weight: float
    weight_at: str

    @property
    def within(self) -> bool:
        # Not `>`: a difference that is not a number is out of tolerance.
        return self.loss <= LOSS_TOLERANCE and self.statistic <= TENSOR_TOLERANCE and self.weight <= TENSOR_TOLERANCE

    def __str__(self) -> str:
        return f"losses {self.loss:.1e}, statistics {self.statistic:.1e}, weights {self.weight:.1e}"


def compare(ours: Run, reference: Run) -> Difference:
    if [step.keys() for step in ours.losses] != [step.keys() for step in reference.losses]:
        raise SystemExit("the two sides have different steps or different exits in the loss")
    losses, statistics, weights = {}, {}, {}
    for i, (a, b) in enumerate(zip(ours.losses, reference.losses, strict=True)):
        losses.update({f"step {i + 1}, {exit}": abs(a[exit] - b[exit]) / abs(b[exit]) for exit in b})
    for i, (a, b) in enumerate(zip(ours.states, reference.states, strict=True)):
        label = f"step {len(ours.losses) - len(ours.states) + i + 1}, "
        statistics.update(_by_tensor(label, a.statistics, b.statistics))
        weights.update(_by_tensor(label, a.weights, b.weights))
    return Difference(*_largest(losses), *_largest(statistics), *_largest(weights))


def _nudge(linked, seed):
    random = torch.Generator().manual_seed(seed)
    for link in linked.values():
        towards = torch.randint(-1, 2, link.tensor.shape, generator=random) * torch.inf
        with torch.no_grad():
            link.tensor.copy_(torch.where(towards.isnan(), link.tensor, torch.nextafter(link.tensor, towards.nan_to_num(0, torch.inf, -torch.inf))))


def _state(linked, arrays):
    arrays = {path: np.array(a, np.float64) for path, a in arrays.items()}
    return State({p: a for p, a in arrays.items() if linked[p].statistic}, {p: a for p, a in arrays.items() if not linked[p].statistic})


def _by_tensor(label, ours, reference):
    return {label + path: float(np.abs(ours[path] - a).max() / max(np.abs(a).max(), np.finfo(np.float32).tiny)) for path, a in reference.items()}


def _largest(values: dict[str, float]) -> tuple[float, str]:
    where = max(values, key=lambda k: np.inf if np.isnan(values[k]) else values[k])
    return values[where], where


def read_cases(folder: Path) -> list[tuple[Path, dict]]:
    files = sorted(folder.glob("*/case.json"))
    if not files:
        raise SystemExit(f"there are no cases below {folder}")
    return sorted(((file.parent, json.loads(file.read_text())) for file in files), key=lambda c: c[1]["order"])


def check(cases, mutation: Mutation) -> bool:
    """Prints one line for all seeds of a case. True when all agree."""
    groups = defaultdict(list)
    for folder, case in cases:
        groups[_group(case)].append((case["seed"], *_nearest(folder, case, mutation)))
    print(f"| {'case':<28} | losses  | statistics | weights | agrees |")
    print(f"|{'-' * 30}|---------|------------|---------|--------|")
    for name, results in groups.items():
        largest = [max(values) for values in zip(*((d.loss, d.statistic, d.weight) for _, d, _ in results), strict=True)]
        count = sum(d.within for _, d, _ in results)
        print(f"| {name:<28} | {largest[0]:.1e} | {largest[1]:<10.1e} | {largest[2]:.1e} | {f'{count} of {len(results)}':<6} |")
        for seed, d, nudge in results:
            if not d.within:
                print(f"  seed {seed} DIFFERS most at {d.loss_at} · {d.statistic_at} · {d.weight_at}")
            elif nudge > 0:
                print(f"  seed {seed} stands on a kink: agrees with PyTorch where last digits of the weights that it starts from are nudged (nudge {nudge})")
    print(f"tolerance: losses {LOSS_TOLERANCE:.0e} relative, statistics and weights {TENSOR_TOLERANCE:.0e} of each tensor's largest value")
    return all(d.within for results in groups.values() for _, d, _ in results)


def controls(cases) -> bool:
    """Bends each rule in turn. True when every one is noticed in every case in which it must show."""
    everything = True
    first = _first_agreeing(cases)
    for name, (what, applies) in CONTROLS.items():
        results = [(case["name"], compare(exported(folder, case), train(folder, case, Mutation(name)))) for folder, case in first if applies(case)]
        missed = [case for case, d in results if d.within]
        everything &= bool(results) and not missed
        verdict = f"failed {len(results) - len(missed)} of {len(results)}, as it must" if not missed else f"MISSED in {'; '.join(missed)}"
        print(f"control {name:<14} {verdict:<25} {what}", flush=True)
    return everything


def _nearest(folder, case, mutation) -> tuple[Difference, int]:
    """
    The difference from the reference and 0. Where that is out of tolerance, rounding may have carried one activation
    across the kink of a ReLU, or swapped two maxima: then the reference itself takes both courses when last digits of
    the weights that it starts from change. So the first of some such nudges that agrees counts, and is told.
    """
    ours = exported(folder, case)
    plain = compare(ours, train(folder, case, mutation))
    if plain.within:
        return plain, 0
    for nudge in range(1, NUDGES + 1):
        d = compare(ours, train(folder, case, mutation, nudge))
        if d.within:
            return d, nudge
    return plain, 0


def _group(case) -> str:
    return case["name"].rsplit(",", 1)[0]


def _first_agreeing(cases):
    """Of each case the first seed that agrees while no rule is bent: one that departs anyway would prove nothing."""
    chosen = {}
    for folder, case in cases:
        if _group(case) not in chosen and compare(exported(folder, case), train(folder, case, Mutation())).within:
            chosen[_group(case)] = (folder, case)
    return list(chosen.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--break", dest="broken", choices=CONTROLS, help="bend this rule of the reference")
    parser.add_argument("--controls", action="store_true", help="bend each rule in turn")
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    started = time.monotonic()
    cases = read_cases(options.folder)
    good = controls(cases) if options.controls else check(cases, Mutation(options.broken))
    print(f"PyTorch {torch.__version__}, one thread, {time.monotonic() - started:.1f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
