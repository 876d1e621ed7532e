"""Legends, and where they cover least."""

import itertools

from matplotlib._refusal import refuse, refuse_options
from matplotlib._settings import rcParams
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

_PLACES = {
    **{"best": 0, "upper right": 1, "upper left": 2, "lower left": 3, "lower right": 4},
    **{"right": 5, "center left": 6, "center right": 7, "lower center": 8, "upper center": 9},
    "center": 10,
}
# Each place as parts of the room across and up.
_PARTS = {1: (1, 1), 2: (0, 1), 3: (0, 0), 4: (1, 0), 5: (1, 0.5), 6: (0, 0.5), 7: (1, 0.5),
          8: (0.5, 0), 9: (0.5, 1), 10: (0.5, 0.5)}  # fmt: skip


class Legend(Artist):
    """What each line, bar or point stands for. Lengths are matplotlib's, in parts of the font."""

    zorder = 5.0

    def __init__(self, handles, labels, *, loc="best", fontsize=None, title=None, ncols=1,
                 ncol=1, frameon=None, **options):  # fmt: skip
        refuse_options("legend", options)
        super().__init__()
        if loc not in _PLACES and loc not in _PLACES.values():
            refuse(f"legend(loc={loc!r})")
        self.loc = _PLACES.get(loc, loc)
        self.fontsize = rcParams.size("legend.fontsize" if fontsize is None else fontsize)
        self.frame = rcParams["legend.frameon"] if frameon is None else frameon
        self.handles, self.columns = list(handles), max(int(ncols), int(ncol))
        self.texts = [Text(0, 0, label, fontsize=self.fontsize) for label in labels]
        self.title = Text(0, 0, title, fontsize=self.fontsize, horizontalalignment="center")

    def get_texts(self):
        """Return the texts."""
        return self.texts

    def _rows(self):
        """Return the numbers of entries, column by column."""
        count, columns = len(self.texts), min(self.columns, max(len(self.texts), 1))
        longer = count % columns
        sizes = [count // columns + (i < longer) for i in range(columns)]
        begins = [sum(sizes[:i]) for i in range(columns)]
        return [list(range(b, b + size)) for b, size in zip(begins, sizes, strict=True)]

    def measure(self):
        """Return width and height, and for each entry the lower left of its text's line."""
        size, places = self.fontsize, []
        x, height = 0.4 * size, 0.0
        for column in self._rows():
            y, widest = -0.4 * size - self._title_height(), 0.0
            for i in column:
                left, low, right, high = self.texts[i].layout(0, 0)[0]
                y -= high
                places.append((x, y))
                y += low - 0.5 * size
                widest = max(widest, right - left)
            x += (2.0 + 0.8) * size + widest + 2.0 * size
            height = max(height, 0.4 * size - (y + 0.5 * size))
        return x - 2.0 * size + 0.4 * size, height, places

    def _title_height(self):
        if not self.title.text:
            return 0.0
        box = self.title.layout(0, 0)[0]
        return box[3] - box[1] + 0.5 * self.fontsize

    def area(self, axes):
        """Return what it covers, in points."""
        width, height, _ = self.measure()
        x0, y0, x1, y1 = axes.actual
        gap = 0.5 * self.fontsize
        room = (x1 - x0 - 2 * gap - width, y1 - y0 - 2 * gap - height)

        def at(place):
            across, up = _PARTS[place]
            x, y = x0 + gap + across * room[0], y0 + gap + up * room[1]
            return x, y, x + width, y + height

        if self.loc:
            return at(self.loc)
        boxes, lines, points = _obstacles(axes)
        best = None
        for place in range(1, 11):
            box = at(place)
            badness = (
                sum(_inside(box, p) for line in lines for p in line if p)
                + sum(_inside(box, p) for p in points)
                + sum(_overlap(box, other) for other in boxes)
                + sum(_crosses(line, box) for line in lines)
            )
            if best is None or badness < best[0]:
                best = badness, box
            if not badness:
                break
        return best[1]

    def box(self, axes):
        """See Artist."""
        return self.area(axes)

    def draw(self, canvas, axes, clip):
        """Draw frame, title and entries."""
        x0, y0, x1, y1 = self.area(axes)
        size = self.fontsize
        canvas.open("legend")
        if self.frame:
            canvas.path([("M", x0, y0), ("L", x1, y0), ("L", x1, y1), ("L", x0, y1), ("z",)],
                        fill=rcParams["legend.facecolor"], fill_opacity=0.8,
                        stroke=rcParams["legend.edgecolor"], stroke_linejoin="round")  # fmt: skip
        self.title.paint(canvas, (x0 + x1) / 2, y1 - 0.4 * size - 0.76 * size)
        places = self.measure()[2]
        for handle, text, (x, y) in zip(self.handles, self.texts, places, strict=True):
            _draw_handle(canvas, handle, x0 + x, y1 + y, size)
            text.paint(canvas, x0 + x + 2.8 * size, y1 + y)
        canvas.close()


def _draw_handle(canvas, handle, x, y, size):
    """Draw what stands for a line, a bar or points, on a text's baseline."""
    if isinstance(handle, list):  # the bars of one call
        handle = handle[0] if handle else None
    middle = y + 0.35 * size
    canvas.open("handle")
    if isinstance(handle, Line2D):
        handle.stroke(canvas, [(x, middle), (x + size, middle), (x + 2 * size, middle)])
        handle.mark(canvas, [(x + size, middle)])
    elif isinstance(handle, Patch):
        corners = [(x, y), (x + 2 * size, y), (x + 2 * size, y + 0.7 * size), (x, y + 0.7 * size)]
        steps = [("L" if i else "M", *corner) for i, corner in enumerate(corners)]
        canvas.path([*steps, ("z",)], **handle.style())
    elif isinstance(handle, PathCollection):
        area = (min(handle.sizes) + max(handle.sizes)) / 2
        handle.mark(canvas, x + size, y + 0.2625 * size, 0, area=area)
    canvas.close()


def _obstacles(axes):
    """Return boxes, lines of points and points that a legend would cover, in points."""
    boxes, lines, points = [], [], []
    for artist in axes.artists:
        if isinstance(artist, Line2D):
            lines.append(artist.places(axes))
        elif isinstance(artist, Patch):
            places = [(axes.xaxis.place(x), axes.yaxis.place(y)) for x, y in artist.corners(axes)]
            if places:
                xs, ys = zip(*places, strict=True)
                boxes.append((min(xs), min(ys), max(xs), max(ys)))
        elif isinstance(artist, PathCollection):
            points += [(axes.xaxis.place(x), axes.yaxis.place(y))
                       for x, y in zip(artist.x, artist.y, strict=True)]  # fmt: skip
        elif isinstance(artist, Text) and artist.text:
            boxes.append(artist.box(axes))
    return boxes, lines, points


def _inside(box, point):
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crosses(line, box):
    """Whether a line passes through a box."""
    return any(a and b and _cut(a, b, box) for a, b in itertools.pairwise(line))


def _cut(a, b, box):
    """Whether the way from a point to another meets a box (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for at in (0, 1):
        step, low, high = b[at] - a[at], box[at] - a[at], box[at + 2] - a[at]
        if not step:
            if low > 0 or high < 0:
                return False
            continue
        enter, leave = sorted((low / step, high / step))
        first, last = max(first, enter), min(last, leave)
    return first <= last
