"""InteractiveShell, as far as ipywidgets and IPython.display ask for it, over the page's shell."""

from page_shell import comms
from page_shell.display import bundle
from page_shell.shell import Shell


class InteractiveShell:
    """The one shell of a page, which is formatter, publisher and events as well."""

    _instance = None

    @classmethod
    def initialized(cls):
        """Return whether there is a shell: always."""
        return True

    @classmethod
    def instance(cls):
        """Return the shell."""
        cls._instance = cls._instance or cls()
        return cls._instance

    def __init__(self):
        self.display_formatter = self.display_pub = self.events = self.kernel = self

    def format(self, value, include=None, exclude=None):
        """Return a value as data by mime type, and their metadata."""
        return bundle(value)

    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        """Show data in the output of the cell.

        Raises:
            NotImplementedError: they are to take the place of what was shown before.
        """
        if update:
            raise NotImplementedError(
                "update_display is not there in a page's Python: clear_output(wait=True) and"
                " display() show something else in its place."
            )
        Shell.current.emit(
            {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        )

    def clear_output(self, wait=False):
        """Clear the output of the cell, at once or when the next output comes."""
        Shell.current.emit({"output_type": "clear_output", "wait": wait})

    def trigger(self, event):
        """Tell who waits for a cell to begin or end: no one can, on a page."""

    def get_parent(self):
        """Return the message that asked to run what runs, as an Output widget names it."""
        return {"header": {"msg_id": "cell"}}

    def set_parent(self, parent):
        """Keep to the one parent that there is."""

    def showtraceback(self, exc_tuple=None, tb_offset=None):
        """Show an exception in the output of the cell."""
        Shell.current.show_error(exc_tuple[1] if exc_tuple else None)


comms.install()
