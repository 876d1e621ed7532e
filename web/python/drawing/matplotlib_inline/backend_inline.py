"""How figures are shown beneath a cell: on a page always as SVG."""


def set_matplotlib_formats(*formats):
    """Choose the formats of figures; a page knows "svg" alone.

    Raises:
        NotImplementedError: another format is asked for.
    """
    if set(formats) - {"svg"}:
        raise NotImplementedError(
            f"A page draws figures as SVG; for {', '.join(formats)} take the notebook to Jupyter."
        )
