"""Times the pitch network and its losses in PyTorch: python_network.py STEPS."""
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

ITEMS, FRAMES, BANDS, PLACES, RHYTHM = 8, 160, 216, 108, 63


class CausalConv(nn.Module):
    def __init__(self, inside, outside, frames=1, rows=1, frame_dilation=1, row_dilation=1, stride=1):
        super().__init__()
        self.past = (frames - 1) * frame_dilation
        self.sides = (rows - 1) // 2 * row_dilation
        self.conv = nn.Conv2d(inside, outside, (frames, rows), stride=(1, stride),
                              dilation=(frame_dilation, row_dilation))

    def forward(self, x):
        return self.conv(F.pad(x, (self.sides, self.sides, self.past, 0)))


def activate(x):
    return F.leaky_relu(x, 0.2)


class Tower(nn.Module):
    def __init__(self, width, frame_dilations):
        super().__init__()
        self.blocks = nn.ModuleList(
            nn.ModuleList([CausalConv(width, width, rows=9, row_dilation=rows),
                           CausalConv(width, width, frames=3, frame_dilation=frames)])
            for rows, frames in zip((1, 4, 1), frame_dilations))

    def forward(self, x):
        for rows, frames in self.blocks:
            x = x + frames(activate(rows(activate(x))))
        return activate(x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.harmony = nn.Sequential(CausalConv(1, 32, 3, 5, stride=2), Tower(32, (1, 3, 9)),
                                     CausalConv(32, 2))
        self.rhythm = nn.ModuleList(CausalConv(i, o, 3, 5, frame_dilation=d, stride=4)
                                    for i, o, d in ((1, 32, 1), (32, 64, 2), (64, 128, 4)))
        self.rhythm_out = nn.Linear(512, 2 * RHYTHM)
        self.spread = nn.Linear(RHYTHM, 16 * PLACES)
        self.position = nn.Parameter(0.1 * torch.randn(1, 8, 1, PLACES))
        self.join, self.tower = CausalConv(25, 48), Tower(48, (1, 2, 4))
        self.out = CausalConv(48, 2, rows=5)

    def encode(self, harmony_bands, rhythm_bands):
        h = self.harmony(harmony_bands.unsqueeze(1)).permute(0, 2, 3, 1).float()
        r = rhythm_bands.unsqueeze(1)
        for layer in self.rhythm:
            r = activate(layer(r))
        r = self.rhythm_out(r.permute(0, 2, 1, 3).flatten(2)).float()
        return (h[..., 0], F.softplus(h[..., 1]) + 1e-3, r[..., :RHYTHM],
                F.softplus(r[..., RHYTHM:]) + 1e-3)

    def decode(self, harmony, rhythm):
        r = self.spread(rhythm).view(ITEMS, FRAMES, 16, PLACES).transpose(1, 2)
        p = self.position.expand(ITEMS, -1, FRAMES, -1)
        x = torch.cat([harmony.unsqueeze(1).to(r.dtype), r, p.to(r.dtype)], 1)
        x = self.out(self.tower(self.join(x)))
        return x.permute(0, 2, 3, 1).reshape(ITEMS, FRAMES, BANDS).float()


def nats(mean, deviation):
    return 0.5 * (mean ** 2 + deviation ** 2 - 1 - 2 * deviation.log()).sum(2).mean()


def loss_of(network, batch, hold):
    hm, hd, rm, rd = network.encode(batch[0], batch[1])
    turned, spread = hm.roll(3, 2), hd.roll(3, 2)
    harmony = torch.bmm(hold, turned + spread * torch.randn_like(spread))
    decoded = network.decode(harmony, rm + rd * torch.randn_like(rd))
    drums = (0.5 * (turned[::2] - turned[1::2]) ** 2 / (spread[::2] * spread[1::2])).sum(2).mean()
    step = (turned[:, 1:] - turned[:, :-1]) ** 2 / (spread[:, 1:] * spread[:, :-1])
    smoothness = ((1 + step).sqrt() - 1).sum(2).mean()
    return F.smooth_l1_loss(decoded, batch[2], beta=0.1) + (
        0.05 * nats(hm, hd) + 0.015 * nats(rm, rd) + 0.8 * drums + 0.5 * smoothness) / BANDS


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    with open("/proc/cpuinfo") as file:
        bfloat16 = "avx512_bf16" in file.read()
    network = Network()
    optimizer = torch.optim.AdamW(network.parameters(), 1.2e-3, betas=(0.9, 0.99), weight_decay=1e-4)
    hold = torch.eye(FRAMES).expand(ITEMS, -1, -1).contiguous()
    seconds = []
    for _ in range(int(sys.argv[1]) + 2):
        batch = torch.randn(3, ITEMS, FRAMES, BANDS)
        begin = time.monotonic()
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            loss = loss_of(network, batch, hold)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5)
        optimizer.step()
        seconds.append(time.monotonic() - begin)
    print("%.0f frames/s with Python's torch %s"
          % (ITEMS * FRAMES / statistics.median(seconds[2:]), torch.__version__))


if __name__ == "__main__":
    main()
