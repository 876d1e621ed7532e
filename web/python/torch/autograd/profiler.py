"""The names of the profiler that optimizers call; on a page they measure nothing."""

from torch._elsewhere import refusal


class record_function:
    """Does nothing, as no profiler listens."""

    def __init__(self, name, args=None):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def __call__(self, function):
        return function


class KinetoStepTracker:
    """Counts nothing."""

    @classmethod
    def increment_step(cls, requester):
        return 0

    @classmethod
    def init_step_count(cls, requester):
        pass


class _NoProfile:
    def __init__(self, *args, **kwargs):
        refusal("torch.autograd.profiler.profile")()


profile = emit_nvtx = emit_itt = _NoProfile
