// HTML and SVG that a cell shows, without what would run or fetch: the reader's code made it, but its
// text may come from anywhere.

const ADDRESSES = new Set(["href", "src", "xlink:href", "action", "formaction", "srcset", "data"]);
const GONE = "script, style, link, meta, base, iframe, object, embed, form, foreignObject";

export function clean(html: string): DocumentFragment {
  const { content } = Object.assign(document.createElement("template"), { innerHTML: html });
  for (const part of content.querySelectorAll(GONE)) part.remove();
  for (const part of content.querySelectorAll("*")) {
    for (const { name, value } of [...part.attributes]) {
      const safe = /^\s*(data:image\/|#)/i.test(value);
      if (name.startsWith("on") || (ADDRESSES.has(name) && !safe)) part.removeAttribute(name);
    }
  }
  return content;
}
