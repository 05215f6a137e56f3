"""Numerical rank of what each block hands on: eigenvalues of numpy's covariance in 64 bits."""

from pathlib import Path

import numpy as np

from weights import read_tensors

# Eigenvalues: difference as a share of the largest. Rank: by how many. The other summaries: relative.
TOLERANCES = {"eigenvalues": 1e-4, "rank": 1, "summaries": 1e-3}


def _small(case: dict) -> bool:
    """Not the case of the defaults: it takes long, and shows nothing that the others do not."""
    return case["samples"] < 2000


# Every rule that can be bent, in words, and the cases in which that must show.
CONTROLS = {
    "centre": ("means are not taken off", _small),
    "correlation": ("columns are divided by their deviation", _small),
    "unbiased": ("sums are divided by n, not n - 1", _small),
    "threshold": ("the threshold is on singular values of the data", _small),
    "entropy": ("the effective rank is two to the entropy in nats", _small),
}


def differences(folder: Path, case: dict, bent: str | None) -> dict[str, float]:
    """The largest difference over all blocks, by the names of TOLERANCES."""
    result, found = case["result"], []
    for block, observations in read_tensors(folder / "observations.safetensors").items():
        ours = {name: result[name][result["blocks"].index(block)] for name in ("rank", "stableRank", "effectiveRank", "participationRatio")}
        found.append(_compare(case["eigenvalues"][block], ours, _eigenvalues(observations.astype(np.float64), bent), result["threshold"], bent))
    return {name: max(d[name] for d in found) for name in TOLERANCES}


def _eigenvalues(observations: np.ndarray, bent: str | None) -> np.ndarray:
    """Always of features by features, however few samples there are."""
    n = len(observations)
    if bent == "centre":
        covariance = observations.T @ observations / (n - 1)
    else:
        covariance = np.cov(observations, rowvar=False, bias=bent == "unbiased")
    if bent == "correlation":
        deviation = np.sqrt(np.diag(covariance))
        deviation[deviation == 0] = 1
        covariance = covariance / np.outer(deviation, deviation)
    return np.linalg.eigvalsh(covariance)[::-1].clip(min=0)


def _compare(eigenvalues: list[float], ours: dict, theirs: np.ndarray, threshold: float, bent: str | None) -> dict[str, float]:
    # Where samples are fewer than features, the other side has no more eigenvalues than samples: the rest must be nothing.
    padded = np.zeros_like(theirs)
    padded[: len(eigenvalues)] = eigenvalues
    cut = theirs[0] * (threshold**2 if bent == "threshold" else threshold)
    shares = theirs[theirs > 0] / theirs.sum()
    entropy = -(shares * np.log(shares)).sum()
    expected = {
        "stableRank": theirs.sum() / theirs[0],
        "effectiveRank": 2**entropy if bent == "entropy" else np.exp(entropy),
        "participationRatio": theirs.sum() ** 2 / (theirs**2).sum(),
    }
    return {
        "eigenvalues": float(np.abs(padded - theirs).max() / theirs[0]),
        "rank": abs(ours["rank"] - int((theirs > cut).sum())),
        "summaries": max(float(abs(ours[name] - value) / value) for name, value in expected.items()),
    }
