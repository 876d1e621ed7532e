"""Networks as readers bring them (on a GPU, compiled, wrapped, frozen), made plain for the page."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar, cast

import torch
from torch import Tensor, nn
from torch.utils import _pytree as pytree

from livenet import _arguments, tape
from livenet.tape._lending import exchange
from livenet.tape._refusals import want_no_hooks

Function = TypeVar("Function", bound=Callable[..., Any])

_WRAPPERS = (nn.DataParallel, nn.parallel.DistributedDataParallel)


def unwrap(net: nn.Module) -> nn.Module:
    """Return the network within what ``torch.compile`` or a parallel wrapper made of it."""
    while True:
        inside = "module" if isinstance(net, _WRAPPERS) else "_orig_mod"
        inner = dict(net.named_children()).get(inside)
        if inner is None:
            return net
        net = inner


def plain(net: nn.Module) -> nn.Module:
    """Return a network's twin on the CPU, which no wrapper is around; ``net`` is left as it is.

    Its state has the order of ``net``'s.

    Args:
        net: on any device.

    Raises:
        livenet.tape.TapeError: a parameter is not float32 or has a hook, or the network is
            scripted or sharded.
        TypeError: it is no network.
        ValueError: its parameters have no numbers.
    """
    for path, module in _arguments.want_module("net", net).named_modules():
        if isinstance(module, torch.jit.ScriptModule):
            raise tape.TapeError(
                f"{path or 'net'} is scripted or traced by torch.jit, and keeps no Python to be"
                f" recorded: give the network that it was made of.",
                f"{path or 'net'} 由 torch.jit 编译过，记录不了：请传入编译之前的网络。",
            )
    for path, held in _arguments.want_network("net", net).state_dict(keep_vars=True).items():
        if hasattr(held, "placements"):
            raise tape.TapeError(
                f"{path} of net is sharded over several processes: give the whole network.",
                f"net 的 {path} 分在几个进程上：请传入完整的网络。",
            )
        if held.dtype != torch.float32 and held.is_floating_point():
            raise tape.TapeError(
                f"{path} of net is {held.dtype}, and the page computes in float32: give"
                " copy.deepcopy(net).float().",
                f"net 的 {path} 是 {held.dtype}，而网页只用 float32 计算：请传入"
                " copy.deepcopy(net).float()。",
            )
    want_no_hooks(net)
    made: dict[int, Any] = {}
    twin = _twin(net, made)
    _follow(net, made)
    tensors = {key: value for key, value in made.items() if isinstance(value, Tensor)}
    for module in twin.modules():
        vars(module).update({k: exchange(v, tensors) for k, v in vars(module).items()})
    return twin


def _follow(net: nn.Module, made: dict[int, Any]) -> None:
    """Make twins of tensors that share a parameter's memory, which share the twin's memory.

    They may stand in any attribute of a module, as in ``self.again = self.fc.weight.data``.
    """
    held = net.state_dict(keep_vars=True).values()
    owners = {t.untyped_storage().data_ptr(): t for t in held if t.numel()}
    for module in net.modules():
        plain_ones = {k: v for k, v in vars(module).items() if k not in ("_parameters", "_buffers")}
        for tensor in pytree.tree_leaves(plain_ones):
            if not isinstance(tensor, Tensor) or id(tensor) in made or not tensor.numel():
                continue
            owner = owners.get(tensor.untyped_storage().data_ptr())
            if owner is not None and tensor.dtype == owner.dtype:
                offset = tensor.storage_offset() - owner.storage_offset()
                memory = made[id(owner)].detach()
                made[id(tensor)] = memory.as_strided(tensor.size(), tensor.stride(), offset)


def _twin(net: nn.Module, made: dict[int, Any]) -> nn.Module:
    """Return a module with the same attributes, whose parameters and modules are twins."""
    net = unwrap(net)
    if id(net) in made:
        return cast(nn.Module, made[id(net)])
    twin = made[id(net)] = object.__new__(type(net))
    # Their own lists and dicts, for a module may write into them as it runs.
    vars(twin).update(
        {k: v.copy() if isinstance(v, dict | list | set) else v for k, v in vars(net).items()}
    )
    vars(twin)["_compiled_call_impl"] = None
    for tensors in (twin._parameters, twin._buffers):
        held: dict[str, Any] = tensors
        held.update({name: _copy(tensor, made) for name, tensor in held.items()})
    twin._modules.update(
        {
            name: None if module is None else _twin(module, made)
            for name, module in net._modules.items()
        }
    )
    return twin


def _copy(tensor: Tensor | None, made: dict[int, Any]) -> Tensor | None:
    """Return a tensor's twin on the CPU, the same one for the same tensor."""
    if tensor is not None and id(tensor) not in made:
        copied = tensor.detach().cpu().clone()
        if isinstance(tensor, nn.Parameter):
            copied = nn.Parameter(copied, tensor.requires_grad)
        made[id(tensor)] = copied
    return None if tensor is None else cast(Tensor, made[id(tensor)])


def undisturbed(function: Function) -> Function:
    """Run a function as in a fresh PyTorch, whatever device, dtype or mode the reader has set."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _fresh_torch():
            return function(*args, **kwargs)

    return cast(Function, call)


@contextmanager
def _fresh_torch() -> Iterator[None]:
    dtype = torch.get_default_dtype()
    with ExitStack() as settings:
        settings.enter_context(torch.device("cpu"))
        settings.enter_context(torch.inference_mode(False))
        settings.enter_context(torch.enable_grad())
        settings.enter_context(torch.autocast("cpu", enabled=False))
        if (
            "torch._dynamo" in sys.modules
        ):  # it takes seconds to load, and compiles nothing unloaded
            settings.enter_context(torch.compiler.set_stance("force_eager"))
        torch.set_default_dtype(torch.float32)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
