"""The helper package of the book 看得见的神经网络 / Neural Networks, Live.

`digits` reads MNIST, `LeNet` is the network of chapter 2, `plot` draws digits and maps,
`graph` draws what torchviz made of a `grad_fn`, and `tape` records a network for the browser.
"""

from livenet.lenet import LeNet

__all__ = ["LeNet"]
