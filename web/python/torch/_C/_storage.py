"""Untyped storages: the bytes that a tensor and its views share, and files of torch.save."""

import struct
import zlib

from pyodide.ffi import to_js

from . import _native as native
from ._base import wrap
from ._types import uint8


class StorageBase:
    """The memory of tensors: a tensor of bytes stands for it below."""

    __module__ = "torch.storage"
    is_cuda = is_hpu = is_sparse = is_sparse_csr = False

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._tensor = None
        return self

    def __init__(self, size=0, *, device=None, **rest):
        if device is not None and str(device) == "meta":
            import torch

            self._tensor = torch.empty(size, dtype=uint8, device="meta")
        elif isinstance(size, int):
            self._tensor = wrap(native.from_bytes(to_js(memoryview(bytes(size))), 0, size))
        elif hasattr(size, "__iter__"):
            data = bytes(size)
            self._tensor = wrap(native.from_bytes(to_js(memoryview(data)), 0, len(data)))

    @property
    def device(self):
        return self._tensor.device

    @property
    def _cdata(self):
        return native.storage(self._tensor._h)

    def nbytes(self):
        return native.nbytes(self._tensor._h)

    size = nbytes
    __len__ = nbytes

    def data_ptr(self):
        return 0 if self._tensor.is_meta else (self._cdata << 32) + 64

    def element_size(self):
        return 1

    def is_shared(self):
        return False

    def is_pinned(self, device=None):
        return False

    def resizable(self):
        return True

    def resize_(self, size):
        native.resize(self._tensor._h, size)
        self._tensor = _whole(self._tensor)
        return self

    def _bytes(self):
        if self._tensor.is_meta:
            raise NotImplementedError("Cannot copy out of meta tensor; no data!")
        return bytes(native.storage_bytes(self._tensor._h).to_py())

    def tolist(self):
        return list(self._bytes())

    def __iter__(self):
        return iter(self._bytes())

    def __getitem__(self, at):
        return self._bytes()[at]

    def __setitem__(self, at, value):
        _whole(self._tensor)[at] = value

    def copy_(self, source, non_blocking=None):
        self._write(source._bytes())
        return self

    def _write(self, data):
        whole = _whole(self._tensor)  # held, so that its handle lives until it is written to
        native.write(whole._h, to_js(memoryview(data)))

    def fill_(self, value):
        _whole(self._tensor).fill_(value)
        return self

    def clone(self):
        return type(self)(self._bytes())

    def cpu(self):
        return self

    def cuda(self, *args, **kwargs):
        raise AssertionError("Torch not compiled with CUDA enabled")

    def to(self, *, device=None, non_blocking=False):
        return self

    def untyped(self):
        return self

    def get_device(self):
        return -1

    def __eq__(self, other):
        return isinstance(other, StorageBase) and other._cdata == self._cdata

    def __hash__(self):
        return self._cdata

    def _write_file(self, file, is_real_file, save_size, element_size):
        """Write how many elements there are, if it is asked for, and the bytes."""
        data = self._bytes()
        file.write((struct.pack("<q", len(data) // element_size) if save_size else b"") + data)

    def _set_from_file(self, file, offset, is_real_file, element_size):
        """Read what `_write_file` wrote."""
        if offset is not None:
            file.seek(offset)
        (count,) = struct.unpack("<q", file.read(8))
        data = file.read(self.nbytes())
        if count * element_size != self.nbytes():
            raise RuntimeError(
                f"storage has wrong byte size: expected {self.nbytes()} got {count * element_size}"
            )
        if len(data) < self.nbytes():
            raise RuntimeError(
                f"unexpected EOF, expected {self.nbytes() - len(data)} more bytes. The file might"
                " be corrupted."
            )
        self._write(data)
        return self

    def __repr__(self):
        data = "\n".join(f" {one}" for one in self._bytes())
        return (
            f"{data}\n[torch.storage.UntypedStorage(device={self.device}) of size {self.nbytes()}]"
        )

    @classmethod
    def _new_with_weak_ptr(cls, *args):
        raise NotImplementedError("Storages are not shared between processes on a page.")


def _whole(tensor):
    """Return all bytes of a tensor's storage as a tensor of bytes."""
    total = native.nbytes(tensor._h)
    return wrap(native.strided(tensor._h, uint8.code, 0, 1, total, 1))


def storage_of(tensor):
    import torch

    made = torch.UntypedStorage.__new__(torch.UntypedStorage)
    made._tensor = _whole(tensor)
    return made


def view_storage(storage, kind, offset, size, stride):
    """Return the handle of a tensor on a storage."""
    needed = offset + (
        1 + sum((s - 1) * st for s, st in zip(size, stride, strict=True)) if 0 not in size else 0
    )
    if needed * kind.itemsize > storage.nbytes():
        native.resize(storage._tensor._h, needed * kind.itemsize)
    try:
        return native.strided(storage._tensor._h, kind.code, offset, len(size), *size, *stride)
    except native.JsException as raised:
        raise native.error(raised) from None


class PyTorchFileReader:
    """Reads the zip file that torch.save wrote."""

    def __init__(self, file):
        import zipfile

        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error):
            raise RuntimeError(
                "PytorchStreamReader failed reading zip archive: failed finding central directory"
            ) from None
        names = self._zip.namelist()
        self._name = names[0].split("/")[0] if names else ""

    def has_record(self, name):
        return f"{self._name}/{name}" in self._zip.namelist()

    def get_record(self, name):
        import zipfile

        try:
            return self._zip.read(f"{self._name}/{name}")
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError):
            raise RuntimeError(
                f"PytorchStreamReader failed reading file {name}: file read failed"
            ) from None

    def get_storage_from_record(self, name, size, kind):
        data = self.get_record(name)
        kind = kind if hasattr(kind, "itemsize") else uint8
        if len(data) < size * kind.itemsize:
            raise RuntimeError(f"PytorchStreamReader failed reading file {name}: file read failed")
        import torch

        made = torch.UntypedStorage(data)
        return _Record(made, kind)

    def get_all_records(self):
        return [one.split("/", 1)[1] for one in self._zip.namelist()]

    def get_record_header_offset(self, name):
        return self._zip.getinfo(f"{self._name}/{name}").header_offset

    def get_record_offset(self, name):
        at = self.get_record_header_offset(name)
        self._zip.fp.seek(at)
        lengths = struct.unpack("<26xHH", self._zip.fp.read(30))
        return at + 30 + sum(lengths)

    def get_record_offset_no_read(self, cursor, name, size, alignment):
        return self.get_record_offset(name)

    def serialization_id(self):
        return ""

    def version(self):
        return 3


class _Record:
    """What `get_storage_from_record` gives: a tensor in torch, whose storage is asked for."""

    def __init__(self, storage, kind):
        self._storage, self.dtype = storage, kind

    def _typed_storage(self):
        import torch

        return torch.storage.TypedStorage(
            wrap_storage=self._storage, dtype=self.dtype, _internal=True
        )

    def untyped_storage(self):
        return self._storage


class PyTorchFileWriter:
    """Writes the zip file of torch.save: stored records, each begun at a multiple of 64 bytes."""

    def __init__(self, file, compute_crc32=True, alignment=64):
        self._own = isinstance(file, str)
        self._file = open(file, "wb") if self._own else file  # noqa: SIM115
        self._alignment = alignment
        base = file.rsplit("/", 1)[-1] if self._own else "archive"
        self._name = base.rsplit(".", 1)[0] if self._own and "." in base else base
        self._entries, self._at = [], 0
        self._names = []

    def archive_name(self):
        return self._name

    def _put(self, data):
        self._file.write(data)
        self._at += len(data)

    def write_record(self, name, data, size):
        if hasattr(data, "_bytes"):
            data = data._bytes()[:size]
        if isinstance(data, str):
            data = data.encode()
        data = bytes(data)
        full = f"{self._name}/{name}".encode()
        crc = zlib.crc32(data)
        begin = self._at
        pad = -(begin + 30 + len(full) + 4) % self._alignment
        extra = struct.pack("<2sH", b"FB", pad) + b"Z" * pad
        # As miniz does: the check sum and the sizes follow the data.
        flags = 0x808 if data else 0x800
        self._put(
            struct.pack("<4s5HIII2H", b"PK\3\4", 0, flags, 0, 0, 0, 0, 0, 0, len(full), len(extra))
            + full
            + extra
            + data
        )
        if data:
            self._put(struct.pack("<4sIII", b"PK\7\x08", crc, len(data), len(data)))
        self._entries.append((full, flags, crc, len(data), begin))
        self._names.append(name)

    def write_end_of_file(self):
        if "version" not in self._names:
            self.write_record("version", b"3\n", 2)
        if ".data/serialization_id" not in self._names:
            self.write_record(".data/serialization_id", b"0" * 40, 40)
        start = self._at
        for full, flags, crc, size, begin in self._entries:
            head = (b"PK\1\2", 0, 0, flags, 0, 0, 0, crc, size, size, len(full), 0, 0, 0, 0, 0)
            self._put(struct.pack("<4s6HIII5HII", *head, begin) + full)
        count, end = len(self._entries), self._at
        size = end - start
        wide = (44, 0x31E, 45, 0, 0, count, count, size, start)
        self._put(struct.pack("<4sQHHIIQQQQ", b"PK\6\6", *wide))
        self._put(struct.pack("<4sIQI", b"PK\6\7", 0, end, 1))
        self._put(struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, count, count, size, start, 0))
        if self._own:
            self._file.close()
        else:
            flush = getattr(self._file, "flush", None)
            if flush:
                flush()

    def set_min_version(self, version):
        pass
