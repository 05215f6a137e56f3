"""Calibration, failure prediction and overthinking: probabilities, bins and curves by numpy in 64 bits, AUROC by scikit-learn."""

from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from weights import read_tensors

# Largest differences: shares, areas, and costs in costs of the backbone.
TOLERANCES = {"ece": 1e-4, "ks": 1e-4, "auroc": 1e-4, "aurc": 1e-4, "overthinking": 1e-4}


def _all(case: dict) -> bool:
    return True


# Every rule that can be bent, in words, and the cases in which that must show.
CONTROLS = {
    "bins": ("bins are of equal counts", _all),
    "logits": ("confidence is the largest logit's logistic function", _all),
    "averaged": ("the Kolmogorov-Smirnov error is the largest over classes", _all),
    "emitted": ("emitted answers have the last exit's confidence", _all),
    "eefp": ("an exit is blamed for errors of the last exit too", _all),
    "coverage": ("the least confident answers are accepted first", _all),
    "never": ("samples that no exit gets right cost nothing", _all),
    "destroyed": ("the errors that an earlier exit knew are counted among all samples", _all),
}


def differences(folder: Path, case: dict, bent: str | None) -> dict[str, float]:
    """The largest difference over exits and thresholds, by the names of TOLERANCES."""
    labels = np.array(case["labels"])
    logits = read_tensors(folder / "logits.safetensors")
    net = _Net(np.stack([logits[e].astype(np.float64) for e in case["exits"]]), labels, bent)
    calibration, failure, overthinking = (case["results"][n] for n in ("calibration", "failure", "overthinking"))
    found = {name: [] for name in TOLERANCES}

    for k, (exit_, confidence, right) in enumerate(zip(case["exits"], net.confidence, net.right)):
        found["ece"].append(calibration["ece"][k] - _ece(confidence, right, calibration["bins"], bent))
        found["ks"].append(calibration["ks"][k] - _ks(net.probabilities[k], labels, bent))
        aurc, excess = _aurc(confidence, right, bent)
        found["aurc"] += [failure["aurc"][k] - aurc, failure["excess"][k] - excess]
        found["auroc"].append(_at(failure["failure"], exit_) - roc_auc_score(right, confidence))
        # At the last exit nobody leaves early.
        if k < len(net.right) - 1:
            leave = right if bent == "eefp" else right | ~net.right[-1]
            found["auroc"].append(_at(failure["eefp"], exit_) - roc_auc_score(leave, confidence))

    for i, threshold in enumerate(calibration["emitted"]["threshold"]):
        answer = net.leaving(threshold)
        at = (answer, np.arange(len(labels)))
        confidence, right = (net.confidence[-1] if bent == "emitted" else net.confidence[at]), net.right[at]
        found["ece"].append(calibration["emitted"]["ece"][i] - _ece(confidence, right, calibration["bins"], bent))
        found["auroc"].append(failure["emitted"]["auroc"][i] - roc_auc_score(right, confidence))
        aurc, excess = _aurc(confidence, right, bent)
        found["aurc"] += [failure["emitted"]["aurc"][i] - aurc, failure["emitted"]["excess"][i] - excess]
        found["overthinking"].append((calibration["emitted"]["cost"][i] - np.array(case["costs"]["exits"])[answer].mean()) / case["costs"]["base"])

    expected = net.overthinking(np.array(case["costs"]["exits"]) / case["costs"]["base"])
    found["overthinking"] += [overthinking["overthinking"]["numbers"][name][0] - value for name, value in expected.items()]
    for k, exit_ in enumerate(case["exits"]):
        wrong = ~net.right[k]
        found["overthinking"].append(_at(overthinking["hindsight"], exit_, "improvability") - net.right[:k].any(axis=0)[wrong].mean())
    confusion = np.abs(net.probabilities[-1] - net.probabilities[:-1]).sum(axis=(0, 2))
    found["auroc"].append(overthinking["confusion"]["numbers"]["auroc"][0] - roc_auc_score(~net.right[-1], confusion))
    return {name: float(np.abs(values).max()) for name, values in found.items()}


class _Net:
    """Probabilities, confidence and right answers, exit by exit."""

    def __init__(self, logits: np.ndarray, labels: np.ndarray, bent: str | None):
        powers = np.exp(logits - logits.max(axis=2, keepdims=True))
        self.bent = bent
        self.probabilities = powers / powers.sum(axis=2, keepdims=True)
        self.confidence = 1 / (1 + np.exp(-logits.max(axis=2))) if bent == "logits" else self.probabilities.max(axis=2)
        self.right = logits.argmax(axis=2) == labels

    def leaving(self, threshold: float) -> np.ndarray:
        sure = self.confidence > threshold
        return np.where(sure.any(axis=0), sure.argmax(axis=0), len(sure) - 1)

    def overthinking(self, costs: np.ndarray) -> dict[str, float]:
        known = self.right.any(axis=0)
        early = self.right[:-1].any(axis=0)
        lost = early & ~self.right[-1]
        cost = np.where(known, costs[self.right.argmax(axis=0)], 0 if self.bent == "never" else costs[-1])
        return {
            "destructive": lost.sum() / (len(lost) if self.bent == "destroyed" else (~self.right[-1]).sum()),
            "wasteful": early.mean(), "never": (~known).mean(), "cost": cost.mean(),
        }


def _at(areas: dict, exit_: str, of: str = "auroc") -> float:
    return areas[of][areas["exits"].index(exit_)]


def _ece(confidence: np.ndarray, right: np.ndarray, bins: int, bent: str | None) -> float:
    if bent == "bins":
        parts = np.array_split(np.argsort(confidence, kind="stable"), bins)
    else:
        # Bins have their upper bounds.
        place = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
        parts = [np.flatnonzero(place == b) for b in range(bins)]
    return sum(len(p) / len(right) * abs(right[p].mean() - confidence[p].mean()) for p in parts if len(p) > 0)


def _ks(probabilities: np.ndarray, labels: np.ndarray, bent: str | None) -> float:
    largest = []
    for c, p in enumerate(probabilities.T):
        order = np.argsort(p, kind="stable")
        gaps = np.abs(np.cumsum(p[order]) - np.cumsum(labels[order] == c)) / len(labels)
        last_of_equals = np.append(np.diff(p[order]) != 0, True)
        largest.append(gaps[last_of_equals].max())
    return max(largest) if bent == "averaged" else float(np.mean(largest))


def _aurc(confidence: np.ndarray, right: np.ndarray, bent: str | None) -> tuple[float, float]:
    """Among equal confidences errors come in evenly: their running count is a straight line between the ends of equals."""
    accepted = np.arange(1, len(right) + 1)
    order = np.argsort(confidence if bent == "coverage" else -confidence, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(confidence[order])), len(right) - 1)
    errors = np.interp(accepted, np.append(0, ends + 1), np.append(0, np.cumsum(~right[order])[ends]))
    area = float((errors / accepted).mean())
    return area, area - float((np.cumsum(np.sort(~right)) / accepted).mean())
