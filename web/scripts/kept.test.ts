// What is kept is given again, until a file that it was made of changes, comes or goes.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { kept } from "./kept.mjs";

test("it is made anew for other files alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kept-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  const made: number[] = [];
  const ask = async (...files: string[]) => {
    const bytes = await kept(join(folder, "new", "bytes"), files, async () => {
      made.push(made.length);
      return Uint8Array.of(made.length, 0, 255);
    });
    return [...bytes];
  };
  await writeFile(one, "1");
  await writeFile(other, "2");
  expect(await ask(one, other)).toEqual([1, 0, 255]);
  expect(await ask(one, other)).toEqual([1, 0, 255]);
  await writeFile(other, "3");
  expect(await ask(one, other)).toEqual([2, 0, 255]);
  expect(await ask(one, other)).toEqual([2, 0, 255]);
  expect(await ask(one)).toEqual([3, 0, 255]);
  expect(await ask(other, one)).toEqual([4, 0, 255]);
  expect(made).toHaveLength(4);
});
