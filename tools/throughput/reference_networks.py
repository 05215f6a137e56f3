"""The networks that are measured, as PyTorch programs usually write them: its own layers, ReLU in place, fused attention.

Paths of modules are those of the other side but for `_path`.
"""

import re
from collections import OrderedDict
from typing import Callable

import torch
import torch.nn.functional as F
from torch import nn

from networks import Mutation, PooledHead
from weights import Link, _channels_first

UNBENT = Mutation()


def build(case: dict) -> nn.Module:
    """A network that gives the logits of all exits, shallowest first; the last are the classifier's."""
    return {"convnet": convnet, "resnet": resnet, "vit": vision_transformer, "text": text_transformer}[case["family"]](case)


def convnet(case):
    widths, strides = case["params"]["widths"], case["params"]["strides"]
    channels = [case["image"]["channels"], *widths]
    blocks = [_conv_block(i, o, s) for i, o, s in zip(channels, widths, strides, strict=False)]
    heads = [PooledHead(w, case["classes"], UNBENT) for w in widths[:-1]] if case["heads"] else []
    return Maps(blocks, heads, widths[-1], case["classes"])


def resnet(case):
    depth, width = case["params"]["depth"], case["params"]["width"]
    stages = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3]}.get(depth, [(depth - 2) // 6] * 3)
    blocks, channels = [], width
    for stage, count in enumerate(stages):
        for i in range(count):
            block = BasicBlock(channels, width << stage, 2 if stage > 0 and i == 0 else 1)
            channels = width << stage
            blocks.append(block if blocks else nn.Sequential(OrderedDict(stem=_conv_block(case["image"]["channels"], width, 1), residual=block)))
    return Maps(blocks, [], channels, case["classes"])


class Maps(nn.Module):
    def __init__(self, blocks, heads, width, classes):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.heads = nn.ModuleList(heads)
        self.classifier = nn.Sequential(OrderedDict(pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten(), linear=nn.Linear(width, classes)))

    def forward(self, image):
        # Channels are last in memory: this is a view, and PyTorch's channels-last format.
        x, logits = image.permute(0, 3, 1, 2), []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i < len(self.heads):
                logits.append(self.heads[i](x))
        return [*logits, self.classifier(x)]


class BasicBlock(nn.Module):
    """He et al., arXiv 1512.03385, with option B."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(filters)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = None
        if stride != 1 or channels != filters:
            self.shortcut = nn.Sequential(OrderedDict(conv=nn.Conv2d(channels, filters, 1, stride, bias=False), norm=nn.BatchNorm2d(filters)))

    def forward(self, x):
        y = self.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        y += x if self.shortcut is None else self.shortcut(x)
        return self.relu(y)


def vision_transformer(case):
    width, depth, patch = (case["params"][name] for name in ("width", "depth", "patch"))
    tokens = (case["image"]["side"] // patch) ** 2
    return VisionTransformer(
        nn.Conv2d(case["image"]["channels"], width, patch, patch), ClassToken(width), Position(tokens + 1, width),
        [Layer(width, case["params"]["heads"], case["params"]["ratio"], 1e-6) for _ in range(depth)],
        nn.Sequential(OrderedDict(norm=nn.LayerNorm(width, 1e-6), linear=nn.Linear(width, case["classes"]))),
    )  # fmt: skip


class VisionTransformer(nn.Module):
    """Dosovitskiy et al., arXiv 2010.11929. The last norm reads the class token only, as nothing else of it is used."""

    def __init__(self, patches, token, position, blocks, classifier):
        super().__init__()
        self.patches, self.token, self.position = patches, token, position
        self.blocks = nn.ModuleList(blocks)
        self.classifier = classifier

    def forward(self, image):
        x = self.patches(image.permute(0, 3, 1, 2)).flatten(2).transpose(1, 2)
        x = self.position(self.token(x))
        for block in self.blocks:
            x = block(x)
        return [self.classifier(x[:, 0])]


def text_transformer(case):
    width, depth = case["params"]["width"], case["params"]["depth"]
    return TextTransformer(
        nn.Embedding(case["text"]["vocabulary"], width), Position(case["text"]["tokens"], width),
        [Layer(width, case["params"]["heads"], case["params"]["ratio"], 1e-5) for _ in range(depth)],
        nn.LayerNorm(width), nn.Linear(width, case["classes"]),
    )  # fmt: skip


class TextTransformer(nn.Module):
    """Word and position vectors, layers, a norm, the mean of the words that count, linear."""

    def __init__(self, words, position, blocks, norm, linear):
        super().__init__()
        self.words, self.position = words, position
        self.blocks = nn.ModuleList(blocks)
        self.classifier = nn.ModuleDict(OrderedDict(norm=norm, linear=linear))

    def forward(self, tokens, mask):
        x = self.position(self.words(tokens))
        keys = mask.bool()[:, None, None, :]
        for block in self.blocks:
            x = block(x, keys)
        counts = mask.unsqueeze(2)
        mean = (self.classifier["norm"](x) * counts).sum(1) / counts.sum(1)
        return [self.classifier["linear"](mean)]


class Layer(nn.Module):
    """Normalises first, parts and order of columns as timm's."""

    def __init__(self, width, heads, ratio, epsilon):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, epsilon)
        self.attn = nn.ModuleDict(OrderedDict(qkv=nn.Linear(width, 3 * width), proj=nn.Linear(width, width)))
        self.norm2 = nn.LayerNorm(width, epsilon)
        self.mlp = nn.Sequential(OrderedDict(fc1=nn.Linear(width, ratio * width), gelu=nn.GELU(), fc2=nn.Linear(ratio * width, width)))

    def forward(self, x, keys=None):
        n, tokens, width = x.shape
        qkv = self.attn["qkv"](self.norm1(x)).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=keys)
        x = x + self.attn["proj"](mixed.transpose(1, 2).reshape(n, tokens, width))
        return x + self.mlp(self.norm2(x))


