"""The helper package of the book 看得见的神经网络 / Neural Networks, Live.

`digits` reads MNIST, `LeNet` is the network of chapter 2, `train` trains it as chapter 6 does,
`weights` holds what came of it, `plot` draws digits and maps, `drawing` draws what torchviz made
of a `grad_fn`, `tape` records a network for the browser, `widgets` are the instruments, and
`check` tells whether an exercise is solved.
"""

from livenet.exercises import check
from livenet.lenet import LeNet

__all__ = ["LeNet", "check"]
