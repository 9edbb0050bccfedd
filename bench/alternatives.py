"""What a user would write instead: the same order statistics with numpy, PyTorch or JAX, whatever Python has.

Reads a JSON list of cases {"M", "profiles"} on stdin; prints a JSON list of
{"library", "what", "M", "ns_per_draw"} (generator included, median of several runs, one thread unless the library
insists). Used by bench/run.ts.
"""
import json
import sys
import time


def median_seconds(task, repeats=5):
    task()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def numpy_cases(cases):
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(1))
    for case in cases:
        M, profiles = case["M"], case["profiles"]
        others, rank = 2 * M - 1, M - 2

        def direct(dtype):
            draws = rng.random((profiles, others), dtype=dtype)
            part = np.partition(draws, (rank, rank + 1), axis=1)
            edges = np.linspace(0, 1, 1025, dtype=dtype)
            return [np.histogram(part[:, r], bins=edges)[0] for r in (rank, rank + 1)]

        for dtype in (np.float32, np.float64):
            seconds = median_seconds(lambda: direct(dtype))
            yield "numpy " + np.__version__, f"partition, {np.dtype(dtype).name}", M, seconds / (profiles * others) * 1e9

        def generate():
            return rng.random((profiles, others), dtype=np.float32)

        yield "numpy " + np.__version__, "generator alone, float32", M, median_seconds(generate) / (profiles * others) * 1e9


def torch_cases(cases):
    import torch

    torch.set_num_threads(1)
    devices = ["cpu"] + (["cuda"] if torch.cuda.is_available() else [])
    for case in cases:
        M, profiles = case["M"], case["profiles"]
        others, rank = 2 * M - 1, M - 1
        for device in devices:
            scale = 1 if device == "cpu" else 64

            def sync():
                if device == "cuda":
                    torch.cuda.synchronize()

            def kth():
                draws = torch.rand(profiles * scale, others, device=device)
                low = torch.kthvalue(draws, rank, dim=1).values
                high = torch.kthvalue(draws, rank + 1, dim=1).values
                found = torch.histc(low, 1024, 0, 1), torch.histc(high, 1024, 0, 1)
                sync()
                return found

            def by_sort():
                ordered = torch.rand(profiles * scale, others, device=device).sort(dim=1).values
                found = torch.histc(ordered[:, rank - 1], 1024, 0, 1), torch.histc(ordered[:, rank], 1024, 0, 1)
                sync()
                return found

            for what, task in (("kthvalue twice", kth), ("sort", by_sort)):
                yield f"torch {torch.__version__} {device}", what, M, median_seconds(task) / (profiles * scale * others) * 1e9


def jax_cases(cases):
    import jax
    import jax.numpy as jnp

    for case in cases:
        M, profiles = case["M"], case["profiles"]
        others, rank = 2 * M - 1, M - 2

        @jax.jit
        def direct(key):
            ordered = jnp.sort(jax.random.uniform(key, (profiles, others)), axis=1)
            edges = jnp.linspace(0, 1, 1025)
            return [jnp.histogram(ordered[:, r], bins=edges)[0] for r in (rank, rank + 1)]

        key = jax.random.PRNGKey(1)
        seconds = median_seconds(lambda: jax.block_until_ready(direct(key)))
        yield f"jax {jax.__version__} {jax.default_backend()}", "sort", M, seconds / (profiles * others) * 1e9


def main():
    cases = json.load(sys.stdin)
    rows = []
    for runner in (numpy_cases, torch_cases, jax_cases):
        try:
            rows += [dict(zip(("library", "what", "M", "ns_per_draw"), row)) for row in runner(cases)]
        except ImportError as error:
            print(f"not measured: {error.name} is not installed", file=sys.stderr)
    json.dump(rows, sys.stdout)


main()
