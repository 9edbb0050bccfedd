"""Writes onnx-models.json: small models with what onnxruntime says of them, and models that are to be refused. Run by hand:

pip install onnx onnxruntime && python3 test/mechanism/network/onnx-models.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(5)
single = np.float32
node = helper.make_node
models, refused = [], []


def normal(*shape):
    return random.normal(size=shape).astype(single)


def kept(name, values):
    return numpy_helper.from_array(np.asarray(values), name)


def whole(name, *values):
    return kept(name, np.array(values, dtype=np.int64))


def made(nodes, tensors, opset, shape, outputs=("alloc", "payments")):
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("bids", TensorProto.FLOAT, list(shape))],
        [
            helper.make_tensor_value_info(
                name, TensorProto.FLOAT, [f"{name}-{k}" for k in range(2 if name == "payments" else len(shape))]
            )
            for name in outputs
        ],
        tensors,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def encoded(model):
    return base64.b64encode(model.SerializeToString()).decode()


def model(name, nodes, tensors, opset=17, shape=("batch", 2, 3)):
    it = made(nodes, tensors, opset, shape)
    onnx.checker.check_model(it)
    bids = random.normal(size=(1,) + tuple(shape[1:])).astype(single)
    amounts, payments = onnxruntime.InferenceSession(it.SerializeToString()).run(None, {"bids": bids})
    models.append(
        {
            "name": name,
            "bids": bids.ravel().tolist(),
            "amounts": amounts.ravel().tolist(),
            "payments": payments.ravel().tolist(),
            "model": encoded(it),
        }
    )


def refuse(name, words, nodes, tensors, opset=17, shape=("batch", 2, 3), change=None, outputs=("alloc", "payments")):
    it = made(nodes, tensors, opset, shape, outputs)
    if change:
        change(it)
    refused.append({"name": name, "words": words, "model": encoded(it)})


PAY = [node("ReduceSum", ["bids", "two"], ["payments"], keepdims=0)]
TWO = [whole("two", 2)]
PAY11 = [node("ReduceSum", ["bids"], ["payments"], axes=[2], keepdims=0)]

model(
    "auction",
    [
        node("Flatten", ["bids"], ["flat"], name="/Flatten"),
        node("Gemm", ["flat", "l1.w", "l1.b"], ["h"], transB=1, name="/fc1/Gemm"),
        node("Tanh", ["h"], ["t"]),
        node("MatMul", ["t", "l2.w"], ["m"]),
        node("Add", ["m", "l2.b"], ["s"]),
        node("Reshape", ["s", "shape"], ["r"]),
        node("Softmax", ["r"], ["all"], axis=1),
        node("Slice", ["all", "from", "to", "axis"], ["alloc"]),
        node("Mul", ["alloc", "bids"], ["worth"]),
        node("ReduceSum", ["worth", "two"], ["bid"], keepdims=0),
        node("Gemm", ["t", "l3.w", "l3.b"], ["logit"], transB=1),
        node("Sigmoid", ["logit"], ["part"]),
        node("Mul", ["part", "bid"], ["payments"]),
    ],
    [
        kept("l1.w", normal(8, 4)),
        kept("l1.b", normal(8)),
        kept("l2.w", normal(8, 6)),
        kept("l2.b", normal(6)),
        kept("l3.w", normal(2, 8)),
        kept("l3.b", normal(2)),
        whole("shape", -1, 3, 2),
        whole("from", 0),
        whole("to", 2),
        whole("axis", 1),
        *TWO,
    ],
    shape=("batch", 2, 2),
)
model(
    "split",
    [node("Split", ["bids", "sz"], ["a", "b"], axis=2), node("Concat", ["b", "a"], ["alloc"], axis=-1)] + PAY,
    TWO + [whole("sz", 1, 2)],
    17,
)
model("split11", [node("Split", ["bids"], ["a", "b"], axis=1), node("Concat", ["b", "a"], ["alloc"], axis=1)] + PAY11, [], 11)
model(
    "gather",
    [node("Gather", ["bids", "i"], ["g"], axis=2), node("Unsqueeze", ["g", "two"], ["u"]), node("Add", ["u", "bids"], ["alloc"])]
    + PAY,
    TWO + [kept("i", np.array(-1, dtype=np.int64))],
    17,
)
model("gatherlist", [node("Gather", ["bids", "i"], ["alloc"], axis=2)] + PAY, TWO + [whole("i", 2, 0, 1)], 17)
model(
    "transpose",
    [node("Transpose", ["bids"], ["t"], perm=[0, 2, 1]), node("Flatten", ["t"], ["fl"]), node("Reshape", ["fl", "sh"], ["alloc"])]
    + PAY,
    TWO + [whole("sh", 0, 2, -1)],
    17,
)
model(
    "minmax",
    [node("Min", ["bids", "c"], ["a"]), node("Max", ["a", "d", "e"], ["alloc"])] + PAY,
    TWO + [kept("c", single(0.3)), kept("d", single(-0.4)), kept("e", normal(2, 1))],
    17,
)
model(
    "clip", [node("Clip", ["bids", "lo", "hi"], ["alloc"])] + PAY, TWO + [kept("lo", single(-0.2)), kept("hi", single(0.5))], 17
)
model("clip6", [node("Clip", ["bids"], ["alloc"], min=-0.25, max=0.5)] + PAY11, [], 10)
model(
    "leaky",
    [
        node("LeakyRelu", ["bids"], ["a"]),
        node("LeakyRelu", ["a"], ["b"], alpha=0.2),
        node("Softplus", ["b"], ["c"]),
        node("Neg", ["c"], ["d"]),
        node("Sigmoid", ["d"], ["alloc"]),
    ]
    + PAY,
    TWO,
    17,
)
model("softmax11", [node("Softmax", ["bids"], ["alloc"], axis=2)] + PAY11, [], 11)
model(
    "softmax17",
    [node("Softmax", ["bids"], ["alloc"])] + [node("ReduceMax", ["bids"], ["payments"], axes=[-1], keepdims=0)],
    [],
    17,
)
model("reduce", [node("ReduceMin", ["bids"], ["a"], axes=[1], keepdims=1), node("Sub", ["bids", "a"], ["alloc"])] + PAY, TWO, 17)
model(
    "reduce2",
    [node("ReduceSum", ["bids", "ax"], ["a"], keepdims=1), node("Mul", ["bids", "a"], ["alloc"])] + PAY,
    TWO + [whole("ax", 1, 2)],
    17,
)
model(
    "constant",
    [
        node("Constant", [], ["c"], value=kept("v", normal(3))),
        node("Constant", [], ["k"], value_float=0.5),
        node("Mul", ["bids", "c"], ["m"]),
        node("Mul", ["k", "m"], ["alloc"]),
    ]
    + PAY,
    TWO,
    17,
)
model(
    "gemm",
    [
        node("Flatten", ["bids"], ["x"]),
        node("Gemm", ["x", "w", "b"], ["y"]),
        node("Squeeze", ["b3"], ["bs"]),
        node("Gemm", ["x", "w2", "bs"], ["payments"], transB=1),
        node("Relu", ["y"], ["z"]),
        node("Reshape", ["z", "sh"], ["alloc"]),
    ],
    [kept("w", normal(6, 6)), kept("b", normal(1)), kept("b3", normal(1, 2)), kept("w2", normal(2, 6)), whole("sh", 1, 2, 3)],
    17,
)
model(
    "slice",
    [
        node("Slice", ["bids", "s", "e", "a", "st"], ["x"]),
        node("Slice", ["bids", "s2", "e2", "a"], ["y"]),
        node("Concat", ["y", "x"], ["alloc"], axis=2),
    ]
    + PAY,
    TWO + [whole("s", -2), whole("e", 9223372036854775807), whole("a", 2), whole("st", 1), whole("s2", 0), whole("e2", -2)],
    17,
)
model(
    "flatin",
    [
        node("MatMul", ["bids", "w"], ["m"]),
        node("Add", ["m", "b"], ["alloc"]),
        node("MatMul", ["bids", "v"], ["payments"]),
    ],
    [kept("w", normal(6, 6)), kept("b", normal(6)), kept("v", normal(6, 2))],
    17,
    shape=("batch", 6),
)
model(
    "matmul3",
    [
        node("MatMul", ["bids", "w"], ["m"]),
        node("Tanh", ["m"], ["alloc"]),
        node("ReduceSum", ["alloc", "two"], ["q"], keepdims=0),
        node("Identity", ["q"], ["payments"]),
    ],
    TWO + [kept("w", normal(3, 3))],
    17,
)


def outside(it):
    it.graph.initializer[0].data_location = TensorProto.EXTERNAL


SAME = [node("Identity", ["bids"], ["alloc"])]
refuse(
    "an operator that is not read",
    r"node 'divides' \(Div\) in .*no operator that is read",
    [node("Div", ["bids", "bids"], ["alloc"], name="divides")] + PAY,
    TWO,
)
refuse(
    "a product of two computed arrays",
    r"node 0 \(MatMul\) in .*products of two computed arrays",
    [node("MatMul", ["bids", "bids"], ["alloc"])] + PAY,
    TWO,
    shape=("batch", 3, 3),
)
refuse("an old opset", r"opset in .*7 to 25, got 6", SAME + PAY11, [], opset=6)
refuse("one output", r"outputs in .*must be two", SAME, [], outputs=("alloc",))
refuse("weights in another file", r"keeps tensor 'two' in another file", SAME + PAY, TWO, change=outside)
refuse(
    "a shape for another batch",
    r"node 0 \(Reshape\) in .*\[128, 6\] of \[1, 2, 3\]",
    [node("Reshape", ["bids", "sh"], ["alloc"])] + PAY,
    TWO + [whole("sh", 128, 6)],
)
refuse(
    "training",
    r"node 0 \(Dropout\) in .*training mode",
    [node("Dropout", ["bids", "ratio", "on"], ["alloc"])] + PAY,
    TWO + [kept("ratio", single(0.5)), kept("on", np.array(1, dtype=np.int64))],
)
refuse("bids of no shape", r"input 'bids' in .*\[\?, \?, 3\]", SAME + PAY, TWO, shape=("batch", "bidders", 3))
refuse(
    "payments of another number",
    r"output 'payments' in .*a payment a bidder, got 3",
    SAME + [node("ReduceSum", ["bids", "one"], ["payments"], keepdims=0)],
    [whole("one", 1)],
)
refuse(
    "a scaled product",
    r"node 1 \(Gemm\) in .*alpha 1",
    [node("Flatten", ["bids"], ["x"]), node("Gemm", ["x", "w"], ["alloc"], alpha=2.0)] + PAY,
    TWO + [kept("w", normal(6, 6))],
)

lines = [json.dumps(one) for one in models], [json.dumps(one) for one in refused]
text = '{"models": [\n' + ",\n".join(lines[0]) + '\n],\n"refused": [\n' + ",\n".join(lines[1]) + "\n]}\n"
Path(__file__).with_suffix(".json").write_text(text)
