"""How every element of an instrument looks and where it stands, and what differs between two looks.

A stylesheet stays in a document once it has come; tests/views and tests/lab see that none changes
another instrument.
"""

# Functions for the browser. `looks` measures from the instrument's own corner, and gives what is
# drawn late (charts, once they know their width) its time to come.
LOOKS = """
const PROPERTIES = [
  "appearance", "background-color", "border", "box-shadow", "color", "cursor", "display", "fill",
  "font", "gap", "grid-template-columns", "list-style", "margin", "opacity", "outline-width",
  "overflow", "padding", "position", "stroke", "stroke-width", "text-align", "visibility",
  "white-space",
];
function look(root) {
  const { left, top } = root.getBoundingClientRect();
  return [root, ...root.querySelectorAll("*")].map((element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const at = box.width || box.height ? [box.left - left, box.top - top] : [];
    const values = PROPERTIES.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    const name = `${element.localName}.${element.getAttribute("class") ?? ""}`;
    return { name, place: [...at, box.width, box.height], values };
  });
}
async function looks(root) {
  let [before, now] = ["", look(root)];
  while (before !== JSON.stringify(now)) {
    before = JSON.stringify(now);
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60));
    now = look(root);
  }
  return now;
}
// Where something stands may differ by a rounded pixel.
function differences(one, other) {
  if (one.length !== other.length) return [`${one.length} elements and ${other.length}`];
  return one.flatMap(({ name, place, values }, i) => {
    const changed = values.filter((value, k) => value !== other[i].values[k]);
    const moved = place.some((length, k) => Math.abs(length - other[i].place[k]) > 1);
    return [...changed, ...(moved ? [`${place.map(Math.round)} -> ${other[i].place}`] : [])]
      .map((what) => `${name} ${what}`);
  });
}
"""
