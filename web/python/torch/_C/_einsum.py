"""torch.einsum, as permutations and one batched product after another."""

from ._state import G


def einsum(equation, operands):
    """Return the sum of products that an equation such as "ij,jk->ik" names."""
    equation = equation.replace(" ", "")
    left, arrow, right = equation.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(operands):
        raise RuntimeError(
            f"einsum(): {'more' if len(inputs) < len(operands) else 'fewer'} operands were provided"
            " than specified in the equation"
        )
    inputs, dots = _spread(inputs, operands)
    if arrow:
        output = right.replace("...", dots)
    else:
        counts = "".join(inputs)
        output = dots + "".join(
            sorted(one for one in set(counts) if counts.count(one) == 1 and one not in dots)
        )
    result, letters = _diagonal(operands[0], inputs[0])
    for at in range(1, len(operands)):
        other, more = _diagonal(operands[at], inputs[at])
        needed = set(output).union(*inputs[at + 1 :])
        result, letters = _pair(result, letters, other, more, needed)
    extra = [i for i, one in enumerate(letters) if one not in output]
    if extra:
        result = result.sum(extra)
        letters = "".join(one for one in letters if one in output)
    return result.permute([letters.index(one) for one in output])


def _spread(inputs, operands):
    """Give the dimensions under an ellipsis capital letters that nobody uses."""
    free = [one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if not any(one in i for i in inputs)]
    widest = max((t.dim() - len(i.replace("...", "")) for i, t in zip(inputs, operands, strict=True)
                  if "..." in i), default=0)  # fmt: skip
    dots = "".join(free[:widest])
    found = []
    for one, tensor in zip(inputs, operands, strict=True):
        if "..." in one:
            count = tensor.dim() - len(one.replace("...", ""))
            one = one.replace("...", dots[widest - count :])
        if len(one) != tensor.dim():
            raise RuntimeError(
                "einsum(): the number of subscripts in the equation"
                f" ({len(one)}) does not match the number of dimensions ({tensor.dim()}) for"
                " operand"
                f" {len(found)} and no ellipsis was given"
            )
        found.append(one)
    return found, dots


def _diagonal(tensor, letters):
    for one in dict.fromkeys(letters):
        while letters.count(one) > 1:
            first = letters.index(one)
            second = letters.index(one, first + 1)
            tensor = tensor.diagonal(0, first, second)
            letters = letters[:first] + letters[first + 1 : second] + letters[second + 1 :] + one
    return tensor, letters


def _pair(a, la, b, lb, needed):
    for letters, tensor in ((la, a), (lb, b)):
        del letters, tensor
    shared = [one for one in la if one in lb]
    batch = [one for one in shared if one in needed]
    summed = [one for one in shared if one not in needed]
    only_a = [one for one in la if one not in lb]
    only_b = [one for one in lb if one not in la]
    sizes = {}
    for letters, tensor in ((la, a), (lb, b)):
        for one, size in zip(letters, tensor.shape, strict=True):
            known = sizes.get(one, 1)
            if known not in (1, size) and size != 1:
                raise RuntimeError(
                    f"einsum(): subscript {one} has size {size} for operand 1 which does not"
                    f" broadcast with previously seen size {known}"
                )
            sizes[one] = max(known, size)

    def arrange(tensor, letters, order):
        tensor = tensor.permute([letters.index(one) for one in order])
        return tensor.expand([sizes[one] for one in order])

    x = arrange(a, la, batch + only_a + summed)
    y = arrange(b, lb, batch + summed + only_b)

    def count(letters):
        total = 1
        for one in letters:
            total *= sizes[one]
        return total

    x = x.reshape(count(batch), count(only_a), count(summed))
    y = y.reshape(count(batch), count(summed), count(only_b))
    out = G["OPS"]["bmm"](x, y)
    letters = batch + only_a + only_b
    return out.reshape([sizes[one] for one in letters]), "".join(letters)