class ClassToken(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return torch.cat([self.token.expand(len(x), 1, -1), x], 1)


class Position(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(tokens, width))

    def forward(self, x):
        return x + self.table


def links(network: nn.Module, family: str) -> dict[str, Link]:
    """Every parameter and running statistic of a network, by the other side's path for it."""
    return {f"{_path(path, family)}/{name}": link for path, module in network.named_modules() for name, link in _links_of(module, path)}


def _conv_block(channels, filters, stride):
    conv = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
    return nn.Sequential(OrderedDict(conv=conv, norm=nn.BatchNorm2d(filters), relu=nn.ReLU(inplace=True)))


def _path(path: str, family: str) -> str:
    path = re.sub(r"^heads\.(\d+)", r"block\1/head", re.sub(r"^blocks\.", "block", path)).replace(".", "/")
    if family == "resnet":
        return re.sub(r"/(conv\d|norm\d|shortcut)", r"/body/\1", path)
    if family == "vit":
        path = re.sub(r"^(patches|position)", r"block0/\1", re.sub(r"^token", "block0/class", path))
    if family == "text":
        path = re.sub(r"^position", "words/position", re.sub(r"^words", "words/embedding", path))
    return path if family == "convnet" else re.sub(r"^(block\d+)/(norm|attn|mlp)", r"\1/layer/\2", path)


def _links_of(module, path):
    same: Callable = lambda a: a  # noqa: E731
    if isinstance(module, nn.Conv2d):
        # [height, width, in, out] to [out, in, height, width]
        yield "kernel", Link(module.weight, False, lambda a: a.transpose(3, 2, 0, 1))
    elif isinstance(module, nn.Linear):
        yield "kernel", Link(module.weight, False, _channels_first if path.startswith("heads.") else lambda a: a.T)
    elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
        yield "scale", Link(module.weight, False, same)
        yield "offset", Link(module.bias, False, same)
    elif isinstance(module, nn.Embedding):
        yield "table", Link(module.weight, False, same)
    elif isinstance(module, PooledHead):
        yield "pool/mix", Link(module.mix, False, same)
    elif isinstance(module, ClassToken):
        yield "token", Link(module.token, False, same)
    elif isinstance(module, Position):
        yield "table", Link(module.table, False, same)
    if isinstance(module, (nn.Conv2d, nn.Linear)) and module.bias is not None:
        yield "bias", Link(module.bias, False, same)
    if isinstance(module, nn.BatchNorm2d):
        yield "mean", Link(module.running_mean, True, same)
        yield "variance", Link(module.running_var, True, same)
