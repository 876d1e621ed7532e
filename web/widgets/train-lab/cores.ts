// How many cores compute a batch: the reader chooses, or what is likely to be fastest is taken.

import { bestShards, type Tape } from "../../engine";
import { element } from "../../shared/element";
import type { TrainWords } from "./words";

/** As many as the browser owns up to. */
const cores = () => Math.max(1, navigator.hardwareConcurrency || 1);

/** The number of cores for batches of `n`, where `chosen` is 0 for the one likely to be fastest. */
export const coresFor = (tape: Tape, chosen: number, n: number) =>
  tape.shards ? chosen || bestShards(tape, n, cores()) : 1;

/** The choice; `show` sets it to the number that is at work. */
export function coreChoice(words: TrainWords, tape: Tape, choose: (cores: number) => void) {
  const select = element("select", { onchange: () => choose(Number(select.value)) });
  select.disabled = !tape.shards;
  const offer = (most: number) => {
    const numbers = Array.from({ length: most }, (_, i) => i + 1);
    select.replaceChildren(...numbers.map((n) => element("option", { value: n }, String(n))));
  };
  offer(tape.shards ? cores() : 1);
  const root = element("label", { class: "livenet-cores" }, words.cores, select);
  if (!tape.shards) root.append(words.whole);
  return {
    root,
    show(now: number) {
      if (now > select.options.length) offer(now); // the author of a page may ask for more
      select.value = String(now);
    },
  };
}
