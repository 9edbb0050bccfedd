"""What a user would write instead: the same order statistics with numpy, PyTorch or JAX, whatever Python has.

Reads a JSON list of cases {"M", "profiles"} on stdin; prints a JSON list of
{"library", "what", "M", "ns_per_draw"} (generator included, median of several runs, one thread unless the library
insists). Used by bench/run.ts.
"""
import json
import sys

from timing import seconds_of


def median_seconds(task, repeats=5):
    task()
    return sorted(seconds_of(task, repeats))[repeats // 2]


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


def auction_uniforms(xp, shape):
    """Uniform draws as float32 on the CPU, from the library itself."""
    if xp.__name__ == "torch":
        return xp.rand(*shape)
    return xp.random.Generator(xp.random.PCG64(1)).random(shape, dtype=xp.float32)


def auction_cases(xp, library, threads):
    """All gains of 64 types x 64 reports against common draws, with standard errors where asked."""
    profiles, points = 16384, 64
    types = (xp.arange(points) + 0.5) / points
    if xp.__name__ != "torch":
        types = types.astype(xp.float32)

    def highest(bidders):
        draws = auction_uniforms(xp, (profiles, bidders - 1))
        return draws.max(1).values if xp.__name__ == "torch" else draws.max(axis=1)

    def first_price(bidders, errors):
        share = (bidders - 1) / bidders
        rivals = share * highest(bidders)
        bids = share * types
        win = rivals[:, None] < bids[None, :]
        won = win.float() if xp.__name__ == "torch" else win.astype(xp.float32)
        margin = types[None, :] - bids[:, None]
        mean = won.mean(0) if xp.__name__ == "torch" else won.mean(axis=0)
        gain = mean[:, None] * margin - (mean * (types - bids))[None, :]
        if not errors:
            return gain
        joint = won.T @ won / profiles
        own = types - bids
        square = mean[:, None] * margin**2 + (mean * own**2)[None, :] - 2 * joint * margin * own[None, :]
        return gain, ((square - gain**2) / profiles) ** 0.5

    def second_price(bidders, errors):
        rivals = highest(bidders)
        win = rivals[:, None] < types[None, :]
        won = win.float() if xp.__name__ == "torch" else win.astype(xp.float32)
        paid = won * rivals[:, None]
        chance, payment = (won.mean(0), paid.mean(0)) if xp.__name__ == "torch" else (won.mean(axis=0), paid.mean(axis=0))
        u = chance[:, None] * types[None, :] - payment[:, None]
        truth = u.diagonal()
        gain = u - truth[None, :]
        if not errors:
            return gain
        wins, mixed, squares = won.T @ won / profiles, won.T @ paid / profiles, paid.T @ paid / profiles
        t = types[None, :]

        cross = wins * t**2 - (mixed + mixed.T) * t + squares
        first = chance[:, None] * t**2 - 2 * payment[:, None] * t + squares.diagonal()[:, None]
        own = first.diagonal()[None, :]
        return gain, ((first + own - 2 * cross - gain**2) / profiles) ** 0.5

    for bidders in (2, 10):
        for name, task in (("first price", first_price), ("second price", second_price)):
            for errors in (False, True):
                seconds = median_seconds(lambda: task(bidders, errors))
                what = f"{name}, {bidders} bidders, 64 x 64 x 16384" + (", with standard errors" if errors else ", means only")
                yield {"library": f"{library}, {threads}", "what": what, "figure": seconds * 1e3, "unit": "ms"}


def multi_object_cases(xp, library, threads):
    """Interim VCG payoffs of 64 reports: 3 objects, 3 bidders, a number per bundle; seconds for 10^6 profiles."""
    import itertools

    import numpy as np

    torch = xp.__name__ == "torch"
    batch, total, reports = 4096, 2**20, 64
    owners = list(itertools.product(range(4), repeat=3))
    bundle = np.array([[sum(1 << o for o in range(3) if a[o] == i) for a in owners] for i in range(1, 4)])
    rng = np.random.default_rng(1)
    mine = np.concatenate([np.zeros((reports, 1)), rng.random((reports, 7))], axis=1).astype(np.float32)
    classes = [np.flatnonzero(bundle[0] == c) for c in range(8)]
    table = xp.tensor(mine) if torch else mine
    index = [xp.tensor(b) if torch else b for b in bundle]

    def others():
        draws = auction_uniforms(xp, (batch, 2, 7))
        worth = [(draws[:, j, :]) for j in range(2)]
        pad = [xp.cat([xp.zeros(batch, 1), w], 1) if torch else np.pad(w, ((0, 0), (1, 0))) for w in worth]
        return pad[0][:, index[1]] + pad[1][:, index[2]]

    def plain():  # argmax over all alternatives for every report
        rest = others()
        pivot = rest.max(1).values if torch else rest.max(axis=1)
        welfare = rest[:, None, :] + table[:, index[0]][None, :, :]
        chosen = welfare.argmax(2) if torch else welfare.argmax(axis=2)
        best = rest.gather(1, chosen) if torch else np.take_along_axis(rest, chosen, axis=1)
        return (best - pivot[:, None]).mean(0), index[0][chosen]

    def by_classes():  # the others' best within each own bundle first
        rest = others()
        inside = [rest[:, c].max(1).values if torch else rest[:, c].max(axis=1) for c in classes]
        best = xp.stack(inside, 1) if torch else np.stack(inside, axis=1)
        pivot = best.max(1).values if torch else best.max(axis=1)
        welfare = best[:, None, :] + table[None, :, :]
        chosen = welfare.argmax(2) if torch else welfare.argmax(axis=2)
        value = best.gather(1, chosen) if torch else np.take_along_axis(best, chosen, axis=1)
        return (value - pivot[:, None]).mean(0), chosen

    for name, task in (("alternatives one by one", plain), ("own bundles first", by_classes)):
        seconds = median_seconds(task, repeats=3) * total / batch
        yield {"library": f"{library}, {threads}", "what": f"multi-object, 64 alternatives, 64 reports, 2^20 profiles: {name}, means only", "figure": seconds, "unit": "s"}


def social_choice(one_thread):
    rows = []
    try:
        import numpy as np

        for cases in (auction_cases, multi_object_cases):
            rows += list(cases(np, "numpy " + np.__version__, "1 thread" if one_thread else "as it likes"))
    except ImportError as error:
        print(f"not measured: {error.name} is not installed", file=sys.stderr)
    try:
        import torch

        for cases in (auction_cases, multi_object_cases):
            rows += list(cases(torch, "torch " + torch.__version__, f"{torch.get_num_threads()} threads"))
    except ImportError as error:
        print(f"not measured: {error.name} is not installed", file=sys.stderr)
    return rows


def main():
    cases = json.load(sys.stdin)
    if cases == "social-choice":
        json.dump(social_choice(one_thread=False), sys.stdout)
        return
    rows = []
    for runner in (numpy_cases, torch_cases, jax_cases):
        try:
            rows += [dict(zip(("library", "what", "M", "ns_per_draw"), row)) for row in runner(cases)]
        except ImportError as error:
            print(f"not measured: {error.name} is not installed", file=sys.stderr)
    json.dump(rows, sys.stdout)


main()
