import { expect, test } from "vitest";
import { placesOf, termsOf, wordsOf } from "./terms";

const everything = () => true;
const marked = (text: string, query: string) =>
  wordsOf(query, everything).flatMap((word) =>
    placesOf(text, word).map(([from, to]) => text.slice(from, to)),
  );

test("Chinese is indexed by its pairs, English by its stems, a name by its parts", () => {
  expect(termsOf("C1 特征图")).toEqual(["c1", "特征", "征图", "图"]);
  expect(termsOf("链，saturated")).toEqual(["链", "saturated", "satur"]);
  expect(termsOf("optim.zero_grad()")).toEqual(["optim.zero_grad", "zero_grad", "grad"]);
  expect(termsOf("0.1")).toEqual(["0.1"]); // whose 1 nobody asks for
});

test("Chinese is asked for whole, and in pieces only where the book has no such run", () => {
  const texts = (query: string, book: string) =>
    wordsOf(query, (piece) => book.includes(piece)).map(({ text }) => text);
  expect(texts("学习率", "学习率太小")).toEqual(["学习率"]);
  expect(texts("学习率太大", "学习率太小。步子太大。")).toEqual(["学习率太", "大"]);
  expect(texts("量子纠缠学习", "量。子。学习率")).toEqual(["量子纠缠", "学习"]);
  expect(texts("用ＰｙＴｏｒｃｈ训练", "用 PyTorch 训练")).toEqual(["用", "pytorch", "训练"]);
  expect(texts("a 率 率", "")).toEqual(["率"]);
});

test("what is marked is the whole term", () => {
  expect(marked("先试学习率，再学习。", "学习率")).toEqual(["学习率"]);
  expect(marked("Overfitting overfits; it fits.", "overfit")).toEqual(["Overfitting", "overfits"]);
  expect(marked("Saturated, or it saturates?", "saturation")).toEqual(["Saturated", "saturates"]);
  expect(marked("self.conv1 = nn.Conv2d(1, 6, 5)", "conv2d")).toEqual(["Conv2d"]);
  expect(marked("torch.nn.Conv2d(1, 6, 5)", "nn.conv")).toEqual(["nn.Conv2d"]);
  expect(marked("optimizer.zero_grad() and grad", "zero_grad")).toEqual(["zero_grad"]);
});
