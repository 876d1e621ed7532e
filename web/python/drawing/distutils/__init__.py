"""What torchviz still imports of a module that Python no longer has."""
