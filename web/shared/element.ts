// Elements in one expression.

type Attributes = Record<string, string | number | boolean | ((event: never) => void) | undefined>;
type Child = Node | string;

const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element with its attributes and children. A function under `onclick` and the like
 * becomes a listener; `false` and `undefined` leave an attribute out.
 *
 *     element("button", { type: "button", onclick: run }, words.run)
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name.replace(/^on/, ""), value as EventListener);
    } else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Write a text in the place of another: children that go and come have a page find its styles anew. */
export function write(part: Element, text: string): void {
  if (part.textContent === text) return;
  const [only, more] = part.childNodes;
  if (only instanceof Text && !more) only.data = text;
  else part.textContent = text;
}

/** An id or name of its own: each instrument is a module by itself, and cannot count the others. */
export function unique(): string {
  return `livenet-${Math.random().toString(36).slice(2)}`;
}
