"""Axes in rows and columns, with what an array of NumPy has of it."""


class Grid:
    """Axes in one dimension or two."""

    def __init__(self, rows):
        self.rows = list(rows)

    @property
    def ndim(self):
        """Return how many dimensions there are."""
        return 2 if self.rows and isinstance(self.rows[0], Grid) else 1

    @property
    def shape(self):
        """Return how many there are in each dimension."""
        return (len(self.rows), *(self.rows[0].shape if self.ndim == 2 else ()))

    @property
    def size(self):
        """Return how many there are."""
        return len(self.ravel())

    @property
    def flat(self):
        """Go through all, row by row."""
        return iter(self.ravel())

    @property
    def T(self):
        """Return columns as rows."""
        if self.ndim == 1:
            return self
        return Grid(Grid(column) for column in zip(*(row.rows for row in self.rows), strict=True))

    def ravel(self):
        """Return all in one dimension."""
        if self.ndim == 1:
            return self
        return Grid(axes for row in self.rows for axes in row)

    flatten = ravel

    def tolist(self):
        """Return lists of lists."""
        return [row.tolist() if isinstance(row, Grid) else row for row in self.rows]

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, at):
        if not isinstance(at, tuple):
            found = self.rows[at]
            return Grid(found) if isinstance(at, slice) else found
        first, *rest = at
        found = self[first]
        if not rest:
            return found
        if isinstance(first, slice):
            return Grid(row[rest[0]] for row in found)
        return found[tuple(rest)] if len(rest) > 1 else found[rest[0]]
