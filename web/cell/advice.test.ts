// The usual mistakes and their sentences.

import { expect, test, vi } from "vitest";

vi.stubGlobal("document", { documentElement: { lang: "en" } });
const { adviseOn, adviseOnAnswer } = await import("./advice");
const { words } = await import("./words");

const error = (ename: string, evalue: string, name?: string) => ({
  output_type: "error" as const,
  ename,
  evalue,
  traceback: [],
  name,
});
const advise = (...said: Parameters<typeof error>) => adviseOn(error(...said), [], words)?.sentence;

test("a name of a cell above that has not run is told from one that nobody knows", () => {
  const unknown = error("NameError", "name 'net' is not defined", "net");
  for (const makes of [
    "net = LeNet()",
    "a, net = 1, 2",
    "net: LeNet = LeNet()",
    "def net():\n    pass",
    "from here import net",
    "import torch as net",
    "for net in nets:\n    pass",
    "with make() as net:\n    pass",
  ]) {
    expect(adviseOn(unknown, ["x = 1", makes], words)?.runAbove, makes).toBe(true);
  }
  for (const other of ["net(x)", "network = 1", "x = net", "net == 1"]) {
    expect(adviseOn(unknown, [other], words)?.runAbove, other).toBe(false);
  }
});

test("shapes that do not fit are named by torch's own numbers", () => {
  expect(advise("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")).toBe(
    "The matrices do not fit: the first has 3 columns and the second 4 rows, and these must be equal.",
  );
  const channels =
    "Given groups=1, weight of size [6, 1, 5, 5], expected input[1, 3, 32, 32] to have 1 channels, but got 3 channels instead";
  expect(advise("RuntimeError", channels)).toContain(
    "wants images with 1 channels, and these have 3",
  );
  expect(advise("RuntimeError", "shape '[2, 5]' is invalid for input of size 12")).toContain("12");
});

test("an error in an answer, as its check prints it, gets the same sentence", () => {
  const misfit =
    "The size of tensor a (10) must match the size of tensor b (50) at non-singleton dimension 0";
  const printed = `before\nNot yet: your code raised an error: RuntimeError: ${misfit}\n`;
  expect(adviseOnAnswer(printed, words)?.sentence).toBe(advise("RuntimeError", misfit));
  expect(advise("RuntimeError", misfit)).toContain("in dimension 0 one has 10 and the other 50");
  expect(adviseOnAnswer("Not yet: this is a percentage.\n", words)).toBeUndefined();
});

test("a mean of true and false says what is wanting", () => {
  const mean =
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Bool";
  expect(advise("RuntimeError", mean)).toContain(".float()");
});

test("a program that a page cannot start runs elsewhere", () => {
  const said = advise("OSError", "[Errno 138] emscripten does not support processes.");
  expect(said).toContain("starts another program");
  expect(advise("OSError", "[Errno 2] No such file or directory: 'a'")).toBeUndefined();
  expect(advise("RuntimeError", "can't start new thread")).toContain("or thread");
});

test("workers of a DataLoader are none on a page, which can read by itself", () => {
  const missing = "DataLoader(num_workers=2) starts processes, and a page has none but its own.";
  expect(advise("NotImplementedError", missing)).toContain("Workers are");
  const other = "torch.fft.rfft is not there in the page's torch.";
  expect(advise("NotImplementedError", other)).not.toContain("Workers");
});

test("a tensor that no memory holds is as Python's own lack of it", () => {
  const said = advise("MemoryError", "");
  expect(said).toContain("not enough memory");
  const tensors =
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096 MiB, and 12 MiB are in use.";
  expect(advise("RuntimeError", tensors)).toBe(said);
});

test("an assertion of the book's that a change upsets says what it is", () => {
  expect(advise("AssertionError", "")).toContain("take the line out");
  expect(advise("AssertionError", "expected 10 rows")).toBeUndefined();
});

test("an error that explains itself gets no sentence", () => {
  expect(advise("ZeroDivisionError", "division by zero")).toBeUndefined();
});
