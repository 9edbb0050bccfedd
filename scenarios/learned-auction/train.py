"""Trains the networks of scenario `learned-auction` with numpy alone and writes them for `misreport certify`.

    python3 scenarios/learned-auction/train.py            writes networks/*.json and *.safetensors beside this file

Two bidders, two objects, additive values uniform on [0, 1]^2.

    global   RegretNet (Duetting et al. 2019), 4-16-16 units, tanh: revenue less penalties on what reports anywhere gain
    local    the same, trained against reports within 0.05 of the truth only
    menu     offers none, 1, 2, both at prices that a network makes of the other's bids, never below them:
             strategy-proof and feasible by construction
"""
import json, os, struct
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks")


class Var:
    """A value with its gradient: as much reverse-mode differentiation as this file needs."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = np.asarray(value, float), parents, None

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = np.zeros_like(node.value)
        self.grad = np.ones_like(self.value)
        for node in reversed(order):
            for parent, pull in node.parents:
                parent.grad += unbroadcast(pull(node.grad), parent.value.shape)


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(0)
    for axis, side in enumerate(shape):
        if side == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis, keepdims=True)
    return grad


def matmul(x, w): return Var(x.value @ w.value, ((x, lambda g: g @ w.value.T), (w, lambda g: x.value.T @ g)))
def add(x, y): return Var(x.value + y.value, ((x, lambda g: g), (y, lambda g: g)))
def sub(x, y): return Var(x.value - y.value, ((x, lambda g: g), (y, lambda g: -g)))
def mul(x, y): return Var(x.value * y.value, ((x, lambda g: g * y.value), (y, lambda g: g * x.value)))
def reshape(x, shape): return Var(x.value.reshape(shape), ((x, lambda g: g.reshape(x.value.shape)),))
def total(x, axis): return Var(x.value.sum(axis), ((x, lambda g: np.broadcast_to(np.expand_dims(g, axis), x.value.shape)),))
def scale(x, c): return Var(x.value * c, ((x, lambda g: g * c),))
def take(x, index):
    def pull(g):
        out = np.zeros_like(x.value)
        out[index] = g
        return out
    return Var(x.value[index], ((x, pull),))
def tanh(x):
    y = np.tanh(x.value)
    return Var(y, ((x, lambda g: g * (1 - y * y)),))
def relu(x): return Var(np.maximum(x.value, 0), ((x, lambda g: g * (x.value > 0)),))
def sigmoid(x):
    y = 1 / (1 + np.exp(-x.value))
    return Var(y, ((x, lambda g: g * y * (1 - y)),))
def softmax(x, axis):
    e = np.exp(x.value - x.value.max(axis, keepdims=True))
    y = e / e.sum(axis, keepdims=True)
    return Var(y, ((x, lambda g: y * (g - (g * y).sum(axis, keepdims=True))),))


class Adam:
    def __init__(self, params, rate):
        self.params, self.rate, self.step = params, rate, 0
        self.m = {k: np.zeros_like(v.value) for k, v in params.items()}
        self.v = {k: np.zeros_like(v.value) for k, v in params.items()}

    def update(self):
        self.step += 1
        for k, p in self.params.items():
            self.m[k] = 0.9 * self.m[k] + 0.1 * p.grad
            self.v[k] = 0.999 * self.v[k] + 0.001 * p.grad ** 2
            p.value = p.value - self.rate * (self.m[k] / (1 - 0.9 ** self.step)) / (np.sqrt(self.v[k] / (1 - 0.999 ** self.step)) + 1e-8)


def layer(rng, params, name, inputs, outputs):
    params[name + ".weight"] = Var(rng.normal(size=(inputs, outputs)) / np.sqrt(inputs))
    params[name + ".bias"] = Var(np.zeros(outputs))


def apply(params, name, x): return add(matmul(x, params[name + ".weight"]), params[name + ".bias"])


def auction(params, bids):
    """bids [batch, 2, 2] -> amounts [batch, 2, 2], payments [batch, 2]"""
    n = bids.value.shape[0]
    h = tanh(apply(params, "second", tanh(apply(params, "first", reshape(bids, (n, 4))))))
    shares = softmax(reshape(apply(params, "amounts", h), (n, 3, 2)), 1)
    amounts = take(shares, (slice(None), slice(0, 2)))
    return amounts, mul(sigmoid(apply(params, "payments", h)), total(mul(amounts, bids), 2))


def gains(params, types, reports):
    """What each bidder gains by her own report alone, [batch, 2]."""
    def utility(bids, i):
        amounts, payments = auction(params, bids)
        return sub(total(mul(take(amounts, (slice(None), i)), Var(types[:, i])), 1), take(payments, (slice(None), i)))
    truth, out = Var(types), []
    for i in range(2):
        keep = np.zeros((1, 2, 1)); keep[0, 1 - i] = 1
        mixed = add(mul(truth, Var(keep)), mul(reports, Var(1 - keep)))
        out.append(sub(utility(mixed, i), utility(truth, i)))
    return out


def train_regretnet(seed, radius, steps=2500, batch=256, inner=8):
    rng = np.random.default_rng(seed)
    params = {}
    for name, a, b in (("first", 4, 16), ("second", 16, 16), ("amounts", 16, 6), ("payments", 16, 2)):
        layer(rng, params, name, a, b)
    params["payments.bias"].value += 1.0
    optimizer, weight = Adam(params, 4e-3), 4.0
    for step in range(steps):
        if step == steps * 2 // 3: optimizer.rate /= 4
        types = rng.random((batch, 2, 2))
        low, high = np.maximum(types - radius, 0), np.minimum(types + radius, 1)
        reports = low + rng.random(types.shape) * (high - low)
        for _ in range(inner):
            guess = Var(reports)
            g = gains(params, types, guess)
            total(add(g[0], g[1]), 0).backward()
            reports = np.clip(reports + 0.1 * min(1, 4 * radius) * np.sign(guess.grad) * rng.random(types.shape), low, high)
        g = [relu(x) for x in gains(params, types, Var(reports))]
        _, payments = auction(params, Var(types))
        revenue = scale(total(total(payments, 1), 0), 1 / batch)
        regret = scale(total(add(g[0], g[1]), 0), 1 / batch)
        loss = add(scale(revenue, -1), scale(regret, weight))
        loss.backward()
        optimizer.update()
        weight = min(30.0, weight * (1 + 1e-3))
        if step % 500 == 0: print(f"  step {step}: revenue {revenue.value:.3f}, regret found {regret.value:.4f}", flush=True)
    return {k: v.value for k, v in params.items()}


def train_menu(seed, steps=2000, batch=512):
    """A reserve for each object, made of the other's bids; demand is smoothed for training."""
    rng = np.random.default_rng(seed)
    params = {}
    layer(rng, params, "first", 2, 8)
    layer(rng, params, "reserves", 8, 2)
    optimizer = Adam(params, 1e-2)
    offers = np.array([[0, 0], [1, 0], [0, 1], [1, 1.0]])
    for step in range(steps):
        own, other = rng.random((batch, 2)), Var(rng.random((batch, 2)))
        h = tanh(apply(params, "first", other))
        prices = add(other, relu(sub(sigmoid(apply(params, "reserves", h)), other)))
        price = matmul(prices, Var(offers.T))
        demand = softmax(scale(sub(Var(own @ offers.T), price), 40.0), 1)
        revenue = scale(total(total(mul(demand, price), 1), 0), 1 / batch)
        scale(revenue, -1).backward()
        optimizer.update()
        if step % 500 == 0: print(f"  step {step}: revenue of a bidder {revenue.value:.3f}", flush=True)
    return {k: v.value for k, v in params.items()}


