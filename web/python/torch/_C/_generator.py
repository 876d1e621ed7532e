"""torch.Generator: mt19937 below, with torch's bits."""

from pyodide.ffi import to_js

from . import _native as native
from ._types import CPU, uint8
from ._types import device as device_type


class Generator:
    """A source of random numbers; `_js` is the generator of `web/aten`."""

    __module__ = "torch._C"

    def __init__(self, device="cpu"):
        if device_type(device).type != "cpu":
            raise RuntimeError(
                f"Device type {device_type(device).type} is not supported for"
                " torch.Generator() api."
            )
        self._js = native.generator()

    @property
    def device(self):
        return CPU

    def manual_seed(self, seed):
        seed = seed_number(seed)
        self._js.seed(seed)
        return self

    def seed(self):
        import random

        seed = random.getrandbits(52)
        self._js.seed(seed)
        return seed

    def initial_seed(self):
        return int(self._js.initialSeed())

    def get_state(self):
        from ._base import wrap

        data = self._js.state()
        return wrap(native.from_bytes(data, uint8.code, 5056))

    def set_state(self, state):
        if state.numel() != 5056:
            raise RuntimeError("RNG state is wrong size")
        self._js.setState(native.to_bytes(state._h))
        return self

    def clone_state(self):
        twin = Generator()
        twin._js.setState(self._js.state())
        return twin

    def __reduce__(self):
        raise TypeError("cannot pickle 'torch._C.Generator' object")


def seed_number(seed):
    """Return a seed as torch takes it: any 64 bits, a negative one counted from the end."""
    from ._base import TensorBase

    if isinstance(seed, TensorBase):
        seed = seed.item()
    seed = int(seed)
    if not -(2**63) <= seed < 2**64:
        raise RuntimeError("Overflow when unpacking long long")
    return seed + 2**64 if seed < 0 else seed


default_generator = Generator.__new__(Generator)
default_generator._js = native.default_generator
default_generator.manual_seed(67280421310721)
del to_js
