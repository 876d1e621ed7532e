// The host speaks the page's language.

import { expect, test } from "vitest";
import { words } from "./words";

test("it speaks Chinese on a Chinese page, and English on any other", () => {
  expect(words("zh-CN").play).toBe("播放");
  expect(words("zh").ends).toEqual(["从", "到"]);
  expect(words("en").play).toBe("play");
  expect(words("fr").play).toBe("play");
});

test("both languages have the same words", () => {
  expect(Object.keys(words("zh"))).toEqual(Object.keys(words("en")));
});