def write(name, manifest, tensors):
    """The manifest as JSON, the tensors as float32 .safetensors."""
    header, data = {}, b""
    for key, value in tensors.items():
        raw = np.ascontiguousarray(value, "<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(FOLDER, name + ".safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    with open(os.path.join(FOLDER, name + ".json"), "w") as file:
        lines = ",\n".join("    " + json.dumps(node) for node in manifest.pop("nodes"))
        head = json.dumps({"format": "misreport.network/1", "weights": name + ".safetensors", "bidders": 2, "objects": 2, **manifest}, indent=2)
        file.write(head[:-2] + ',\n  "nodes": [\n' + lines + "\n  ]\n}\n")


def dense(name, of): return {"name": name, "op": "dense", "of": of, "weight": name + ".weight", "bias": name + ".bias", "layout": "inputs-outputs"}


SOURCE = "Duetting, Feng, Narasimhan, Parkes and Ravindranath, Optimal Auctions through Deep Learning (2019), section 4"


def regretnet_manifest(title):
    return {"title": title, "source": SOURCE, "amounts": "shares", "payments": "paid", "nodes": [
        {"name": "flat", "op": "reshape", "of": "bids", "shape": [4]},
        dense("first", "flat"), {"name": "h1", "op": "tanh", "of": "first"},
        dense("second", "h1"), {"name": "h2", "op": "tanh", "of": "second"},
        dense("amounts", "h2"), {"name": "scores", "op": "reshape", "of": "amounts", "shape": [3, 2]},
        {"name": "all", "op": "softmax", "of": "scores", "axis": 0},
        {"name": "shares", "op": "slice", "of": "all", "axis": 0, "from": 0, "to": 2},
        {"name": "worth", "op": "multiply", "of": ["shares", "bids"]}, {"name": "bid", "op": "sum", "of": "worth", "axis": 1},
        dense("payments", "h2"), {"name": "part", "op": "sigmoid", "of": "payments"},
        {"name": "paid", "op": "multiply", "of": ["part", "bid"]}]}


def menu_manifest():
    nodes = [{"name": "offers", "op": "constant", "shape": [4, 2], "values": [0, 0, 1, 0, 0, 1, 1, 1]}]
    for i in range(2):
        p = f"{i + 1}/"
        def node(name, op, of, **more): nodes.append({"name": p + name, "op": op, "of": of, **more})
        def linear(name, of): nodes.append({**dense(name, p + of), "name": p + name})
        node("row", "slice", "bids", axis=0, **{"from": 1 - i, "to": 2 - i})
        node("other", "reshape", p + "row", shape=[2])
        linear("first", "other"); node("h", "tanh", p + "first")
        linear("reserves", "h"); node("reserve", "sigmoid", p + "reserves")
        node("price", "maximum", [p + "reserve", p + "other"])
        node("alone", "multiply", ["offers", p + "price"]); node("prices", "sum", p + "alone", axis=1)
    return {"title": "Prices from the other's bids, strategy-proof by construction",
            "source": "a menu for each bidder, as in Hammond, Straightforward Individual Incentive Compatibility in Large Economies (1979)",
            "menus": [{"amounts": "offers", "prices": f"{i + 1}/prices"} for i in range(2)], "nodes": nodes}


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    import sys
    wanted = sys.argv[1:] or ["global", "local", "menu"]
    if "global" in wanted: write("global", regretnet_manifest("RegretNet, trained against reports anywhere"), train_regretnet(1, 1.0))
    if "local" in wanted: write("local", regretnet_manifest("RegretNet, trained against reports near the truth"), train_regretnet(1, 0.05))
    if "menu" in wanted: write("menu", menu_manifest(), train_menu(3))
