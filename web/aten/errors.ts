// What goes wrong in a call: the Python class that is to be raised, and torch's own sentence.

export type Kind =
  | "RuntimeError"
  | "IndexError"
  | "ValueError"
  | "TypeError"
  | "NotImplementedError";

export class AtenError extends Error {
  constructor(kind: Kind, message: string) {
    super(message);
    this.name = kind;
  }
}

/** Raise RuntimeError with this sentence unless `holds`. */
export function check(
  holds: boolean,
  message: () => string,
  kind: Kind = "RuntimeError",
): asserts holds {
  if (!holds) throw new AtenError(kind, message());
}
