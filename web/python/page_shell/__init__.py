"""Runs cells in the page's Python as IPython runs them in a kernel.

`Shell` runs a cell's source in the namespace of `__main__` and hands each output on as a notebook
keeps it: {"output_type": "stream", "name", "text"}, "display_data" and "execute_result" with
{"data", "metadata"}, "error" with {"ename", "evalue", "traceback"}.
"""

from page_shell.shell import Shell

__all__ = ["Shell"]
