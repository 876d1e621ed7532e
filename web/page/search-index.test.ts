import { beforeAll, expect, test } from "vitest";
import { SearchIndex } from "./search-index";

let index: SearchIndex;

beforeAll(async () => {
  index = await SearchIndex.of([
    {
      page: "05-update",
      number: "5",
      title: "Update",
      sections: [
        ["objectives", "Update", ["Every weight takes a step."], []],
        ["rate", "The learning rate", ["It is small.", "The learning rates differ."], ["lr = 0.1"]],
        ["loop", "A loop", ["It learns, at some rate.", "A rate."], ["optimizer.zero_grad()"]],
        ["zh", "中文", ["学习，速率。", "先取学习率。"], []],
        ["words", "Words", ["Falls a batch? It falls."], []],
        ["phrase", "Longer", ["Now and then, with much else to be said, the batch falls off."], []],
        ["apart", "分开", ["先学习，再说习率。"], []],
      ],
    },
    {
      page: "glossary",
      number: "",
      title: "Glossary",
      sections: [["loss", "loss", ["损失: What is to become small.", "Not every loss is."], []]],
    },
  ]);
});

const found = (query: string) => index.find(query, 30);
const anchors = (query: string) => found(query)?.hits.map(({ anchor }) => anchor);

test("sections that have all words are found, the one that is called so first", () => {
  expect(anchors("learning rate")).toEqual(["rate", "loop"]);
  expect(found("learning rate")).toMatchObject({ count: 2, all: true });
  expect(anchors("small rate")).toEqual(["rate"]);
});

test("what was typed is quoted before what has its words", () => {
  expect(anchors("batch falls")).toEqual(["phrase", "words"]);
  const quoted = (query: string) => found(query)?.hits.map(({ quote }) => quote.text);
  expect(quoted("at some rate")?.[0]).toBe("It learns, at some rate.");
  expect(quoted("a rate")).toContain("A rate.");
  expect(quoted("rate")).not.toContain("A rate."); // which is not the first that has it
});

test("where none has all, those with most are found, and it is told", () => {
  expect(found("zebra rate learning")).toMatchObject({ count: 2, all: false });
  expect(found("zebra")).toMatchObject({ hits: [], count: 0 });
  expect(found("z")).toBeUndefined();
});

test("a Chinese term is found whole, not by its parts", () => {
  expect(anchors("学习率")).toEqual(["zh"]);
  expect(found("学习率")?.hits[0].quote).toEqual({ text: "先取学习率。", marks: [[2, 5]] });
  expect(anchors("速率学习")).toEqual(["zh"]); // which no text has in one, so each by itself
  expect(anchors("损")).toEqual(["loss"]);
  expect(found("loss")?.hits[0].quote.text).toBe("损失: What is to become small.");
});

test("a name of code is found with its dots and underscores, and by how it begins", () => {
  expect(found("zero_g")?.hits[0]).toMatchObject({ anchor: "loop", isCode: true });
  expect(anchors("optimizer.zero_grad()")).toEqual(["loop"]);
});

test("words that follow each other are one mark", () => {
  const quote = found("learning rate")?.hits[0].quote;
  expect(quote).toEqual({ text: "The learning rates differ.", marks: [[4, 18]] });
});
