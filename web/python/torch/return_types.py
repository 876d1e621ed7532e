"""The types of results with names; they are made by the operations that give them."""

from torch._C._dispatch import return_types


def __getattr__(name):
    if name in return_types:
        return return_types[name]
    raise AttributeError(name)


all_return_types = ()
