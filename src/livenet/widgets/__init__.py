"""Instruments: what a chapter tells, to be felt. Each is an anywidget, made of PyTorch objects.

They answer with a kernel and without one: nothing a reader sees is computed by Python callbacks.
"""

from livenet.widgets.draw_digit import DrawDigit
from livenet.widgets.graph_lens import GraphLens
from livenet.widgets.layer_lens import LayerLens
from livenet.widgets.loss_lens import LossLens
from livenet.widgets.optimizer_race import OptimizerRace
from livenet.widgets.shape_walker import ShapeWalker
from livenet.widgets.tape_lens import TapeLens
from livenet.widgets.train_lab import TrainLab

__all__ = [
    "DrawDigit",
    "GraphLens",
    "LayerLens",
    "LossLens",
    "OptimizerRace",
    "ShapeWalker",
    "TapeLens",
    "TrainLab",
]
