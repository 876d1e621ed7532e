"""Networks on several devices, which a page does not have."""

from torch._elsewhere import refusal


class DataParallel:
    """Refuses: a page has one device."""

    __init__ = refusal("torch.nn.DataParallel")


class DistributedDataParallel:
    """Refuses: a page has one process."""

    __init__ = refusal("torch.nn.parallel.DistributedDataParallel")


data_parallel = refusal("torch.nn.parallel.data_parallel")
