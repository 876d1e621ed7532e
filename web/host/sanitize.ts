// Stands in for the package sanitize-html, which weighs more than all our controls: descriptions
// that may hold HTML keep the tags and attributes that their caller allows.

interface Options {
  allowedTags: string[];
  allowedAttributes: Record<string, string[]>;
}

const ADDRESSES = new Set(["href", "src"]);
const SAFE = /^(https?:|mailto:|data:image\/|[^:]*$)/i;

/** HTML without the elements and attributes that are not allowed; their text stays. */
export default function sanitize(html: string, options: Options): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")]) {
    const tag = element.localName;
    if (tag === "script" || tag === "style") element.remove();
    else if (!options.allowedTags.includes(tag)) element.replaceWith(...element.childNodes);
    else clean(element, options.allowedAttributes);
  }
  return body.innerHTML;
}

function clean(element: Element, allowed: Options["allowedAttributes"]): void {
  const names = [...(allowed["*"] ?? []), ...(allowed[element.localName] ?? [])];
  for (const { name, value } of [...element.attributes]) {
    const known = names.some(
      (n) => n === name || (n.endsWith("*") && name.startsWith(n.slice(0, -1))),
    );
    if (!known || (ADDRESSES.has(name) && !SAFE.test(value.trim()))) element.removeAttribute(name);
  }
}
