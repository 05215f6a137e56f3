"""Weights of the other side: where each belongs in a PyTorch network, and in which order its axes go there."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import nn

from networks import POOL, BatchNorm, PooledHead

MOMENTUM = "momentum/"


@dataclass(frozen=True)
class Link:
    """One tensor of a network that has a counterpart on the other side."""

    tensor: torch.Tensor
    statistic: bool
    # From the other side's axes to PyTorch's.
    convert: Callable[[np.ndarray], np.ndarray]


def read_tensors(file: Path) -> dict[str, np.ndarray]:
    """A safetensors file of 32-bit floats (Hugging Face): length of the header, header in JSON, raw little-endian data."""
    data = file.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise SystemExit(f"{file}: {name} is {entry['dtype']}, not F32")
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start + begin : start + end], "<f4").reshape(entry["shape"])
    return tensors


def links(network: nn.Module, mutation) -> dict[str, Link]:
    """Every parameter and running statistic of a network, by the other side's path for it."""
    found = {}
    for path, module in network.named_modules():
        for name, link in _links_of(module, path, mutation):
            found[f"{_path(path)}/{name}"] = link
    return found


def weights_of(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A state without the optimiser's momenta."""
    return {path: a for path, a in state.items() if not path.startswith(MOMENTUM)}


def load(linked: dict[str, Link], tensors: dict[str, np.ndarray]) -> None:
    """Sets all tensors of a network. Both sides must have the very same ones."""
    if linked.keys() != tensors.keys():
        raise SystemExit(f"only in PyTorch: {sorted(linked.keys() - tensors.keys())}; only on the other side: {sorted(tensors.keys() - linked.keys())}")
    with torch.no_grad():
        for path, link in linked.items():
            value = torch.from_numpy(link.convert(tensors[path]).copy())
            if value.shape != link.tensor.shape:
                raise SystemExit(f"{path} is {tuple(value.shape)}, in PyTorch {tuple(link.tensor.shape)}")
            link.tensor.copy_(value)


def load_momenta(linked: dict[str, Link], state: dict[str, np.ndarray], optimiser: torch.optim.Optimizer) -> None:
    """Sets the momenta of all trained tensors. Those of the state are flat."""
    of_tensor = {id(link.tensor): (path, link) for path, link in linked.items()}
    for group in optimiser.param_groups:
        for tensor in group["params"]:
            path, link = of_tensor[id(tensor)]
            value = link.convert(state[MOMENTUM + path].reshape(state[path].shape))
            optimiser.state[tensor]["momentum_buffer"] = torch.tensor(value.copy(), dtype=tensor.dtype)


def _path(path: str) -> str:
    path = re.sub(r"^blocks\.", "block", path)
    path = re.sub(r"^heads\.(\d+)", r"block\1/head", path)
    return re.sub(r"/(conv\d|norm\d|shortcut)", r"/body/\1", path.replace(".", "/"))


def _links_of(module, path, mutation):
    if isinstance(module, nn.Conv2d):
        # [height, width, in, out] to [out, in, height, width]
        yield "kernel", Link(module.weight, False, lambda a: a.transpose(3, 2, 0, 1))
    elif isinstance(module, nn.Linear):
        in_head = path.startswith("heads.") and not mutation("flatten")
        yield "kernel", Link(module.weight, False, _channels_first if in_head else np.transpose)
        yield "bias", Link(module.bias, False, _same)
    elif isinstance(module, BatchNorm):
        yield "scale", Link(module.weight, False, _same)
        yield "offset", Link(module.bias, False, _same)
        yield "mean", Link(module.running_mean, True, _same)
        yield "variance", Link(module.running_var, True, _same)
    elif isinstance(module, PooledHead):
        yield "pool/mix", Link(module.mix, False, _same)


def _channels_first(kernel):
    """[height · width · channels, units] to [units, channels · height · width]: maps are flattened in another order."""
    units = kernel.shape[1]
    return kernel.reshape(POOL, POOL, -1, units).transpose(3, 2, 0, 1).reshape(units, -1)


def _same(array):
    return array
