"""What autograd.Function asks of torch.func."""

from torch._elsewhere import refusal

custom_function_call = refusal("torch.func with autograd.Function")
