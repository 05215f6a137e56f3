"""PyTorch's side: answers requests of child.mjs, a line of JSON each.

    pytorch.py [--bf16]     --bf16: products of convolutions and matrices in bfloat16, everything else in float32

Eager, one thread, channels-last; optimiser and everything else as PyTorch sets it. A step does what the other side's does:
it puts a batch together from memory, runs forward and backward, updates, and reads the loss.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "parity"))
from weights import load, read_tensors  # noqa: E402

from reference_networks import build, links  # noqa: E402

# Steps of a measurement at least.
FEWEST = 3
INTEGERS = ("labels", "tokens")


class Worker:
    def __init__(self, folder: Path, shuffled: bool):
        self.case = json.loads((folder / "case.json").read_text())
        self.network = build(self.case).to(memory_format=torch.channels_last)
        load(links(self.network, self.case["family"]), read_tensors(folder / "weights.safetensors"))
        samples = {name: _tensor(name, values) for name, values in read_tensors(folder / "samples.safetensors").items()}
        self.labels = samples.pop("labels")
        self.inputs = samples
        self.batch = self.case["batch"]
        self.shuffled = shuffled
        self.order: list[torch.Tensor] = []
        given = self.case["optimiser"]
        self.optimiser = torch.optim.SGD(self.network.parameters(), lr=given["rate"], momentum=given["momentum"], weight_decay=given["decay"])

    def train(self) -> float:
        positions = self._next()
        self.network.train()
        y = self.labels[positions]
        logits = self.network(**{name: values[positions] for name, values in self.inputs.items()})
        losses = [F.cross_entropy(exit, y) for exit in logits]
        total = sum(losses) / len(losses) if len(losses) > 1 else losses[0]
        self.optimiser.zero_grad()
        total.backward()
        self.optimiser.step()
        return sum(loss.item() for loss in losses) / len(losses)

    def infer(self) -> list[np.ndarray]:
        positions = self._next()
        self.network.eval()
        with torch.inference_mode():
            return [exit.numpy() for exit in self.network(**{name: values[positions] for name, values in self.inputs.items()})]

    def _next(self) -> torch.Tensor:
        if not self.shuffled:
            return torch.arange(self.batch)
        if not self.order:
            self.order = list(torch.randperm(len(self.labels)).split(self.batch))
        return self.order.pop()


def check(folder: Path) -> dict:
    """Logits with the running statistics, then the loss of one step and of the next, on the first samples."""
    worker = Worker(folder, shuffled=False)
    return {"logits": [exit.ravel().tolist() for exit in worker.infer()], "losses": [worker.train(), worker.train()]}


def measure(step, seconds: float) -> dict:
    # Others have had the caches meanwhile.
    step()
    took = []
    processor, began = time.process_time(), time.perf_counter()
    while len(took) < FEWEST or time.perf_counter() - began < seconds:
        before = time.perf_counter()
        step()
        took.append(1000 * (time.perf_counter() - before))
    wall = 1000 * (time.perf_counter() - began)
    return {"median": statistics.median(took), "min": min(took), "cpu": 1000 * (time.process_time() - processor), "wall": wall, "steps": len(took)}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    if "--bf16" in sys.argv:
        torch.backends.mkldnn.conv.fp32_precision = "bf16"
        torch.backends.mkldnn.matmul.fp32_precision = "bf16"
    _say({"ready": True, "version": torch.__version__, "python": sys.version.split()[0], "instructions": torch.backends.cpu.get_cpu_capability()})
    worker, folder = None, Path()
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            folder = Path(request["folder"])
            worker = Worker(folder, shuffled=True)
            _say({})
        elif request["do"] == "check":
            _say(check(folder))
        else:
            _say(measure(getattr(worker, request["what"]), request["seconds"]))


def _tensor(name: str, values: np.ndarray) -> torch.Tensor:
    return torch.tensor(values.astype(np.int64) if name in INTEGERS else values.copy())


def _say(reply: dict) -> None:
    print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
