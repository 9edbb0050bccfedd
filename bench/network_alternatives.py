"""What a user would write instead of bench/networks.ts: the same networks with numpy and PyTorch, whichever Python has, on one thread.

Prints a JSON list of rows of the table of timings.
"""
import json

from timing import seconds_of


def least_seconds(task, repeats=100):
    return min(seconds_of(task, repeats))


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


def main():
    rows = []

    def measure(who, what, count, task):
        rows.append({"what": what, "who": who, "figure": least_seconds(task) / count * 1e6, "unit": "us/evaluation"})

    try:
        import numpy as np
        for dtype, words in ((np.float64, "doubles"), (np.float32, "singles")):
            for what, count, task in networks(np, dtype, np.tanh, lambda x: np.maximum(x, 0), lambda shape: np.zeros(shape, dtype)):
                measure(f"numpy {np.__version__}, 1 thread", f"{what}, {words}", count, task)
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
