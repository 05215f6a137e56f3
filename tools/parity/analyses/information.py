"""Information flow: distances by numpy in 64 bits, bounds by SciPy's logsumexp, the linear probe by scikit-learn."""

from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from weights import read_tensors

# Largest differences in nats: of all bounds, and of the probe, which ends where its gradient is below 1e-5.
TOLERANCES = {"xz": 1e-4, "zy": 1e-4, "lower": 1e-4, "probe": 1e-4}
RIDGE = 1e-2


def _small(case: dict) -> bool:
    """Not the case of most samples: they take long, and show nothing that fewer do not."""
    return case["samples"] < 1000


# Every rule that can be bent, in words, and the cases in which that must show.
CONTROLS = {
    "scale": ("points are in the block's own unit of length", _small),
    "self": ("a point is not among its own neighbours", _small),
    "classes": ("the classes count equally, whatever their size", _small),
    "bounds": ("the lower bound has 4 sigma squared in place of 8", _small),
    "shares": ("within classes the shares are of all samples", _small),
    "ridge": ("the probe has no ridge to speak of", _small),
    "seen": ("the probe is measured on the samples that it was fitted to", _small),
}


def differences(folder: Path, case: dict, bent: str | None) -> dict[str, float]:
    """The largest difference over blocks and noise levels, by the names of TOLERANCES."""
    result = case["result"]
    labels = {name: np.array(values) for name, values in case["labels"].items()}
    points, seen, unseen = (read_tensors(folder / f"{name}.safetensors") for name in ("points", "seen", "unseen"))
    found = {name: [] for name in TOLERANCES}
    for b, block in enumerate(result["blocks"]):
        squares = _squares(points[block].astype(np.float64), bent)
        for sigma in result["sigmas"]:
            for kind, factor, ours in (("upper", 2, result), ("lower", 4 if bent == "bounds" else 8, result["lower"])):
                xz, zy = _bounds(squares, labels["unseen"], factor * sigma**2, bent)
                for name, value in (("xz", xz), ("zy", zy)):
                    found["lower" if kind == "lower" else name].append(ours[name][_key(sigma)][b] - value)
        found["probe"].append(result["probe"][b] - _probe(seen[block], labels["seen"], unseen[block], labels["unseen"], bent))
    return {name: float(np.abs(values).max()) for name, values in found.items()}


def _key(sigma: float) -> str:
    return f"{sigma:g}"


def _squares(points: np.ndarray, bent: str | None) -> np.ndarray:
    """From differences, not from products."""
    points = points - points.mean(axis=0)
    if bent != "scale":
        points = points / np.sqrt((points**2).sum(axis=1).mean())
    return cdist(points, points, "sqeuclidean")


def _information(squares: np.ndarray, divisor: float, of: int, bent: str | None) -> float:
    exponents = -squares / divisor
    if bent == "self":
        np.fill_diagonal(exponents, -np.inf)
    return float(-(logsumexp(exponents, axis=1) - np.log(of)).mean())


def _bounds(squares: np.ndarray, labels: np.ndarray, divisor: float, bent: str | None) -> tuple[float, float]:
    n = len(labels)
    xz = _information(squares, divisor, n, bent)
    classes, counts = np.unique(labels, return_counts=True)
    shares = np.full(len(classes), 1 / len(classes)) if bent == "classes" else counts / n
    within = sum(p * _information(squares[np.ix_(labels == c, labels == c)], divisor, n if bent == "shares" else k, bent) for c, k, p in zip(classes, counts, shares))
    entropy = -(counts / n * np.log(counts / n)).sum()
    return xz, min(max(xz - within, 0.0), entropy)


def _probe(seen: np.ndarray, classes: np.ndarray, unseen: np.ndarray, truth: np.ndarray, bent: str | None) -> float:
    means, n = seen.mean(axis=0, dtype=np.float64), len(seen)
    deviation = np.sqrt(((seen - means) ** 2).mean())
    # The bias is a feature, so that it has its share of the ridge.
    design = lambda x: np.column_stack([np.ones(len(x)), (x - means) / deviation])
    ridge = RIDGE / 100 if bent == "ridge" else RIDGE
    # scikit-learn adds up the cross-entropies where ours is their mean.
    model = LogisticRegression(C=1 / (n * ridge), fit_intercept=False, tol=1e-8, max_iter=10_000).fit(design(seen), classes)
    x, y = (seen, classes) if bent == "seen" else (unseen, truth)
    shares = np.unique(truth, return_counts=True)[1] / len(truth)
    return float(-(shares * np.log(shares)).sum() - log_loss(y, model.predict_proba(design(x)), labels=model.classes_))
