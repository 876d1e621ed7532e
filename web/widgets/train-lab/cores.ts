// How many cores compute a batch: the reader chooses, or what is likely to be fastest is taken.

import { bestShards, divides, type Tape } from "../../engine";
import { element, write } from "../../shared/element";
import { say } from "../../shared/language";
import type { TrainWords } from "./words";

/** As many as the browser owns up to. */
const cores = () => Math.max(1, navigator.hardwareConcurrency || 1);

/** The number of cores for batches of `n`, where `chosen` is 0 for the one likely to be fastest. */
export const coresFor = (tape: Tape, chosen: number, n: number) =>
  tape.shards ? chosen || bestShards(tape, n, cores()) : 1;

/**
 * Whether the gradients of a batch's parts are shown: where a number of cores was chosen, and these do
 * not divide wide layers in place of the batch.
 */
export const showsParts = (tape: Tape, chosen: number, n: number) =>
  chosen > 0 && !divides(tape, n, chosen);

/** The choice, 0 for what is likely to be fastest; `show` tells the number at work, and whether it was chosen. */
export function coreChoice(words: TrainWords, tape: Tape, choose: (cores: number) => void) {
  const select = element("select", { onchange: () => choose(Number(select.value)) });
  select.disabled = !tape.shards;
  const automatic = element("option", { value: 0 });
  const offer = (most: number) => {
    const numbers = Array.from({ length: most }, (_, i) => i + 1);
    const options = numbers.map((n) => element("option", { value: n }, String(n)));
    select.replaceChildren(automatic, ...options);
  };
  offer(tape.shards ? cores() : 1);
  const root = element("label", { class: "livenet-cores" }, words.cores, select);
  if (!tape.shards) root.append(words.whole);
  return {
    root,
    show(now: number, chosen: boolean) {
      if (now >= select.options.length) offer(now); // the author of a page may ask for more
      write(automatic, chosen ? words.automatic : say(words.taken, { cores: now }));
      select.value = String(chosen ? now : 0);
    },
  };
}
