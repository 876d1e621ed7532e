"""What holds for the whole of torch: grad mode, modes, hooks of saved tensors, and a namespace.

`G` is the globals of every function that `_dispatch` writes, so that these flags are plain names
there and cost no call.
"""


class _GradMode:
    __slots__ = ("inference", "on")

    def __init__(self):
        self.on, self.inference = True, False


grad_mode = _GradMode()
# MODES: a call takes the long way (a mode, or autocast, is on). PACK: hooks of saved tensors are.
# SIZES: modes are asked when a tensor says its shape.
G = {"__builtins__": __builtins__, "GM": grad_mode, "MODES": False, "PACK": None, "SIZES": False}

dispatch_modes = []
# Whether a mode answers a call: what it calls in turn has been recorded above it.
below_autograd = [False]
function_modes = []
subclass_off = [0]
autocast = {}
saved_hooks = []
anomaly = [False, True]
sequence = [0]


def look_at_modes():
    """Let calls take the long way while a mode is on, and the short one when none is."""
    G["MODES"] = bool(dispatch_modes or function_modes or autocast.get("on"))
    if bool(function_modes) is not G["SIZES"]:
        G["SIZES"] = bool(function_modes)
        G["watch_sizes"](G["SIZES"])


def look_at_hooks():
    G["PACK"] = saved_hooks[-1] if saved_hooks else None
