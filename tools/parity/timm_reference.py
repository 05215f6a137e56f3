"""Compares the logits of vision transformers that another program exported with timm's.

    timm_reference.py FOLDER                 compares every case below FOLDER; exit code 1 when they do not agree
    timm_reference.py FOLDER --controls      bends one rule after the other; exit code 1 unless the comparison notices every one

A case is a folder: case.json (sizes), weights.safetensors (by the other side's paths), images.safetensors, and
logits.safetensors (of every exit: a linear layer on the class token, and of the classifier). timm's logits are left there
as timm.json: of each exit, of each image.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from weights import read_tensors

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # timm imports torchvision, for image transforms that nothing here uses, and torchvision describes operators that its
    # wheel for CUDA cannot bring to a PyTorch without. Their names are enough to import it.
    _operators = torch.library.Library("torchvision", "DEF")
    for _name_of_operator in ("nms", "qnms"):
        _operators.define(f"{_name_of_operator}(Tensor dets, Tensor scores, float threshold) -> Tensor")

import timm
from timm.models.vision_transformer import VisionTransformer

# Of the difference between two logits. They are of the order of 1.
TOLERANCE = 1e-4

# timm's own models, by the other side's names; what is not here is built from its class.
MODELS = {"tiny": "vit_tiny_patch16_224", "small16": "vit_small_patch16_224", "base": "vit_base_patch16_224"}

# The rules that can be bent, in words.
CONTROLS = {
    "epsilon": "norms add 1e-5 to the variance",
    "gelu": "GELU is its approximation by tanh",
    "heads": "one head where there are several",
    "order": "values come before keys",
    "norms": "the two norms of each layer are exchanged",
    "places": "positions begin with the first patch",
    "last": "the last norm is left out",
}


def model_of(case: dict) -> VisionTransformer:
    if case["name"] in MODELS:
        return timm.create_model(MODELS[case["name"]], pretrained=False, num_classes=case["classes"])
    sizes = {"img_size": case["side"], "patch_size": case["patch"], "embed_dim": case["width"], "depth": case["depth"], "num_heads": case["heads"]}
    return VisionTransformer(num_classes=case["classes"], **sizes)


def load(model: VisionTransformer, weights: dict[str, np.ndarray]) -> None:
    """Sets all parameters. Both sides must have the very same ones."""
    state = {}
    for path, values in weights.items():
        if "/head/" not in path:
            state[_name(path)] = torch.tensor(_converted(path, values).copy())
    model.load_state_dict(state, strict=True)


def bend(model: VisionTransformer, rule: str | None) -> None:
    for block in model.blocks:
        if rule == "epsilon":
            block.norm1.eps = block.norm2.eps = 1e-5
        elif rule == "gelu":
            block.mlp.act = nn.GELU(approximate="tanh")
        elif rule == "heads":
            block.attn.head_dim *= block.attn.num_heads
            block.attn.num_heads = 1
            block.attn.scale = block.attn.head_dim**-0.5
        elif rule == "order":
            for parameter in (block.attn.qkv.weight, block.attn.qkv.bias):
                q, k, v = parameter.data.chunk(3)
                parameter.data = torch.cat([q, v, k])
        elif rule == "norms":
            block.norm1, block.norm2 = block.norm2, block.norm1
    if rule == "places":
        model.pos_embed.data = model.pos_embed.data.roll(-1, 1)
    elif rule == "last":
        model.norm = nn.Identity()


def logits_of(model: VisionTransformer, case: dict, weights: dict[str, np.ndarray], images: torch.Tensor) -> dict[str, np.ndarray]:
    """Of the exits, by linear layers on the class token behind each block, and the model's own."""
    tokens: dict[int, torch.Tensor] = {}
    for i in case["exits"]:
        model.blocks[i].register_forward_hook(lambda _module, _given, output, i=i: tokens.update({i: output}))
    with torch.no_grad():
        found = {"classifier": model(images).numpy()}
    for i, output in tokens.items():
        head = f"block{i}/head/linear"
        found[f"block{i}"] = output[:, 0].numpy() @ weights[f"{head}/kernel"] + weights[f"{head}/bias"]
    return found


