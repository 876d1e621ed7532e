"""What Pyodide asks of its installer of packages as it starts: a page installs none.

The whole of it brings shutil, tempfile, zipfile and all that they stand on.
"""

import site


class _Folder:
    """A path, as far as it is asked for."""

    def __init__(self, path):
        self._path = path

    def __str__(self):
        return self._path


SITE_PACKAGES = _Folder(site.getsitepackages()[0])
DSO_DIR = _Folder("/usr/lib")


def init_loaded_packages():
    """Tell what is installed: nothing."""
