"""What a user would write instead of bench/networks.ts: the same networks with numpy and PyTorch, whichever Python has, on one thread.

Prints a JSON list of rows of the table of timings.
"""
import json
import time

from timing import seconds_of


def least_seconds(task, repeats=100, seconds=0.5):
    """As `least` of bench/timing.ts: of as many runs, and as long."""
    begun, least = time.process_time(), float("inf")
    while True:
        least = min(least, *seconds_of(task, repeats))
        if time.process_time() - begun >= seconds:
            return least


def networks(xp, dtype, tanh, relu, zeros):
    """Yields what is evaluated, how often, and the task."""
    for widths in ([4, 32, 6], [4, 100, 100, 6]):
        layers = [xp.full((a, b), 0.1, dtype=dtype) for a, b in zip(widths, widths[1:])]
        bids = zeros((1024, widths[0]))
        for name, function in (("relu", relu), ("tanh", tanh)):
            def task(layers=layers, bids=bids, function=function):
                for _ in range(2):
                    x = bids
                    for n, weights in enumerate(layers):
                        x = x @ weights + 0.1
                        if n < len(layers) - 1:
                            x = function(x)
                return x
            yield f"network {'-'.join(map(str, widths))}, {name}", 2 * 1024, task


def affine_forms(np, low, high, layers):
    """Affine forms (centre, slopes, error) of a tanh network over many boxes [boxes, bids], every bid with an axis of its own.

    As kernels/network does it, the chord's line beside tanh, but for rounding, which is left out.
    """
    centre, half = (low + high) / 2, (high - low) / 2
    slopes, error = np.broadcast_to(np.eye(low.shape[1]), (len(low),) + (low.shape[1],) * 2), np.zeros_like(low)
    for n, weights in enumerate(layers):
        centre, slopes, error = centre @ weights + 0.1, slopes @ weights, error @ np.abs(weights)
        if n == len(layers) - 1:
            break
        reach = np.einsum("ba,bak->bk", half, np.abs(slopes)) + error
        ends = np.stack([centre - reach, centre + reach])
        values = np.tanh(ends)
        share = (values[1] - values[0]) / np.maximum(ends[1] - ends[0], 1e-300)
        turn = np.sqrt(np.maximum(0, 1 - share))
        place = np.arctanh(np.minimum(turn, 1 - 1e-16))
        off = [values[0] - share * ends[0], values[1] - share * ends[1]]
        for sign in (-1, 1):
            inside = (sign * place > ends[0]) & (sign * place < ends[1])
            off.append(np.where(inside, sign * (turn - share * place), off[0]))
        least, most = np.minimum.reduce(off), np.maximum.reduce(off)
        centre, slopes = share * centre + (least + most) / 2, slopes * share[:, None, :]
        error = share * error + (most - least) / 2
    return centre, slopes, error


def box_rows(np):
    """Boxes side by side, as many as suit the caches; two forms of four axes are what a box of types and a report takes."""
    layers = [np.full((a, b), 0.1) for a, b in ((4, 32), (32, 6))]
    low, high = np.zeros((64, 4)), np.full((64, 4), 0.125)
    seconds = least_seconds(lambda: affine_forms(np, low, high, layers)) / len(low)
    who = f"numpy {np.__version__}, 1 thread, 64 at a time, no rounding"
    name = "network 4-32-6, tanh: "
    return [{"what": name + "affine forms over a cell of two bids", "who": who, "figure": seconds * 1e6, "unit": "us/cell"},
            {"what": name + "two affine forms over a box of four types and two bids", "who": who, "figure": 2 * seconds * 1e6,
             "unit": "us/box"}]


def main():
    rows = []

    def measure(who, what, count, task):
        rows.append({"what": what, "who": who, "figure": least_seconds(task) / count * 1e6, "unit": "us/evaluation"})

    try:
        import numpy as np
        for dtype, words in ((np.float64, "doubles"), (np.float32, "singles")):
            for what, count, task in networks(np, dtype, np.tanh, lambda x: np.maximum(x, 0), lambda shape: np.zeros(shape, dtype)):
                measure(f"numpy {np.__version__}, 1 thread", f"{what}, {words}", count, task)
        rows.extend(box_rows(np))
    except ImportError:
        pass
    try:
        import torch
        torch.set_num_threads(1)
        for dtype, words in ((torch.float64, "doubles"), (torch.float32, "singles")):
            for what, count, task in networks(torch, dtype, torch.tanh, torch.relu, lambda shape: torch.zeros(shape, dtype=dtype)):
                measure(f"torch {torch.__version__}, 1 thread", f"{what}, {words}", count, task)
    except ImportError:
        pass
    print(json.dumps(rows))


main()
