"""Mode connectivity: networks between solutions in PyTorch, weights and sums in 64 bits."""

from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from networks import NETWORKS, BatchNorm, Mutation
from weights import links, load, read_tensors

# Losses and barriers in nats; errors: two samples of 300 may lie on a border; plane: relative, heights have four digits.
TOLERANCES = {"losses": 1e-4, "barriers": 1e-4, "layers": 1e-4, "errors": 6.7e-3, "plane": 6e-4, "distances": 1e-5}


def _all(case: dict) -> bool:
    return True


# Every rule that can be bent, in words, and the cases in which that must show.
CONTROLS = {
    "kept": ("re-estimation keeps old running averages", _all),
    "interpolated": ("running statistics are interpolated like weights", _all),
    "last-batch": ("running statistics are those of the last batch alone", _all),
    "own-images": ("statistics and loss are of the same images", _all),
    "low-end": ("a barrier is the height above the lower end", _all),
    "one-side": ("blocks move in the first network only", _all),
    "skewed": ("the plane's second axis is not made orthogonal to the first", _all),
}


def differences(folder: Path, case: dict, bent: str | None) -> dict[str, float]:
    """The largest difference over pairs and points, by the names of TOLERANCES. A bent rule is looked for where it shows: blocks and planes are slow."""
    result, paths = case["result"], _Paths(folder, case, bent)
    found = {name: [] for name in TOLERANCES}
    alphas = np.array(result["alphas"])
    for i, pair in enumerate(result["pairs"]):
        a, b, name = paths.solution(pair["a"]), paths.solution(pair["b"]), pair["name"]
        losses, errors = np.array([paths.score(_mix(a, b, alpha)) for alpha in alphas]).T
        found["losses"] += list(losses - result["loss"][name])
        found["errors"] += list(errors - result["error"][name])
        found["barriers"] += [_barrier(alphas, losses, bent) - pair["barrier"], pair["barrier"] - result["barriers"]["training loss, nats"][i]]
        found["distances"].append(2 * _norm(_minus(a, b)) / (_norm(a) + _norm(b)) - pair["distance"])
        for k, block in enumerate(result["layers"]["pieces"] if bent in (None, "one-side") else []):
            ends = (losses[0], losses[-1])
            one = _layer_barrier(paths, block, a, b, ends, result["layers"]["alphas"])
            other = one if bent == "one-side" else _layer_barrier(paths, block, b, a, ends[::-1], result["layers"]["alphas"])
            found["layers"].append((one + other) / 2 - result["layers"]["barrier"][name][k])
    plane = result["plane"]
    for y, row in zip(plane["y"], plane["z"]) if bent in (None, "skewed") else []:
        for x, height in zip(plane["x"], row):
            found["plane"].append((paths.on_plane(x, y, [p["label"] for p in plane["points"]]) - height) / height)
    return {name: float(np.max(np.abs(values), initial=0)) for name, values in found.items()}


class _Paths:
    """The last exit's loss and error at any weights, statistics taken anew for them."""

    def __init__(self, folder: Path, case: dict, bent: str | None):
        self.case, self.bent, self.folder = case, bent, folder
        images = read_tensors(folder / "images.safetensors")
        # [n, height, width, channels] to [n, channels, height, width]
        self.images = {name: torch.from_numpy(a.transpose(0, 3, 1, 2).copy()) for name, a in images.items()}
        self.labels = {name: torch.tensor(labels) for name, labels in case["labels"].items()}
        self.network = NETWORKS["convnet"](case["channels"], case["classes"], Mutation())
        self.links = {path: link for path, link in links(self.network, Mutation()).items() if "/head/" not in path}
        self.solution = cache(lambda name: {path: a.astype(np.float64) for path, a in read_tensors(folder / f"{name}.safetensors").items()})

    @torch.no_grad()
    def score(self, weights: dict[str, np.ndarray]) -> tuple[float, float]:
        load(self.links, {path: a.astype(np.float32) for path, a in weights.items()})
        norms = [m for m in self.network.modules() if isinstance(m, BatchNorm)]
        if self.bent != "interpolated":
            for norm in norms:
                if self.bent != "kept":
                    norm.reset_running_stats()
                # None is the mean over all batches so far.
                norm.momentum = {"kept": 0.1, "last-batch": 1.0}.get(self.bent)
            self.network.train()
            for batch in self.images["loss" if self.bent == "own-images" else "estimate"].split(self.case["batch"]):
                self._logits(batch)
        self.network.eval()
        loss = F.cross_entropy(self._logits(self.images["loss"]).double(), self.labels["loss"]).item()
        wrong = self._logits(self.images["error"]).argmax(1) != self.labels["error"]
        return loss, wrong.double().mean().item()

    def on_plane(self, x: float, y: float, names: list[str]) -> float:
        """Gram and Schmidt on flat vectors; points are the origin, the one above and the one along the first axis."""
        origin, above, along = (self.solution(name) for name in names)
        u, w = _minus(along, origin), _minus(above, origin)
        unit = _norm(origin)
        first = {path: a / _norm(u) for path, a in u.items()}
        shift = 0.0 if self.bent == "skewed" else sum((first[path] * w[path]).sum() for path in w if _trained(path))
        second = {path: w[path] - shift * first[path] for path in w}
        height = _norm(second)
        return self.score({path: a + unit * (x * first[path] + y * second[path] / height) for path, a in origin.items()})[0]

    def _logits(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.network.blocks:
            x = block(x)
        return self.network.classifier(x)


def _trained(path: str) -> bool:
    return not path.endswith(("/mean", "/variance"))


def _mix(a: dict, b: dict, alpha: float) -> dict:
    return {path: (1 - alpha) * a[path] + alpha * b[path] for path in a}


def _minus(a: dict, b: dict) -> dict:
    return {path: a[path] - b[path] for path in a}


def _norm(a: dict) -> float:
    """Of what is trained: statistics are no weights."""
    return float(np.sqrt(sum((v**2).sum() for path, v in a.items() if _trained(path))))


def _barrier(alphas: np.ndarray, losses: np.ndarray, bent: str | None) -> float:
    line = np.minimum(losses[0], losses[-1]) if bent == "low-end" else (1 - alphas) * losses[0] + alphas * losses[-1]
    return float((losses - line).max())


def _layer_barrier(paths: _Paths, block: str, a: dict, b: dict, ends: tuple[float, float], alphas: list[float]) -> float:
    first, last = ends
    return max(0.0, *(paths.score(_one_block(block, a, _mix(a, b, t)))[0] - (1 - t) * first - t * last for t in alphas))


def _one_block(block: str, a: dict, b: dict) -> dict:
    return {path: (b if path.split("/")[0] == block else a)[path] for path in a}
