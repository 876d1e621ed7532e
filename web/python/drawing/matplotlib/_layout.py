"""Where axes stand in a figure: matplotlib's constrained layout, its tight and its plain one."""

_PADS = {"constrained": 3.0, "tight": 10.8}  # points around each cell, or around all
_BETWEEN = 0.02  # of the figure, between cells, divided by their number
# Of a figure whose layout is plain: its edges, and what lies between axes, in parts of one.
_EDGES = {"left": 0.125, "right": 0.9, "bottom": 0.11, "top": 0.88}
_SPACE = 0.2


def fit(figure):
    """Give each of the axes the room that texts of its row and column leave, twice over."""
    plain(figure)
    for _ in range(2):
        for axes in figure.axes:
            axes.settle()
        _reposition(figure)
    for axes in figure.axes:
        axes.settle()


def plain(figure):
    """Put axes where matplotlib does without a layout."""
    width, height = figure.size
    columns = _shares(figure.width_ratios, _EDGES["left"] * width, _EDGES["right"] * width)
    rows = _shares(figure.height_ratios, (1 - _EDGES["top"]) * height,
                   (1 - _EDGES["bottom"]) * height)  # fmt: skip
    for axes in figure.axes:
        row, column = axes.cell
        x0, x1 = columns[column]
        upper, lower = rows[row]
        axes.position = (x0, height - lower, x1, height - upper)
        axes.settle()


def _shares(ratios, begin, end):
    """Share a length by ratios, with space between; return where each begins and ends."""
    count = len(ratios)
    one = (end - begin) / (count + _SPACE * (count - 1))
    unit = one * count / sum(ratios)
    found, at = [], begin
    for ratio in ratios:
        found.append((at, at + ratio * unit))
        at += ratio * unit + _SPACE * one
    return found


def _reposition(figure):
    width, height = figure.size
    count = {"x": len(figure.width_ratios), "y": len(figure.height_ratios)}
    margins = {axis: [[0.0, 0.0] for _ in range(n)] for axis, n in count.items()}
    for axes in figure.axes:
        x0, y0, x1, y1 = axes.position
        boxes = axes.boxes(for_layout=True)
        row, column = axes.cell
        across, up = margins["x"][column], margins["y"][row]
        across[0] = max(across[0], x0 - min(box[0] for box in boxes))
        across[1] = max(across[1], max(box[2] for box in boxes) - x1)
        up[0] = max(up[0], max(box[3] for box in boxes) - y1)  # rows count from above
        up[1] = max(up[1], y0 - min(box[1] for box in boxes))
    above = figure.title_room()
    columns = _solve(margins["x"], figure.width_ratios, width, 0.0, figure.layout)
    rows = _solve(margins["y"], figure.height_ratios, height, above, figure.layout)
    for axes in figure.axes:
        row, column = axes.cell
        x0, x1 = columns[column]
        upper, lower = rows[row]
        axes.position = (x0, height - lower, x1, height - upper)


def _solve(margins, ratios, length, above, layout):
    """Return where each row or column begins and ends, all of sizes as their ratios say."""
    count, outer = len(ratios), _PADS[layout]
    between = outer / 2 if layout == "tight" else max(_BETWEEN * length / count / 2, outer)
    if layout != "tight" and _BETWEEN * length / count <= outer:
        between = outer
    pads = [(outer if i == 0 else between, outer if i == count - 1 else between)
            for i in range(count)]  # fmt: skip
    room = length - above - sum(map(sum, margins)) - sum(map(sum, pads))
    unit = max(room, count) / sum(ratios)
    found, at = [], above
    for (before, after), (pad0, pad1), ratio in zip(margins, pads, ratios, strict=True):
        at += before + pad0
        found.append((at, at + ratio * unit))
        at += ratio * unit + after + pad1
    return found
