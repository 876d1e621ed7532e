// Text as a terminal shows it.

import { expect, test } from "vitest";
import { overwrite } from "./outputs";

test("what follows a carriage return overwrites its line", () => {
  expect(overwrite("a\nb")).toBe("a\nb");
  expect(overwrite("a\r\nb")).toBe("a\nb");
  expect(overwrite("10%\r20%\rdone\nnext")).toBe("done\nnext");
  // A bar that is still running, text by text.
  let shown = "";
  for (const text of ["10%\r", "20%\r", "30%\r"]) shown = overwrite(shown + text);
  expect(shown.replace(/\r/g, "")).toBe("30%");
});
