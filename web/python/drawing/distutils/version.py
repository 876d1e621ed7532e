"""Versions that are compared by their numbers."""

import re


class LooseVersion:
    """A version such as "2.13.0+cpu"."""

    def __init__(self, text):
        self.version = [int(part) for part in re.findall(r"\d+", text)]

    def __lt__(self, other):
        other = LooseVersion(other) if isinstance(other, str) else other
        return self.version < other.version

    def __ge__(self, other):
        return not self < other
