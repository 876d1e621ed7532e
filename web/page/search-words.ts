// What the search says.

import type { Language } from "../shared/language";

export const WORDS = {
  zh: {
    results: "找到的小节",
    found: "找到 {count} 个小节。",
    first: "找到 {count} 个小节，这里是最相关的 {most} 个。",
    some: "没有哪个小节同时有这些词；有其中一部分的有 {count} 个小节。",
    none: "书里没有找到“{query}”：换个说法，或者到{glossary}里看看。",
    glossary: "术语表",
  },
  en: {
    results: "Sections found",
    found: "Sections found: {count}.",
    first: "Sections found: {count}. These {most} fit best.",
    some: "No section has all these words; sections that have some of them: {count}.",
    none: "Nothing in the book has “{query}”: try other words, or look in the {glossary}.",
    glossary: "glossary",
  },
} satisfies Record<Language, Record<string, string>>;
