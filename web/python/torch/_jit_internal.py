"""What PyTorch's files ask of TorchScript, which a page does not have."""

from typing import Any, Final, Optional, Union

from torch._elsewhere import refusal


def boolean_dispatch(arg_name, arg_index, default, if_true, if_false, module_name, func_name):
    """Return a function that is one of two, by the value of a flag."""

    def fn(*args, **kwargs):
        flag = default
        if arg_name in kwargs:
            flag = kwargs[arg_name]
        elif arg_index < len(args):
            flag = args[arg_index]
        return (if_true if flag else if_false)(*args, **kwargs)

    fn.__doc__ = if_false.__doc__ or if_true.__doc__
    if module_name is not None:
        fn.__module__ = module_name
    if func_name is not None:
        fn.__name__ = func_name
    return fn


def _overload(func):
    return func


_overload_method = _overload


def is_scripting():
    return False


def _copy_to_script_wrapper(fn):
    return fn


def unused(fn):
    return fn


ignore = export = unused


def can_compile_class(cls):
    return False


def _get_model_id(obj):
    return None


class BroadcastingListCls:
    def __getitem__(self, types):
        return None


BroadcastingList1 = BroadcastingList2 = BroadcastingList3 = BroadcastingListCls()


def _is_exception(ann):
    return False


RRef = refusal("torch.distributed.rpc.RRef")
Future = Await = refusal("torch.futures.Future")
