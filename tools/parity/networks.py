"""The networks of the parity check in PyTorch, written from the papers' definitions and not from our sources.

Blocks, heads and classifier of an early-exit network with an exit after every block but the last. `Mutation` bends one
rule at a time: the check must notice each of them.
"""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn

POOL = 4


class Mutation:
    """No rule is bent, or the one of this name."""

    def __init__(self, name=None):
        self.name = name

    def __call__(self, name):
        return self.name == name


class BatchNorm(nn.BatchNorm2d):
    """PyTorch's own (Ioffe and Szegedy, arXiv 1502.03167): epsilon 1e-5, momentum 0.1, unbiased running variance."""

    def __init__(self, channels, mutation):
        super().__init__(channels, eps=1e-3 if mutation("epsilon") else 1e-5)
        self.biased = mutation("bias-unbiased")

    def forward(self, x):
        if not (self.training and self.biased):
            return super().forward(x)
        with torch.no_grad():
            self.running_mean.lerp_(x.mean((0, 2, 3)), self.momentum)
            self.running_var.lerp_(x.var((0, 2, 3), correction=0), self.momentum)
        return F.batch_norm(x, None, None, self.weight, self.bias, training=True, eps=self.eps)


class Convolution(nn.Conv2d):
    """3 × 3 with one row and column of zeros on every side, or 1 × 1 with none; no bias."""

    def __init__(self, channels, filters, kernel, stride, mutation):
        super().__init__(channels, filters, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.uneven = mutation("padding") and kernel == 3 and stride == 2

    def forward(self, x):
        # TensorFlow's `same`: on an even side the zeros of a stride of 2 are all at the end.
        return F.conv2d(F.pad(x, (0, 1, 0, 1)), self.weight, stride=self.stride) if self.uneven else super().forward(x)


class PooledHead(nn.Module):
    """Shallow-deep networks' internal classifier (Kaya et al., arXiv 1810.07052): a learned mix of pools, then linear."""

    def __init__(self, channels, classes, mutation):
        super().__init__()
        self.mix = nn.Parameter(torch.rand(()))
        self.linear = nn.Linear(POOL * POOL * channels, classes)
        self.swapped = mutation("alpha")

    def forward(self, x):
        alpha = 1 - self.mix if self.swapped else self.mix
        pooled = alpha * F.adaptive_max_pool2d(x, POOL) + (1 - alpha) * F.adaptive_avg_pool2d(x, POOL)
        return self.linear(pooled.flatten(1))


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions and a shortcut, a 1 × 1 convolution where the shape changes (He et al., arXiv 1512.03385)."""

    def __init__(self, channels, filters, stride, mutation):
        super().__init__()
        self.conv1 = Convolution(channels, filters, 3, stride, mutation)
        self.norm1 = BatchNorm(filters, mutation)
        self.conv2 = Convolution(filters, filters, 3, 1, mutation)
        self.norm2 = BatchNorm(filters, mutation)
        self.shortcut = None
        if stride != 1 or channels != filters:
            parts = OrderedDict(conv=Convolution(channels, filters, 1, stride, mutation), norm=BatchNorm(filters, mutation))
            self.shortcut = nn.Sequential(parts)

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class EarlyExitNetwork(nn.Module):
    """Gives the logits of all exits, shallowest first; the last are the classifier's."""

    def __init__(self, blocks, widths, classes, mutation):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.heads = nn.ModuleList([PooledHead(width, classes, mutation) for width in widths[:-1]])
        self.classifier = nn.Sequential(OrderedDict(pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten(), linear=nn.Linear(widths[-1], classes)))

    def forward(self, x):
        logits = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            logits.append(self.heads[i](x) if i < len(self.heads) else self.classifier(x))
        return logits

    @property
    def exits(self):
        return [f"block{i}" for i in range(len(self.heads))] + ["classifier"]


def convnet(channels, classes, mutation):
    """Six blocks of 3 × 3 convolution, batch normalisation and ReLU."""
    widths, strides = [8, 8, 16, 16, 32, 32], [1, 1, 2, 1, 2, 1]
    blocks = [_conv_block(i, o, s, mutation) for i, o, s in zip([channels, *widths], widths, strides, strict=False)]
    return EarlyExitNetwork(blocks, widths, classes, mutation)


def resnet8(channels, classes, mutation):
    """ResNet-(6n+2) with n = 1: a stem, then one residual block in each of three stages. The stem is part of the first block."""
    widths = [16, 32, 64]
    first = OrderedDict(stem=_conv_block(channels, widths[0], 1, mutation), residual=BasicBlock(widths[0], widths[0], 1, mutation))
    rest = [BasicBlock(i, o, 2, mutation) for i, o in zip(widths, widths[1:], strict=False)]
    return EarlyExitNetwork([nn.Sequential(first), *rest], widths, classes, mutation)


NETWORKS = {"convnet": convnet, "resnet8": resnet8}


def _conv_block(channels, filters, stride, mutation):
    conv = Convolution(channels, filters, 3, stride, mutation)
    return nn.Sequential(OrderedDict(conv=conv, norm=BatchNorm(filters, mutation), relu=nn.ReLU()))
