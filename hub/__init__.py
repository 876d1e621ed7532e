"""A classroom on one machine: a JupyterHub, its readers at once, and what each of them needs."""
