// Controls are named in the reader's language.

import { expect, test } from "vitest";
import { languageOf } from "./language";
import { words } from "./words";

test("Chinese is spoken to readers of any Chinese, and English to all others", () => {
  expect(["zh", "zh-CN", "ZH-Hant"].map(languageOf)).toEqual(["zh", "zh", "zh"]);
  expect(["en-GB", "fr", ""].map(languageOf)).toEqual(["en", "en", "en"]);
  expect(words("zh").play).toBe("播放");
  expect(words("en").play).toBe("play");
});

test("both languages have the same words", () => {
  expect(Object.keys(words("zh"))).toEqual(Object.keys(words("en")));
});
