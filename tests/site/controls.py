"""A page with the controls of ipywidgets and an anywidget, linked to one another."""

import nbformat

from tests.tools import onepage

# Nothing is printed `with output:`: there nbclient loses a reply now and then, and waits for it.
CONTROLS = '''
import anywidget, ipywidgets as widgets, traitlets
from IPython.display import HTML, SVG

class Meter(anywidget.AnyWidget):
    _esm = """
    export default {
      render({ model, el }) {
        const said = document.createElement("output");
        said.setAttribute("aria-label", "meter");
        const bytes = model.get("bytes");
        const update = () => {
          said.textContent = `${model.get("value")} ${bytes.getUint8(1)}`;
        };
        model.on("change:value", update);
        update();
        el.append(said);
      },
    };
    """
    _css = "output { color: var(--accent); }"
    value = traitlets.Float(0).tag(sync=True)
    bytes = traitlets.Bytes(bytes([7, 42])).tag(sync=True)

rate = widgets.FloatLogSlider(0.1, min=-5, max=1, description="learning rate")
other = widgets.FloatText(description="same rate")
meter = Meter()
links = [widgets.jslink((rate, "value"), (other, "value")),
         widgets.jsdlink((rate, "value"), (meter, "value"))]
play = widgets.Play(max=3, interval=50)
count = widgets.IntProgress(max=3, description="count")
links.append(widgets.jslink((play, "value"), (count, "value")))
choice = widgets.Dropdown(options=["SGD", "Adam"], description="optimizer")
output = widgets.Output()
output.append_stdout("loss <1>\\n")
for shown in (SVG('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
                  '<path id="line" d="M0 0L40 20" stroke="#0b62a4"/></svg>'),
              HTML("<p>a <b>table</b></p>")):
    output.append_display_data(shown)
widgets.VBox([widgets.HBox([rate, choice]), other, meter, widgets.HBox([play, count]), output])
'''


def page(code: str = CONTROLS) -> nbformat.NotebookNode:
    """Return a page whose only code is ``code``."""
    return onepage.notebook(
        nbformat.v4.new_markdown_cell("# Title\n\nWords.", id="title"),
        nbformat.v4.new_code_cell(code, id="controls"),
    )
