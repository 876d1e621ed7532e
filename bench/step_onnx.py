"""LeNet's whole training step as one ONNX graph of standard operators, for onnxruntime-web.

onnxruntime-web has no training build any more, so forward, backward and update are spelled out
with inference operators: the gradient of a convolution's weight is a convolution of transposed
tensors, that of its input a ConvTranspose, that of the maximum a MaxUnpool.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SHAPES = {
    "conv1.weight": [6, 1, 5, 5],
    "conv1.bias": [6],
    "conv2.weight": [16, 6, 5, 5],
    "conv2.bias": [16],
    "fc1.weight": [120, 400],
    "fc1.bias": [120],
    "fc2.weight": [84, 120],
    "fc2.bias": [84],
    "fc3.weight": [10, 84],
    "fc3.bias": [10],
}


class Graph:
    """Nodes and constants as they are called."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def __call__(self, op: str, *inputs: str, out: str | None = None, n: int = 1, **attrs):
        """Add a node; the name or names of its outputs."""
        names = [out or f"{op}_{len(self.nodes)}_{i}" for i in range(n)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attrs))
        return names[0] if n == 1 else names

    def constant(self, value: object, dtype: str = "float32") -> str:
        """Add a constant."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, dtype=dtype), name))
        return name


def build(batch: int, optimizer: str) -> bytes:
    """The step for ``optimizer`` "momentum" or "adam".

    Inputs: x (N, 1, 32, 32), target (N, 10) one-hot, each parameter and its state ("m:…", for
    Adam also "v:…"), and for Adam "size" and "root". Outputs: "loss" and the same names with
    "new:" before them.
    """
    g = Graph()
    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
    z1 = g("Conv", "x", "conv1.weight", "conv1.bias")
    c1 = g("Relu", z1)
    s2, i2 = g("MaxPool", c1, n=2, **pool)
    z3 = g("Conv", s2, "conv2.weight", "conv2.bias")
    c3 = g("Relu", z3)
    s4, i4 = g("MaxPool", c3, n=2, **pool)
    flat = g("Reshape", s4, g.constant([batch, 400], "int64"))
    z5 = g("Gemm", flat, "fc1.weight", "fc1.bias", transB=1)
    f5 = g("Relu", z5)
    z6 = g("Gemm", f5, "fc2.weight", "fc2.bias", transB=1)
    f6 = g("Relu", z6)
    output = g("Gemm", f6, "fc3.weight", "fc3.bias", transB=1)
    logs = g("LogSoftmax", output, axis=1)
    picked = g("ReduceSum", g("Mul", logs, "target"), g.constant([0, 1], "int64"), keepdims=0)
    g("Mul", picked, g.constant(-1 / batch), out="loss")

    zero = g.constant(0)
    grads: dict[str, str] = {}

    def linear(name: str, x: str, dy: str) -> str:
        grads[f"{name}.weight"] = g("Gemm", dy, x, transA=1)
        grads[f"{name}.bias"] = g("ReduceSum", dy, g.constant([0], "int64"), keepdims=0)
        return g("Gemm", dy, f"{name}.weight")

    def relu(z: str, dy: str) -> str:
        return g("Where", g("Greater", z, zero), dy, zero)

    def conv(name: str, x: str, dy: str) -> None:
        swapped = g("Transpose", x, perm=[1, 0, 2, 3])
        dw = g("Conv", swapped, g("Transpose", dy, perm=[1, 0, 2, 3]))
        grads[f"{name}.weight"] = g("Transpose", dw, perm=[1, 0, 2, 3])
        grads[f"{name}.bias"] = g("ReduceSum", dy, g.constant([0, 2, 3], "int64"), keepdims=0)

    softmax = g("Exp", logs)
    dy = g("Mul", g("Sub", softmax, "target"), g.constant(1 / batch))
    d6 = relu(z6, linear("fc3", f6, dy))
    d5 = relu(z5, linear("fc2", f5, d6))
    d4 = g("Reshape", linear("fc1", flat, d5), g.constant([batch, 16, 5, 5], "int64"))
    d3 = relu(z3, g("MaxUnpool", d4, i4, g.constant([batch, 16, 10, 10], "int64"), **pool))
    conv("conv2", s2, d3)
    d2 = g("ConvTranspose", d3, "conv2.weight")
    d1 = relu(z1, g("MaxUnpool", d2, i2, g.constant([batch, 6, 28, 28], "int64"), **pool))
    conv("conv1", "x", d1)

    states = ["m"] if optimizer == "momentum" else ["m", "v"]
    for name in SHAPES:
        grad, m = grads[name], f"m:{name}"
        if optimizer == "momentum":
            moved = g("Add", g("Mul", m, g.constant(0.9)), grad, out=f"new:{m}")
            step = g("Mul", moved, g.constant(0.01))
        else:
            moved = g(
                "Add",
                g("Mul", m, g.constant(0.9)),
                g("Mul", grad, g.constant(0.1)),
                out=f"new:{m}",
            )
            square = g(
                "Add",
                g("Mul", f"v:{name}", g.constant(0.999)),
                g("Mul", g("Mul", grad, grad), g.constant(0.001)),
                out=f"new:v:{name}",
            )
            below = g("Add", g("Div", g("Sqrt", square), "root"), g.constant(1e-8))
            step = g("Div", g("Mul", "size", moved), below)
        g("Sub", name, step, out=f"new:{name}")

    kept = {k: v for n, v in SHAPES.items() for k in (n, *(f"{s}:{n}" for s in states))}
    shapes = {"x": [batch, 1, 32, 32], "target": [batch, 10], **kept}
    if optimizer == "adam":
        shapes |= {"size": [], "root": []}

    def value(name: str, shape: list[int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    outputs = [value("loss", []), *(value(f"new:{k}", v) for k, v in kept.items())]
    inputs = [value(k, v) for k, v in shapes.items()]
    graph = helper.make_graph(g.nodes, "step", inputs, outputs, g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()
