"""vmap, which a page does not have."""

from torch._elsewhere import refusal

_vmap = vmap = refusal("torch.vmap")
