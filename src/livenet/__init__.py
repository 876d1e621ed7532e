"""The helper package of the book 看得见的神经网络 / Neural Networks, Live.

`digits` reads MNIST, `LeNet` is the network of chapter 2, `plot` draws digits, maps and
curves, and `graph` draws what torchviz made of a `grad_fn`.
"""

from livenet.lenet import LeNet

__all__ = ["LeNet"]
