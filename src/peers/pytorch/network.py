"""Pre-activation residual network for 32x32 images, as org.sparkresnet.nn.ResNet builds it."""

import torch
from torch import nn
from torch.nn import functional as F


class Unit(nn.Module):
    """BN-ReLU-conv-BN-ReLU-conv plus its input; shortcuts have no parameters."""

    def __init__(self, before, channels, first):
        super().__init__()
        self.stride = 1 if before == channels else 2
        self.padding = channels - before
        self.first = first
        self.bn1 = nn.BatchNorm2d(before)
        self.conv1 = nn.Conv2d(before, channels, 3, self.stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)

    def forward(self, x):
        y = F.relu(self.bn1(x), inplace=True)
        shortcut = y if self.first else x
        if self.stride == 2:
            shortcut = F.pad(F.avg_pool2d(shortcut, 2), (0, 0, 0, 0, 0, self.padding))
        y = self.conv1(y)
        return self.conv2(F.relu(self.bn2(y), inplace=True)) + shortcut


class ResNet(nn.Module):
    """Stem, three stages of (depth - 2) / 6 units, BN-ReLU, global average, dense layer."""

    def __init__(self, depth):
        super().__init__()
        units = [Unit(16, 16, i == 0) for i in range((depth - 2) // 6)]
        for channels in (32, 64):
            units.append(Unit(channels // 2, channels, False))
            units += [Unit(channels, channels, False) for _ in range((depth - 2) // 6 - 1)]
        self.stem = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.units = nn.Sequential(*units)
        self.bn = nn.BatchNorm2d(64)
        self.dense = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn(self.units(self.stem(x))), inplace=True)
        return self.dense(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))