def difference(folder: Path, rule: str | None = None) -> tuple[dict, float, float]:
    """The case, the largest difference of two logits, and the largest logit."""
    case = json.loads((folder / "case.json").read_text())
    weights, ours = read_tensors(folder / "weights.safetensors"), read_tensors(folder / "logits.safetensors")
    model = model_of(case).eval()
    parameters = sum(p.numel() for p in model.parameters())
    if parameters != case["parameters"]:
        raise SystemExit(f"{case['name']} has {case['parameters']} parameters, in timm {parameters}")
    load(model, weights)
    bend(model, rule)
    # Channels first.
    images = torch.tensor(read_tensors(folder / "images.safetensors")["images"].copy()).permute(0, 3, 1, 2)
    theirs = logits_of(model, case, weights, images)
    if rule is None:
        keep(folder / "timm.json", theirs)
    if theirs.keys() != ours.keys():
        raise SystemExit(f"{case['name']} has the exits {sorted(ours)}, in timm {sorted(theirs)}")
    return case, max(float(np.abs(ours[e] - theirs[e]).max()) for e in ours), max(float(np.abs(ours[e]).max()) for e in ours)


def keep(file: Path, logits: dict[str, np.ndarray]) -> None:
    lines = [f'  "{name}": {json.dumps([[round(float(v), 6) for v in image] for image in logits[name]])}' for name in sorted(logits)]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def check(folders: list[Path]) -> bool:
    good = True
    for folder in folders:
        case, apart, largest = difference(folder)
        # Not `>`: a difference that is not a number is out of tolerance.
        within = apart <= TOLERANCE
        good &= within
        sizes = f"{case['name']:8} {case['parameters']:>10} parameters, {len(case['exits']) + 1} exits"
        print(f"{sizes}: logits up to {largest:.2f} differ by at most {apart:.1e}{'' if within else '  TOO FAR'}")
    return good


def controls(folders: list[Path]) -> bool:
    """On the smallest network: a rule that shows there shows in all."""
    good = True
    for rule, words in CONTROLS.items():
        _, apart, _ = difference(folders[0], rule)
        noticed = not apart <= TOLERANCE
        good &= noticed
        print(f"{rule:8} {words}: {apart:.1e}{'' if noticed else '  NOT NOTICED'}")
    return good


def _name(path: str) -> str:
    """timm's name for a weight of the other side."""
    fixed = {"block0/class/token": "cls_token", "block0/position/table": "pos_embed"}
    if path in fixed:
        return fixed[path]
    path = re.sub(r"^block0/patches/", "patch_embed/proj/", path)
    path = re.sub(r"^block(\d+)/layer/", r"blocks/\1/", path)
    path = re.sub(r"^classifier/linear/", "head/", re.sub(r"^classifier/norm/", "norm/", path))
    return re.sub(r"\.(kernel|scale)$", ".weight", re.sub(r"\.offset$", ".bias", path.replace("/", ".")))


def _converted(path: str, values: np.ndarray) -> np.ndarray:
    if path == "block0/patches/kernel":
        # [height, width, in, out] to [out, in, height, width]
        return values.transpose(3, 2, 0, 1)
    if path == "block0/class/token":
        return values[None, None]
    return values[None] if path == "block0/position/table" else values.T if path.endswith("/kernel") else values


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--controls", action="store_true", help="bend each rule in turn")
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    started = time.monotonic()
    folders = sorted((p.parent for p in options.folder.glob("*/case.json")), key=lambda p: (p / "weights.safetensors").stat().st_size)
    if not folders:
        raise SystemExit(f"there is no case below {options.folder}")
    good = controls(folders) if options.controls else check(folders)
    print(f"timm {timm.__version__}, PyTorch {torch.__version__}, one thread, {time.monotonic() - started:.1f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
