"""`check` tells a reader, in Chinese and English, whether an exercise of the book is solved.

Each chapter's checks stand in a module of their own, `chNN`; `judging` is what they share.
"""

from livenet.exercises.judging import check

__all__ = ["check"]
