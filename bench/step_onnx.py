"""A whole training step as one ONNX graph of standard operators, for onnxruntime-web.

onnxruntime-web has no training build any more, so forward, backward and update are spelled out
with inference operators: the gradient of a convolution's weight is a convolution of transposed
tensors, that of its input a ConvTranspose, that of the maximum a MaxUnpool.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

EPSILON = 1e-5  # of batch and layer norms
POOL = {"kernel_shape": [2, 2], "strides": [2, 2]}
Back = Callable[[str], str]  # the gradient of what a layer took, from that of what it gave


class Graph:
    """Nodes and constants as they are called, and how to go back from each layer to the one before.

    A layer's method takes the name of its input and returns the name of its output; ``backward``
    goes back through all of them in turn, from the last. ``gradients`` are those of parameters.
    """

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[tuple[str, str], onnx.TensorProto] = {}
        self.backs: list[Back] = []
        self.gradients: dict[str, str] = {}
        self.renewed: dict[str, str] = {}  # buffers

    def __call__(self, op: str, *inputs: str, out: str | None = None, n: int = 1, **attrs):
        """Add a node; the name or names of its outputs."""
        names = [out or f"{op}_{len(self.nodes)}_{i}" for i in range(n)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attrs))
        return names[0] if n == 1 else names

    def constant(self, value: object, dtype: str = "float32") -> str:
        """Return the name of a constant."""
        key = (repr(value), dtype)
        if key not in self.constants:
            name = f"constant_{len(self.constants)}"
            array = np.array(value, dtype=dtype)
            self.constants[key] = numpy_helper.from_array(array, name)
        return self.constants[key].name

    def total(self, x: str, axes: list[int], keep: bool = False) -> str:
        """Sum over axes."""
        return self("ReduceSum", x, self.constant(axes, "int64"), keepdims=int(keep))

    def mean(self, x: str, axes: list[int]) -> str:
        """Mean over axes, which stay with one place."""
        return self("ReduceMean", x, axes=axes, keepdims=1)

    def scaled(self, x: str, by: float) -> str:
        """Multiply by a number."""
        return self("Mul", x, self.constant(by))

    def shaped(self, x: str, shape: list[int]) -> str:
        """Give another shape."""
        return self("Reshape", x, self.constant(shape, "int64"))

    def reshape(self, x: str, before: list[int], after: list[int]) -> str:
        """Give another shape, as a layer."""
        self.backs.append(lambda dy: self.shaped(dy, before))
        return self.shaped(x, after)

    def relu(self, x: str) -> str:
        """Cut off what is below 0."""
        zero = self.constant(0)
        self.backs.append(lambda dy: self("Where", self("Greater", x, zero), dy, zero))
        return self("Relu", x)

    def max_pool(self, x: str, shape: list[int]) -> str:
        """Halve the maps, of ``shape``."""
        y, which = self("MaxPool", x, n=2, **POOL)
        size = self.constant(shape, "int64")
        self.backs.append(lambda dy: self("MaxUnpool", dy, which, size, **POOL))
        return y

    def conv(self, name: str, x: str, first: bool = False) -> str:
        """Convolve; of the first layer nobody wants the gradient of the input."""
        weight, bias = f"{name}.weight", f"{name}.bias"

        def back(dy: str) -> str:
            swapped = [self("Transpose", t, perm=[1, 0, 2, 3]) for t in (x, dy)]
            dw = self("Conv", *swapped)
            self.gradients[weight] = self("Transpose", dw, perm=[1, 0, 2, 3])
            self.gradients[bias] = self.total(dy, [0, 2, 3])
            return dy if first else self("ConvTranspose", dy, weight)

        self.backs.append(back)
        return self("Conv", x, weight, bias)

    def linear(self, x: str, weight: str, bias: str, first: bool = False) -> str:
        """Multiply rows, (rows, inputs), by a weight, (outputs, inputs)."""

        def back(dy: str) -> str:
            self.gradients[weight] = self("Gemm", dy, x, transA=1)
            self.gradients[bias] = self.total(dy, [0])
            return dy if first else self("Gemm", dy, weight)

        self.backs.append(back)
        return self("Gemm", x, weight, bias, transB=1)

    def _normal(self, name: str, x: str, over: list[int], shape: list[int]) -> tuple[str, str]:
        """Normalise over axes, then scale and shift; the mean and the variance are returned too."""
        weight, bias = (self.shaped(f"{name}.{kind}", shape) for kind in ("weight", "bias"))
        mean = self.mean(x, over)
        centred = self("Sub", x, mean)
        variance = self.mean(self("Mul", centred, centred), over)
        deviation = self("Sqrt", self("Add", variance, self.constant(EPSILON)))
        normal = self("Div", centred, deviation)
        others = [axis for axis, size in enumerate(shape) if size == 1]

        def back(dy: str) -> str:
            self.gradients[f"{name}.weight"] = self.total(self("Mul", dy, normal), others)
            self.gradients[f"{name}.bias"] = self.total(dy, others)
            d = self("Mul", dy, weight)
            along = self("Mul", normal, self.mean(self("Mul", d, normal), over))
            rest = self("Sub", self("Sub", d, self.mean(d, over)), along)
            return self("Div", rest, deviation)

        self.backs.append(back)
        return self("Add", self("Mul", normal, weight), bias), (mean, variance)

    def batch_norm(self, name: str, x: str, channels: int, places: int) -> str:
        """Normalise maps over batch and places, and move the running statistics."""
        y, found = self._normal(name, x, [0, 2, 3], [1, channels, 1, 1])
        count = self.batch * places
        for kind, now, by in zip(("mean", "var"), found, (1, count / (count - 1)), strict=True):
            kept = f"{name}.running_{kind}"
            moved = self.scaled(self.shaped(now, [channels]), 0.1 * by)
            self.renewed[kept] = self("Add", self.scaled(kept, 0.9), moved)
        return y

    def layer_norm(self, name: str, x: str, features: int) -> str:
        """Normalise rows, (rows, features)."""
        return self._normal(name, x, [1], [1, features])[0]

    def attention(self, name: str, x: str, rows: int, features: int, heads: int) -> str:
        """Let the rows of each sample attend to one another; (N · rows, features) to the same."""
        size = features // heads
        whole = [self.batch * rows, 3 * features]
        apart = [self.batch, rows, 3, heads, size]
        scale = size**-0.5
        both = self.linear(x, f"{name}.in_proj_weight", f"{name}.in_proj_bias")
        order = [2, 0, 3, 1, 4]
        thirds = self("Split", self("Transpose", self.shaped(both, apart), perm=order), n=3, axis=0)
        q, k, v = (self.shaped(t, [self.batch, heads, rows, size]) for t in thirds)
        turned = [0, 1, 3, 2]
        scores = self.scaled(self("MatMul", q, self("Transpose", k, perm=turned)), scale)
        weights = self("Softmax", scores, axis=3)
        mixed = self("Transpose", self("MatMul", weights, v), perm=[0, 2, 1, 3])

        def back(dy: str) -> str:
            dy = self(
                "Transpose", self.shaped(dy, [self.batch, rows, heads, size]), perm=[0, 2, 1, 3]
            )
            dv = self("MatMul", self("Transpose", weights, perm=turned), dy)
            dw = self("MatMul", dy, self("Transpose", v, perm=turned))
            along = self.total(self("Mul", dw, weights), [3], keep=True)
            ds = self.scaled(self("Mul", weights, self("Sub", dw, along)), scale)
            dq = self("MatMul", ds, k)
            dk = self("MatMul", self("Transpose", ds, perm=turned), q)
            one = self.constant([0], "int64")
            stacked = self("Concat", *(self("Unsqueeze", d, one) for d in (dq, dk, dv)), axis=0)
            return self.shaped(self("Transpose", stacked, perm=[1, 3, 0, 2, 4]), whole)

        self.backs.append(back)
        flat = self.shaped(mixed, [self.batch * rows, features])
        return self.linear(flat, f"{name}.out_proj.weight", f"{name}.out_proj.bias")

    def beside(self, x: str, layers: Callable[[str], str]) -> str:
        """Add what layers make of something to that thing."""
        outside, self.backs = self.backs, []
        y = layers(x)
        inside, self.backs = self.backs, outside
        self.backs.append(lambda dy: self("Add", dy, _through(inside, dy)))
        return self("Add", x, y)

    def backward(self, dy: str) -> None:
        """Fill ``gradients``."""
        _through(self.backs, dy)


def _through(backs: list[Back], dy: str) -> str:
    for back in reversed(backs):
        dy = back(dy)
    return dy


def _head(g: Graph, x: str) -> str:
    """The three fully connected layers of LeNet and of the perceptron."""
    x = g.relu(g.linear(x, "fc1.weight", "fc1.bias", first=x == "flat"))
    x = g.relu(g.linear(x, "fc2.weight", "fc2.bias"))
    return g.linear(x, "fc3.weight", "fc3.bias")


def _lenet(g: Graph, norms: bool) -> str:
    n, x = g.batch, "x"
    for i, channels, side in ((1, 6, 28), (2, 16, 10)):
        x = g.conv(f"conv{i}", x, first=i == 1)
        if norms:
            x = g.batch_norm(f"bn{i}", x, channels, side * side)
        x = g.max_pool(g.relu(x), [n, channels, side, side])
    return _head(g, g.reshape(x, [n, 16, 5, 5], [n, 400]))


def _perceptron(g: Graph) -> str:
    return _head(g, g("Reshape", "x", g.constant([g.batch, 784], "int64"), out="flat"))


def _encoder(g: Graph) -> str:
    n, rows, features = g.batch, 32, 64
    x = g.linear(g.shaped("x", [n * rows, 32]), "embed.weight", "embed.bias", first=True)
    x = g("Add", g.shaped(x, [n, rows, features]), "position")

    def back(dy: str) -> str:
        g.gradients["position"] = g.total(g.shaped(dy, [n, rows, features]), [0])
        return dy

    g.backs.append(back)
    x = g.shaped(x, [n * rows, features])
    for i in range(2):
        at = f"encoder.layers.{i}"

        def feed(x: str, at: str = at) -> str:
            x = g.relu(g.linear(x, f"{at}.linear1.weight", f"{at}.linear1.bias"))
            return g.linear(x, f"{at}.linear2.weight", f"{at}.linear2.bias")

        def attend(x: str, at: str = at) -> str:
            return g.attention(f"{at}.self_attn", x, rows, features, 4)

        x = g.layer_norm(f"{at}.norm1", g.beside(x, attend), features)
        x = g.layer_norm(f"{at}.norm2", g.beside(x, feed), features)
    apart = g.shaped(x, [n, rows, features])

    def spread(dy: str) -> str:
        each = g.scaled(g.shaped(dy, [n, 1, features]), 1 / rows)
        return g.shaped(
            g("Expand", each, g.constant([n, rows, features], "int64")), [n * rows, features]
        )

    g.backs.append(spread)
    mean = g.shaped(g.mean(apart, [1]), [n, features])
    return g.linear(mean, "head.weight", "head.bias")


FORWARD: dict[str, Callable[[Graph], str]] = {
    "LeNet": lambda g: _lenet(g, norms=False),
    "LeNet+BN": lambda g: _lenet(g, norms=True),
    "MLP": _perceptron,
    "Transformer": _encoder,
}


def build(network: str, net: nn.Module, sample: list[int], batch: int, optimizer: str) -> bytes:
    """The step of a network for ``optimizer`` "momentum" or "adam".

    Inputs: x (N, …), target (N, 10) one-hot, each parameter and its state ("m:…", for Adam also
    "v:…"), running statistics, and for Adam "size" and "root". Outputs: "loss" and the same names
    with "new:" before them.
    """
    g = Graph(batch)
    logs = g("LogSoftmax", FORWARD[network](g), axis=1)
    g("Mul", g.total(g("Mul", logs, "target"), [0, 1]), g.constant(-1 / batch), out="loss")
    g.backward(g.scaled(g("Sub", g("Exp", logs), "target"), 1 / batch))
    states = ["m"] if optimizer == "momentum" else ["m", "v"]
    parameters = {name: list(p.shape) for name, p in net.named_parameters()}
    for name in parameters:
        _update(g, name, optimizer)
    kept = {k: s for n, s in parameters.items() for k in (n, *(f"{s}:{n}" for s in states))}
    for name, renewed in g.renewed.items():
        g("Identity", renewed, out=f"new:{name}")
        kept[name] = list(net.get_buffer(name).shape)
    shapes = {"x": [batch, *sample], "target": [batch, 10], **kept}
    if optimizer == "adam":
        shapes |= {"size": [], "root": []}

    def value(name: str, shape: list[int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    outputs = [value("loss", []), *(value(f"new:{k}", v) for k, v in kept.items())]
    inputs = [value(k, v) for k, v in shapes.items()]
    graph = helper.make_graph(g.nodes, "step", inputs, outputs, list(g.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def _update(g: Graph, name: str, optimizer: str) -> None:
    """Move a parameter and its state."""
    grad, m = g.gradients[name], f"m:{name}"
    if optimizer == "momentum":
        moved = g("Add", g.scaled(m, 0.9), grad, out=f"new:{m}")
        step = g.scaled(moved, 0.01)
    else:
        moved = g("Add", g.scaled(m, 0.9), g.scaled(grad, 0.1), out=f"new:{m}")
        squares = g.scaled(g("Mul", grad, grad), 0.001)
        square = g("Add", g.scaled(f"v:{name}", 0.999), squares, out=f"new:v:{name}")
        below = g("Add", g("Div", g("Sqrt", square), "root"), g.constant(1e-8))
        step = g("Div", g("Mul", "size", moved), below)
    g("Sub", name, step, out=f"new:{name}")
