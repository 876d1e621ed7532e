// The script that a reader copies. That Python takes the same steps with it, tests/site asserts.

import { expect, test } from "vitest";
import { type RunSettings, script } from "./script";

const SOURCE = { net: "net = LeNet()", train: "train = mine", loss: "criterion(output, target)" };
const RUN: RunSettings = {
  learning_rate: 0.03,
  optimizer: "Nesterov",
  batch_size: 7,
  momentum: 0.8,
  zero_grad: true,
  seed: 4,
  made: [],
  secret: false,
};

test("it holds the settings and what Python gave", () => {
  const text = script(SOURCE, RUN, []);
  expect(text).toContain("torch.optim.SGD(net.parameters(), lr=0.03, momentum=0.8, nesterov=True)");
  expect(text).toContain("order.split(7)");
  expect(text).toContain("seed=4");
  for (const part of Object.values(SOURCE)) expect(text).toContain(part);
  expect(text).toContain("\n        optimizer.zero_grad()");
  expect(text).toContain("if step == 20:");
  expect(text).not.toContain("page");
});

test("a forgotten zero_grad is forgotten", () => {
  expect(script(SOURCE, { ...RUN, zero_grad: false }, [])).toContain("# optimizer.zero_grad()");
});

test("beside its losses it prints the page's, as many as there are and 20 at most", () => {
  const few = script(SOURCE, RUN, [2.3025851249694824, Number.NaN, Number.POSITIVE_INFINITY]);
  expect(few).toContain('page = [2.3025851, float("NaN"), float("Infinity")]');
  expect(few).toContain("print(step + 1, loss.item(), page[step])");
  expect(few).toContain("if step == 3:");
  expect(script(SOURCE, RUN, Array(50).fill(1))).toContain("if step == 20:");
});
