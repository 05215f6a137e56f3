"""Out-of-distribution detection: confidence by SciPy's softmax in 64 bits, AUROC by scikit-learn."""

from pathlib import Path

import numpy as np
from scipy.special import softmax
from sklearn.metrics import roc_auc_score

from weights import read_tensors

# Largest differences over exits, and over thresholds.
TOLERANCES = {"auroc": 1e-4, "emitted": 1e-4}


def _all(case: dict) -> bool:
    return True


# Every rule that can be bent, in words, and the cases in which that must show.
CONTROLS = {
    "logits": ("confidence is the largest logit", _all),
    "last": ("emitted answers have the last exit's confidence", _all),
    "swapped": ("the other data set is the one that should be confident", _all),
}


def differences(folder: Path, case: dict, bent: str | None) -> dict[str, float]:
    """The largest difference, by the names of TOLERANCES."""
    result = case["result"]
    own, other = (_confidence(read_tensors(folder / f"{name}.safetensors"), case["exits"], bent) for name in ("test", "noise"))
    exits = [_auroc(a, b, bent) for a, b in zip(own, other)]
    emitted = [_auroc(_emitted(own, t, bent), _emitted(other, t, bent), bent) for t in result["emitted"]["threshold"]]
    return {
        "auroc": float(np.abs(np.array(result["auroc"]["noise"]) - exits).max()),
        "emitted": float(np.abs(np.array(result["emitted"]["auroc"]["noise"]) - emitted).max()),
    }


def _confidence(logits: dict[str, np.ndarray], exits: list[str], bent: str | None) -> np.ndarray:
    stacked = np.stack([logits[e].astype(np.float64) for e in exits])
    return (stacked if bent == "logits" else softmax(stacked, axis=2)).max(axis=2)


def _emitted(confidence: np.ndarray, threshold: float, bent: str | None) -> np.ndarray:
    sure = confidence > threshold
    first = np.where(sure.any(axis=0), sure.argmax(axis=0), len(sure) - 1)
    return confidence[-1] if bent == "last" else confidence[first, np.arange(confidence.shape[1])]


def _auroc(own: np.ndarray, other: np.ndarray, bent: str | None) -> float:
    truth = np.concatenate([np.ones(len(own)), np.zeros(len(other))])
    return float(roc_auc_score(1 - truth if bent == "swapped" else truth, np.concatenate([own, other])))
