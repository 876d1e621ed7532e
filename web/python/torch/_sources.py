"""What torch.save asks of TorchScript's reading of sources: nothing that a page has."""


def get_source_lines_and_file(obj, error_msg=None):
    """Refuse: no source is kept beside a saved module."""
    raise OSError("The page's torch keeps no source beside what it saves.")
