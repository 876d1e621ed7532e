// The languages that the book is written in; a worker, which has no page, knows them too.

export type Language = "zh" | "en";
