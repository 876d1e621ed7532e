"""torch.testing as far as a page has it."""

from torch.testing._comparison import assert_allclose, assert_close as assert_close  # noqa: F401
from torch.testing._creation import make_tensor as make_tensor
