// A colour for each run: its optimizer's, as everywhere in the book, where no other run has it.

import { LINES, type OptimizerName } from "../shared/optimizers";

const TOKENS = ["--rmsprop", "--adamw", "--momentum", "--adam", "--nesterov", "--sgd", "--ink"];

/** A token for another run beside those that have `taken`, the longest ago first. */
export function colourOf(optimizer: OptimizerName, taken: string[]): string {
  const wanted = [LINES[optimizer].token, ...TOKENS];
  const last = (token: string) => taken.lastIndexOf(token);
  return wanted.reduce((best, token) => (last(token) < last(best) ? token : best));
}
