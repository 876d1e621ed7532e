"""Backends that others register, of which a page has none."""

_privateuse1_backend_name = "privateuseone"
