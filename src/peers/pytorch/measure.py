"""Times a residual network with PyTorch and prints a JSON line for each figure.

A figure is the median speed of the steps after a warm-up, and the best step's, on random images that
are in memory already. The lines are those that `bench peers` reads.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time

import torch
import torch.distributed as dist
from torch.nn import functional as F

from network import ResNet

WARM_UP_STEPS = 5
LEAST_STEPS = 5
BATCHES = 8  # more than a cache holds
PRECISIONS = {"float32": torch.float32, "bf16": torch.bfloat16}


def main():
    options = parse()
    precisions = list(PRECISIONS)
    if not has_bfloat16():
        precisions.remove("bf16")
    if options.mode == "ddp":
        with tempfile.TemporaryDirectory() as folder:
            torch.multiprocessing.spawn(
                ddp_process, (options, precisions, f"file://{folder}/store"), options.cores
            )
        return
    torch.set_num_threads(options.cores)
    layouts = ["NCHW", "channels_last"] if options.mode == "eager" else ["channels_last"]
    for precision in precisions:
        for layout in layouts:
            name = layout if options.mode == "eager" else "compile"
            measure(options, name, layout, precision, workers=1, threads=options.cores)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=["eager", "compile", "ddp"], required=True)
    parser.add_argument("--depth", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True, help="images in a process's minibatch")
    parser.add_argument("--seconds", type=float, required=True, help="for each figure")
    parser.add_argument("--cores", type=int, required=True)
    return parser.parse_args()


def has_bfloat16():
    with open("/proc/cpuinfo") as cpu:
        return bool(re.search(r"\b(avx512_bf16|amx_bf16)\b", cpu.read()))


def ddp_process(rank, options, precisions, store):
    """One process a core, each with its own minibatches; gradients are averaged in every step."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=store, rank=rank, world_size=options.cores)
    for precision in precisions:
        name = f"DDP {options.cores} processes"
        measure(options, name, "channels_last", precision, workers=options.cores, threads=1)
    dist.barrier()
    # Not through Python's end: a thread of gloo that still runs would abort the process there.
    os._exit(0)


def measure(options, name, layout, precision, workers, threads):
    torch.manual_seed(1)
    memory = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    images = [
        torch.randn(options.batch, 3, 32, 32).to(memory_format=memory) for _ in range(BATCHES)
    ]
    labels = [torch.randint(10, (options.batch,)) for _ in range(BATCHES)]
    network = ResNet(options.depth).to(memory_format=memory)
    passes = {
        "training": training(options, network, images, labels, precision),
        "inference": inference(options, network, images, precision),
    }
    for figure, step in passes.items():
        seconds = times(step, options.seconds, workers)
        if workers == 1 or dist.get_rank() == 0:
            speeds = [options.batch / statistics.median(s) for s in seconds]
            best = [options.batch / min(s) for s in seconds]
            line = {
                "system": f"PyTorch {torch.__version__.split('+')[0]} {name}",
                "versions": versions(),
                "precision": precision,
                "figure": figure,
                "network": f"ResNet-{options.depth}",
                "batch_size": options.batch,
                "threads": threads,
                "workers": workers,
                "images_per_second": sum(speeds),
                "best_images_per_second": sum(best),
            }
            print(json.dumps(line), flush=True)


def training(options, network, images, labels, precision):
    decayed = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() == 1]
    groups = [{"params": decayed, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0}]
    optimizer = torch.optim.SGD(groups, lr=1e-3, momentum=0.9, nesterov=True, fused=True)
    network.train()
    model = network
    if options.mode == "ddp":
        model = torch.nn.parallel.DistributedDataParallel(network)
    if options.mode == "compile":
        model = torch.compile(network)

    def step(i):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", PRECISIONS[precision], enabled=precision != "float32"):
            loss = F.cross_entropy(model(images[i % BATCHES]), labels[i % BATCHES])
        loss.backward()
        optimizer.step()

    return step


def inference(options, network, images, precision):
    """In bfloat16 the weights are converted once, and not by autocast in every step."""
    model = None

    def step(i):
        nonlocal model
        if model is None:  # after training, which wants float32 weights
            model = network.eval().to(PRECISIONS[precision])
            if options.mode == "compile":
                model = torch.compile(model)
        with torch.inference_mode():
            torch.softmax(model(images[i % BATCHES].to(PRECISIONS[precision])).float(), 1)

    return step


def times(step, wanted, workers):
    """Seconds of every step, of each process. All processes make the same number of steps."""
    for i in range(WARM_UP_STEPS):
        begin = time.perf_counter()
        step(i)
    count = max(LEAST_STEPS, int(wanted / (time.perf_counter() - begin)))
    if workers > 1:
        counts = [count]
        dist.broadcast_object_list(counts, 0)
        count = counts[0]
    seconds = []
    for i in range(count):
        begin = time.perf_counter()
        step(i)
        seconds.append(time.perf_counter() - begin)
    if workers == 1:
        return [seconds]
    everyone = [None] * workers
    dist.all_gather_object(everyone, seconds)
    return everyone


def versions():
    onednn = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    return f"oneDNN {onednn.group(1) if onednn else 'unknown'}, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    main()
