"""What torch.utils.checkpoint names for its debugging, which a page does not have."""

from torch._elsewhere import refusal

capture_logs = LoggingTensorMode = refusal("torch.utils.checkpoint's debug mode")
