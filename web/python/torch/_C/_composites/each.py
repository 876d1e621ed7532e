"""Operations on lists of tensors, one after another: foreach, and fused steps of optimizers."""

import math

from .._dispatch import by_name, composites
from .._schema import bases, variants
from .._state import G
from ._register import _no_grad, composite, ops

# Of these the last argument is a keyword's where they take a tensor at a time.
_VALUED = {"addcmul", "addcdiv"}
# Of a number these have other names.
_OF_NUMBERS = {"maximum": "clamp_min", "minimum": "clamp_max"}


def _each(base, overload):
    """Register an operation on lists as what the one on tensors does to each."""
    name = base.removeprefix("_foreach_")
    plain = name.rstrip("_")
    if "Scalar" in overload and plain in _OF_NUMBERS:
        name = name.replace(plain, _OF_NUMBERS[plain])
    names = []

    def each(*args):
        if not names:
            names[:] = [arg.name for arg in by_name(base, overload).schema.args]
        lists = [one for one in args if isinstance(one, list | tuple)]
        if any(len(one) != len(lists[0]) for one in lists):
            sizes = " and ".join(str(len(one)) for one in lists)
            raise RuntimeError(
                f"Tensor lists must have the same number of tensors, got {sizes}"
                if overload != "ScalarList"
                else "Tensor list must have same number of elements as scalar list."
            )
        found = []
        for at in range(len(lists[0])):
            given, named = [], {}
            for key, one in zip(names, args, strict=True):
                listed = isinstance(one, list | tuple) or (
                    key == "scalars" and overload == "Tensor"
                )
                value = one[at] if listed else one
                if key == "alpha" or (plain in _VALUED and len(given) == 3):
                    named["alpha" if key == "alpha" else "value"] = _plain(value)
                else:
                    given.append(value)
            one, *rest = given
            if overload == "ScalarAndTensor":
                found.append(one ** rest[0])
            elif hasattr(one, name):
                found.append(getattr(one, name)(*rest, **named))
            else:  # maximum_ and minimum_, which a single tensor has not
                one.copy_(getattr(one, plain)(*rest))
        return None if base.endswith("_") else found

    composites[f"{base}.{overload}" if overload else base] = each


def _plain(value):
    return value.item() if isinstance(value, G["TensorBase"]) else value


for _base in bases():
    if _base.startswith("_foreach_"):
        for _overload, _ in variants(_base):
            if "out" not in _overload:
                _each(_base, _overload)


@composite("_foreach_norm.Scalar", "_foreach_norm")
def foreach_norm(tensors, ord=2, dtype=None):
    return [ops["linalg_vector_norm"](one, ord, None, False, dtype) for one in tensors]


def _fused(*names):
    """Register a step on lists, which loss scaling may have skipped or scaled."""

    def register(step):
        def fused(self, grads, *args):
            *args, grad_scale, found_inf = args
            if found_inf is not None and found_inf.item():
                return
            with _no_grad():
                for at, (param, grad) in enumerate(zip(self, grads, strict=True)):
                    if grad_scale is not None:
                        grad.div_(grad_scale)
                    lists = [(one[at] if one else None) if isinstance(one, list | tuple) else
                             _plain(one) for one in args]  # fmt: skip
                    step(param, grad, *lists)

        for name in names:
            composites[name] = fused
        return step

    return register


@_fused("_fused_sgd_", "_fused_sgd_.tensor_lr")
def sgd(param, grad, moved, weight_decay, momentum, lr, dampening, nesterov, maximize, is_first):
    grad = -grad if maximize else grad
    if weight_decay:
        grad = grad.add(param, alpha=weight_decay)
    if momentum:
        if is_first:
            moved.copy_(grad)
        else:
            moved.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(moved, alpha=momentum) if nesterov else moved
    param.add_(grad, alpha=-lr)


def _adam(decoupled):
    def step(param, grad, mean, square, largest, count, lr, beta1, beta2, weight_decay, eps,
             amsgrad, maximize):  # fmt: skip
        grad = -grad if maximize else grad
        count = count.item()
        if weight_decay and decoupled:
            param.mul_(1 - lr * weight_decay)
        elif weight_decay:
            grad = grad.add(param, alpha=weight_decay)
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        if amsgrad:
            largest.copy_(largest.maximum(square))
        below = (largest if amsgrad else square).sqrt() / math.sqrt(1 - beta2**count)
        param.addcdiv_(mean, below.add_(eps), value=-lr / (1 - beta1**count))

    return step


_fused("_fused_adam_", "_fused_adam_.tensor_lr")(_adam(False))
_fused("_fused_adamw_", "_fused_adamw_.tensor_lr")(_adam(True))


@_fused("_fused_adagrad_", "_fused_adagrad_.tensor_lr")
def adagrad(param, grad, total, count, lr, lr_decay, weight_decay, eps, maximize):
    grad = -grad if maximize else grad
    if weight_decay:
        grad = grad.add(param, alpha=weight_decay)
    total.addcmul_(grad, grad, value=1)
    rate = lr / (1 + (count.item() - 1) * lr_decay)
    param.addcdiv_(grad, total.sqrt().add_(eps), value=-rate)
