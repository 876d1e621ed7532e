"""ShapeWalker: change a layer, and walk the shapes of the network to where they no longer fit."""

from typing import Any

import ipywidgets
import traitlets
from torch import Tensor, nn

from livenet import _arguments
from livenet.widgets._instrument import Instrument
from livenet.widgets._networks import unwrap

POOLS = ("max_pool2d", "avg_pool2d")
MOST = 4096  # of any setting; fc1 may take more


def _whole(least: int, help: str, most: int = MOST) -> Any:
    return traitlets.Int(least, min=least, max=most, help=help).tag(sync=True)


def _convolution(name: str) -> dict[str, Any]:
    """Return the traits of a convolution by their names."""
    return {
        f"{name}_in": _whole(1, f"in_channels of {name}."),
        f"{name}_out": _whole(1, f"out_channels of {name}."),
        f"{name}_kernel": _whole(1, f"Kernel size of {name}."),
        f"{name}_stride": _whole(0, f"Stride of {name}."),
        f"{name}_padding": _whole(0, f"Padding of {name}."),
        f"{name}_dilation": _whole(1, f"Dilation of {name}."),
    }


def _pool(name: str, layer: str) -> dict[str, Any]:
    """Return the traits of a pooling, which the paper calls ``layer``, by their names."""
    function = traitlets.Enum(POOLS, POOLS[0], help=f"The function of {layer}.").tag(sync=True)
    return {
        name: function,
        f"{name}_kernel": _whole(1, f"Kernel size of {layer}."),
        f"{name}_stride": _whole(0, f"Stride of {layer}."),
        f"{name}_padding": _whole(0, f"Padding of {layer}."),
    }


class ShapeWalker(Instrument):
    """Change the layers of a network like LeNet; see each shape, and PyTorch's error if it fails.

    Shapes are computed in the browser, as ``nn.Conv2d``, ``F.max_pool2d``, ``F.avg_pool2d``,
    ``torch.flatten`` and ``nn.Linear`` compute them; nothing is run, and ``net`` is left as it is.

    >>> ShapeWalker(net, images)

    Args:
        net: has the layers conv1, conv2, fc1, fc2 and fc3, as chapter 2's LeNet; its forward pools
            after each convolution and flattens before fc1. Pools begin as max pooling by 2.
        images: what goes in, shape (N, C, H, H); only the shape is looked at.

    Raises:
        TypeError: ``net`` is no network, or the images are no tensor.
        ValueError: a layer is missing or of another kind, a kernel is not square, a padding is no
            number, a convolution has groups, a setting is beyond what the instrument takes, or the
            images are not square.
    """

    _view = "shape-walker"
    _height = 720
    batch = _whole(1, "Images in the batch, N.")
    channels = _whole(1, "Channels of the images.")
    size = _whole(1, "Rows and columns of the images.")
    # A class body's own names, so that traitlets sees them as if each were written out.
    vars().update(_convolution("conv1"), **_pool("pool1", "S2"))
    vars().update(_convolution("conv2"), **_pool("pool2", "S4"))
    fc1_in = _whole(1, "in_features of fc1.", most=100_000_000)
    features = traitlets.List(
        traitlets.Int(), help="out_features of fc1, fc2 and fc3; they do not change."
    ).tag(sync=True)

    def __init__(self, net: nn.Module, images: Tensor) -> None:
        net = unwrap(_arguments.want_module("net", net))
        _arguments.want_tensor("images", images)
        if images.dim() != 4 or images.shape[2] != images.shape[3]:
            raise ValueError(
                f"images must have shape (N, C, H, H), square; these have {tuple(images.shape)}."
            )
        linear = [_layer(net, name, nn.Linear) for name in ("fc1", "fc2", "fc3")]
        settings = {
            "batch": images.shape[0],
            "channels": images.shape[1],
            "size": images.shape[2],
            **_conv(net, "conv1"),
            **_conv(net, "conv2"),
            **{
                f"pool{n}_{name}": value
                for n in (1, 2)
                for name, value in {"kernel": 2, "stride": 2, "padding": 0}.items()
            },
            "fc1_in": linear[0].in_features,
        }
        for name, value in settings.items():
            trait = self.traits()[name]
            if not trait.min <= value <= trait.max:
                raise ValueError(
                    f"{name} is {value}; ShapeWalker goes from {trait.min} to {trait.max}."
                )
        super().__init__(features=[layer.out_features for layer in linear], **settings)
        self.controls = {
            name: self._control(name)
            for name in ["pool1", "pool2", *(name for name in settings if name != "batch")]
        }

    def _control(self, name: str) -> ipywidgets.DOMWidget:
        value = getattr(self, name)
        if name in ("pool1", "pool2"):
            return ipywidgets.Dropdown(options=POOLS, value=value)
        if name == "fc1_in":
            return ipywidgets.BoundedIntText(value, min=1, max=self.traits()[name].max)
        most = {"size": 64, "kernel": 11, "stride": 4, "padding": 6, "dilation": 4}
        end = max(most.get(name.split("_")[-1], 32), value)
        return ipywidgets.IntSlider(value, min=self.traits()[name].min, max=end)


def _layer(net: nn.Module, name: str, kind: type[nn.Module]) -> Any:
    layer = getattr(net, name, None)
    if not isinstance(layer, kind):
        raise ValueError(
            f"ShapeWalker needs a network whose {name} is an nn.{kind.__name__}, as chapter 2's "
            f"LeNet has; here it is {'missing' if layer is None else type(layer).__name__}."
        )
    return layer


def _conv(net: nn.Module, name: str) -> dict[str, int]:
    """Return the settings of a convolution by trait."""
    layer = _layer(net, name, nn.Conv2d)
    if layer.groups != 1:
        raise ValueError(f"{name} has {layer.groups} groups; ShapeWalker knows only one.")
    settings = {"in": layer.in_channels, "out": layer.out_channels}
    for key, pair in {
        "kernel": layer.kernel_size,
        "stride": layer.stride,
        "padding": layer.padding,
        "dilation": layer.dilation,
    }.items():
        if isinstance(pair, str) or pair[0] != pair[1]:
            raise ValueError(
                f"{name} has {key} {pair}; ShapeWalker needs one number for both sides."
            )
        settings[key] = pair[0]
    return {f"{name}_{key}": value for key, value in settings.items()}
