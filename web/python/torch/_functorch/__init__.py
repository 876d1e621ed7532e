"""torch.func's machinery, which a page does not have."""

from torch._functorch import utils as utils
