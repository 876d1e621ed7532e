"""Parts of torch.testing that PyTorch's files name."""
