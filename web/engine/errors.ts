// What can go wrong: a sentence, and a stable code by which a widget can translate it.

export type ErrorCode =
  | ("format" | "op" | "parameters" | "name" | "unread" | "inference") // of a tape
  | ("optimizer" | "lr" | "momentum" | "nesterov" | "weightDecay") // of a setting
  | ("alpha" | "beta" | "eps" | "batch" | "steps")
  | ("data" | "nothing" | "labels") // of samples
  | ("closed" | "shard" | "shards"); // of a trainer

export class EngineError extends Error {
  override name = "EngineError";
  /** In `sentence`, `{key}` stands for one of `params`. */
  constructor(
    readonly code: ErrorCode,
    sentence: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(sentence.replace(/\{(\w+)\}/g, (_, key) => String(params[key])));
  }
}
