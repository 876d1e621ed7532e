// Which addresses a page names by content, and whether what a host sends is what they name.

import { expect, test } from "vitest";
import { isNamed, namedFiles, namesContent, pageAddress, pythonFolder } from "./addresses";

const PAGE = "https://ada.github.io/course-a/en/deep/a.html";

test("a page names its files, its widgets' state, and no page and no other host's files", () => {
  const html = `<link href="../_static/page.css?v=0123456789"><img src="b%20c.png?v=abcdef0123">
    <script src="../_static/page.css?v=0123456789"></script><a href="b.html">b</a>
    {"data":"../_static/state/00ff00ff00ff00ff.js"} ?v=1 <a href="c.js?v=short">`;
  expect(namedFiles(html, PAGE)).toEqual([
    "https://ada.github.io/course-a/en/_static/page.css?v=0123456789",
    "https://ada.github.io/course-a/en/deep/b%20c.png?v=abcdef0123",
    "https://ada.github.io/course-a/en/_static/state/00ff00ff00ff00ff.js",
  ]);
  expect(namedFiles("see https://other.org/a.js?v=0123456789", PAGE)).toEqual([]);
});

test("a stylesheet names its fonts", () => {
  const sheet = "https://ada.github.io/en/katex.css?v=0123456789";
  expect(namedFiles("src:url(fonts/Main.woff2?v=0123456789) format('woff2')", sheet)).toEqual([
    "https://ada.github.io/en/fonts/Main.woff2?v=0123456789",
  ]);
});

test("an address names its content by a hash or by the name of a state", () => {
  expect(namesContent("https://a.org/x/page.js?v=0123456789")).toBe(true);
  expect(namesContent("https://a.org/x/_static/state/00ff00ff00ff00ff.js")).toBe(true);
  expect(namesContent("https://a.org/x/page.js")).toBe(false);
  expect(namesContent("https://a.org/x/search.html?q=v")).toBe(false);
});

test("a page names the folder of its Python, and none of the files in it", () => {
  const html = '<script data-python=\'{"folder":"../python/00ff00ff00ff00ff/"}\'></script>';
  expect(namedFiles(html, PAGE)).toEqual([]);
  const file = "https://a.org/x/python/00ff00ff00ff00ff/python-0.js";
  expect(namesContent(file)).toBe(false);
  expect(pythonFolder(file)).toBe(pythonFolder(html));
  expect(pythonFolder("https://a.org/x/python/licenses.txt")).toBeUndefined();
});

test("what another build sends under an address is not what it names", async () => {
  const hello = new TextEncoder().encode("hello").buffer; // SHA-256: 2cf24dba5fb0a30e26e8...
  expect(await isNamed("https://a.org/a.js?v=2cf24dba5f", hello)).toBe(true);
  expect(await isNamed("https://a.org/a.js?v=2cf24dba5e", hello)).toBe(false);
  expect(await isNamed("https://a.org/_static/state/00ff00ff00ff00ff.js", hello)).toBe(true);
});

test("a page has one address, however a host lets it be asked for", () => {
  const whole = "https://a.org/en/index.html";
  for (const asked of ["/en/", "/en/index", "/en/index.html?q=1#part", "/en/#top"]) {
    expect(pageAddress(`https://a.org${asked}`)).toBe(whole);
  }
});
