"""Versions that compare by their numbers."""

import re


class LooseVersion:
    """A version such as "2.13.0+cpu": its numbers decide, in their order."""

    def __init__(self, text):
        self.version = [int(part) for part in re.findall(r"\d+", text.partition("+")[0])]

    def __lt__(self, other):
        return self.version < other.version
