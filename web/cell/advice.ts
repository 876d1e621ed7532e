// One sentence, in the page's language, for the mistakes that are usual.

import type { Output } from "../python/interpreter";
import { say } from "../shared/language";
import type { Words } from "./words";

type Failure = Extract<Output, { output_type: "error" }>;

/** What an error means; `runAbove` if running the cells above mends it. */
export interface Advice {
  sentence: string;
  runAbove?: boolean;
}

/** Tensors that do not fit, as torch says it, and which of its numbers the sentence names. */
const MISFITS: [keyof Words["advice"], RegExp][] = [
  ["product", /shapes cannot be multiplied \(\d+x(?<a>\d+) and (?<b>\d+)x\d+\)/],
  [
    "broadcast",
    /tensor a \((?<a>\d+)\) must match the size of tensor b \((?<b>\d+)\) at non-singleton dimension (?<dimension>\d+)/,
  ],
  ["channels", /expected input\[.*\] to have (?<a>\d+) channels, but got (?<b>\d+) channels/],
  ["booleans", /mean\(\): could not infer output dtype\..* Got: Bool/],
  ["view", /shape '\[.*\]' is invalid for input of size (?<a>\d+)/],
];

/**
 * @param above the code of the cells above that have not run on this page.
 */
export function adviseOn(error: Failure, above: string[], words: Words): Advice | undefined {
  const { advice } = words;
  const { ename, evalue, name = "" } = error;
  if (ename === "NameError" && name) {
    const runAbove = above.some((source) => makes(source, name));
    return { sentence: say(runAbove ? advice.notRun : advice.unknown, { name }), runAbove };
  }
  if (ename === "ModuleNotFoundError") return { sentence: say(advice.library, { name }) };
  if (ename === "UsageError")
    return { sentence: say(advice.command, { command: error.command ?? "" }) };
  if (ename === "IndentationError" || ename === "TabError") {
    return { sentence: say(advice.indent, { line: /line (\d+)\)$/.exec(evalue)?.[1] ?? "" }) };
  }
  if (ename === "SyntaxError") return { sentence: advice.syntax };
  if (ename === "NotImplementedError") {
    return { sentence: /num_workers/.test(evalue) ? advice.workers : advice.missing };
  }
  if (/processes|start new thread/.test(evalue)) return { sentence: advice.processes };
  if (ename === "MemoryError" || evalue.includes("can't allocate memory"))
    return { sentence: advice.memory };
  if (ename === "AssertionError" && !evalue) return { sentence: advice.assertion };
  for (const [which, pattern] of MISFITS) {
    const found = pattern.exec(evalue);
    if (found) return { sentence: say(advice[which], found.groups) };
  }
  return undefined;
}

/** What an error means that an exercise's check met in the reader's code, and printed. */
export function adviseOnAnswer(printed: string, words: Words): Advice | undefined {
  const [, ename, evalue] = words.raised.exec(printed) ?? [];
  if (!ename || ename === "NameError") return undefined;
  return adviseOn({ output_type: "error", ename, evalue, traceback: [] }, [], words);
}

/** Whether code gives a name a value, at the beginning of a line. */
function makes(source: string, name: string): boolean {
  const word = name.replace(/[^\w]/g, "");
  return [
    `^(?:class|def|async def) ${word}\\b`,
    `^(?:[\\w.\\[\\]]+, *)*${word}(?:, *[\\w.]+)* *(?::[^=]*)?=(?!=)`,
    `^(?:import|from) .*\\b${word}\\b`,
    `^ *(?:for|with) .*\\b${word}\\b`,
  ].some((pattern) => new RegExp(pattern, "m").test(source));
}
