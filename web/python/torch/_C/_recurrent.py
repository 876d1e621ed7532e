"""Recurrent layers and cells, which torch composes of other operations, in the same order."""

from ._composites._register import composite
from ._state import G

ops = G["OPS"]


class _Weights:
    """The weights of one layer in one direction."""

    def __init__(self, ih, hh, bias_ih=None, bias_hh=None, hr=None):
        self.ih, self.hh, self.bias_ih, self.bias_hh, self.hr = ih, hh, bias_ih, bias_hh, hr

    def of_input(self, x):
        return ops["linear"](x, self.ih, self.bias_ih)

    def of_hidden(self, h):
        return ops["linear"](h, self.hh, self.bias_hh)


def _lstm(x, hidden, weights):
    h, c = hidden
    gates = ops["unsafe_chunk"](weights.of_hidden(h).add_(x), 4, 1)
    entered, kept = gates[0].sigmoid_(), gates[1].sigmoid_()
    cell, out = gates[2].tanh_(), gates[3].sigmoid_()
    c = (kept * c).add_(entered * cell)
    h = out * c.tanh()
    return (h if weights.hr is None else h.matmul(weights.hr.t())), c


def _gru(x, h, weights):
    of_input = ops["unsafe_chunk"](x, 3, 1)
    of_hidden = ops["unsafe_chunk"](weights.of_hidden(h), 3, 1)
    reset = of_hidden[0].add_(of_input[0]).sigmoid_()
    update = of_hidden[1].add_(of_input[1]).sigmoid_()
    new = of_input[2].add(of_hidden[2].mul_(reset)).tanh_()
    return (h - new).mul_(update).add_(new)


def _tanh(x, h, weights):
    return weights.of_hidden(h).add_(x).tanh()


def _relu(x, h, weights):
    return weights.of_hidden(h).add_(x).relu()


def _shown(hidden):
    return hidden[0] if isinstance(hidden, tuple) else hidden


def _direction(cell, input, hidden, weights, backwards=False):
    steps = list(ops["unbind.int"](weights.of_input(input), 0))
    if not steps:
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    outputs = []
    for x in reversed(steps) if backwards else steps:
        hidden = cell(x, hidden, weights)
        outputs.append(_shown(hidden))
    return ops["stack"](outputs[::-1] if backwards else outputs, 0), hidden


def _layers(cell, input, hiddens, weights, num_layers, dropout, train, bidirectional):
    ends = []
    for at in range(num_layers):
        if bidirectional:
            one, end = _direction(cell, input, hiddens[2 * at], weights[2 * at])
            ends.append(end)
            other, end = _direction(cell, input, hiddens[2 * at + 1], weights[2 * at + 1], True)
            input = ops["cat"]([one, other], one.dim() - 1)
        else:
            input, end = _direction(cell, input, hiddens[at], weights[at])
        ends.append(end)
        if dropout != 0 and train and at < num_layers - 1:
            input = ops["dropout"](input, dropout, True)
    return input, ends


def _gathered(params, has_biases, projected=False):
    count = (4 if has_biases else 2) + projected
    found = []
    for at in range(0, len(params), count):
        given = params[at : at + count]
        plain = given[:-1] if projected else given
        found.append(_Weights(*plain, hr=given[-1] if projected else None))
    return found


def _check_cell(input, w_ih, w_hh, *hiddens):
    """Refuse what a cell's weights do not fit."""
    if input.shape[1] != w_ih.shape[1]:
        raise RuntimeError(
            f"input has inconsistent input_size: got {input.shape[1]} expected {w_ih.shape[1]}"
        )
    for at, hidden in enumerate(hiddens):
        if len(input) != len(hidden):
            raise RuntimeError(
                f"Input batch size {len(input)} doesn't match hidden{at} batch size {len(hidden)}"
            )
        if hidden.shape[1] != w_hh.shape[1]:
            raise RuntimeError(
                f"hidden{at} has inconsistent hidden_size: got {hidden.shape[1]}, expected"
                f" {w_hh.shape[1]}"
            )


def _register(name, cell):
    @composite(f"{name}.input")
    def run(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
        turned = input.transpose(0, 1) if batch_first else input
        hiddens, weights = ops["unbind.int"](hx, 0), _gathered(params, has_biases)
        output, ends = _layers(
            cell, turned, hiddens, weights, num_layers, dropout, train, bidirectional
        )
        last = ops["stack"](ends, 0)
        return (output.transpose(0, 1) if batch_first else output), last

    @composite(f"{name}_cell")
    def step(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
        _check_cell(input, w_ih, w_hh, hx)
        weights = _Weights(w_ih, w_hh, b_ih, b_hh)
        return cell(weights.of_input(input), hx, weights)


for _name, _cell in (("gru", _gru), ("rnn_tanh", _tanh), ("rnn_relu", _relu)):
    _register(_name, _cell)


@composite("lstm.input")
def lstm(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    turned = input.transpose(0, 1) if batch_first else input
    projected = hx[0].shape[2] != hx[1].shape[2]
    hiddens = list(zip(ops["unbind.int"](hx[0], 0), ops["unbind.int"](hx[1], 0), strict=True))
    weights = _gathered(params, has_biases, projected)
    output, ends = _layers(
        _lstm, turned, hiddens, weights, num_layers, dropout, train, bidirectional
    )
    h, c = (ops["stack"]([end[at] for end in ends], 0) for at in (0, 1))
    return (output.transpose(0, 1) if batch_first else output), h, c


@composite()
def lstm_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    _check_cell(input, w_ih, w_hh, *hx)
    weights = _Weights(w_ih, w_hh, b_ih, b_hh)
    return _lstm(weights.of_input(input), tuple(hx), weights)
