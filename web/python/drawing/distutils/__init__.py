"""What torchviz asks of distutils, which CPython no longer has."""
