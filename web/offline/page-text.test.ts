// What a page's text says of it, as the build writes it.

import { expect, test } from "vitest";
import { searchPageOf, titleOf, versionOf } from "./page-text";

const HTML = `<!DOCTYPE html>

<html data-version="0123456789" data-size="3" lang="en">
<title>Loss &amp; more &#8212; Neural Networks, Live</title>
<link rel="search" title="Search" href="search.html">`;

test("a page says its version, its title and where its edition is searched", () => {
  expect(versionOf(HTML)).toBe("0123456789");
  expect(titleOf(HTML)).toBe("Loss &amp; more");
  expect(searchPageOf(HTML, "https://a.org/b/en/loss.html")).toBe("https://a.org/b/en/search.html");
});

test("the first page of a site says nothing of these", () => {
  expect(versionOf("<html>")).toBeUndefined();
  expect(titleOf("<html>")).toBe("");
  expect(searchPageOf("<html>", "https://a.org/")).toBeUndefined();
});
