"""The pictures that chapters open with: ``python -m book.authoring.openings`` draws them anew.

Each is an SVG in ``assets/images/openings``, from MNIST and from what PyTorch computes. What the
reader is asked for is a question mark in the accent; the chapter's cell ``hands-cell`` computes the
answer, or its instrument shows it. There are no words but names of the code, so both editions share
a picture.
"""
