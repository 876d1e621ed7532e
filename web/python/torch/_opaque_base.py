"""The base of opaque objects, of which a page has none."""


class OpaqueBaseMeta(type):
    """Nothing is of it."""


class OpaqueBase(metaclass=OpaqueBaseMeta):
    """Nothing is of it."""
