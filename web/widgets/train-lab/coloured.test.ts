// The script of TrainLab in the colours of the book's cells.

import { expect, test } from "vitest";
import { parts } from "./coloured";

const CODE = `from torch import nn
class Net(nn.Module):  # it's "one"
    """A net."""
    def forward(self, x):
        return F.relu(x, inplace=True) * 0.5e-3, f"{x}", 'a#b'
`;

test("what is coloured says the same, letter by letter", () => {
  expect(
    parts(CODE)
      .map(([text]) => text)
      .join(""),
  ).toBe(CODE);
});

test("a word has the class that Pygments gives it", () => {
  const classes = new Map(parts(CODE));
  const asPygments = {
    from: "k",
    class: "k",
    torch: "n",
    relu: "n",
    True: "kc",
    "0.5e-3": "mi",
    "'a#b'": "s2",
    '# it\'s "one"': "c1",
    "*": "o",
    "(": undefined,
  };
  for (const [word, kind] of Object.entries(asPygments)) expect(classes.get(word), word).toBe(kind);
});
