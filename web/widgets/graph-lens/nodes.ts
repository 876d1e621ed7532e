// A node of autograd in words: nodes-en.ts and nodes-zh.ts have those of each operation.

import { type Language, language, say } from "../../shared/language";
import { EN } from "./nodes-en";
import { ZH } from "./nodes-zh";

type Nodes = Record<string, [name: string, does: string]>;

const NODES: Record<Language, Nodes> = { en: EN, zh: ZH };

const UNKNOWN = {
  en: {
    name: "operation “{stem}”",
    does: "This lens has no words and no formula for this operation. The gradients below are what torch computed.",
  },
  zh: {
    name: "运算“{stem}”",
    does: "这个透镜没有为这个运算准备说明和公式。下面的梯度是 torch 实际算出来的。",
  },
};

/** The keys under which there may be words or a formula for a node, the most exact first. */
export function keys(name: string): string[] {
  return [name, stem(name)];
}

/** Whether there are words under a key. */
export const known = (key: string) => Object.hasOwn(EN, key);

function stem(name: string): string {
  return name.replace(/Backward\d*(_copy)?$/, "");
}

/** A node in words: its operation, and what it does in the backward pass. */
export function describe(name: string): { name: string; does: string } {
  const spoken = language();
  const key = keys(name).find(known);
  if (!key) {
    const { name: text, does } = UNKNOWN[spoken];
    return { name: say(text, { stem: stem(name) }), does };
  }
  const [operation, does] = NODES[spoken][key];
  return { name: operation, does };
}
