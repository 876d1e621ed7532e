// The mistakes that a reader of TrainLab can make: what each does to the material of a run and to the
// trainer's settings. script.ts writes the same in Python.

import { permutation, type Settings, type Tape } from "../../engine";
import { DEALT, FEW, type Mistake, RATE } from "./mistake-names";

const OF_MATERIAL: Mistake[] = ["softmax", "labels", "order", "zeros", "few"];

/** Those of the mistakes that ask for another trainer, in a fixed order. */
export const ofMaterial = (made: Mistake[]) => OF_MATERIAL.filter((name) => made.includes(name));

/** How many of `n` digits are trained on. */
export const countOf = (n: number, made: Mistake[]) =>
  made.includes("few") ? Math.ceil(n / FEW) : n;

/** What runs train with, as far as mistakes are in it. */
interface Material {
  tape: Tape;
  softened: Tape | null;
  parameters: Uint8Array;
  train: { images: Uint8Array; labels: Uint8Array };
}

/** What a run with mistakes trains with. */
export function spoil<M extends Material>(material: M, made: Mistake[], seed: number): M {
  if (!made.length) return material;
  const has = (name: Mistake) => made.includes(name);
  const { softened } = material;
  return {
    ...material,
    tape: has("softmax") && softened ? softened : material.tape,
    parameters: has("zeros") ? cleared(material.tape, material.parameters) : material.parameters,
    train: chosen(material.train, (labels) => {
      const n = labels.length;
      const left = Array.from({ length: countOf(n, made) }, (_, i) => i);
      const dealt = has("labels") ? permutation(n, seed, DEALT) : left;
      const pairs = left.map((i) => ({ image: i, label: labels[dealt[i]] }));
      // Array's sort is stable, as argsort(stable=True) is.
      return has("order") ? pairs.sort((a, b) => a.label - b.label) : pairs;
    }),
  };
}

/** What the trainer is told of a run's settings. */
export function spoilt(run: {
  learning_rate: number;
  zero_grad: boolean;
  made: Mistake[];
}): Partial<Settings> {
  const { learning_rate, zero_grad, made } = run;
  const rate = made.includes("rate") ? RATE * learning_rate : learning_rate;
  return {
    // A step with a rate of 0 leaves each weight as it was, by any optimizer.
    lr: made.includes("step") ? 0 : rate,
    zeroGrad: zero_grad && !made.includes("zero_grad"),
    shuffle: !made.includes("order"),
  };
}

type Train = Material["train"];

/** Digits chosen and labelled anew. */
function chosen(
  { images, labels }: Train,
  choose: (labels: Uint8Array) => { image: number; label: number }[],
): Train {
  const pairs = choose(labels);
  const size = images.length / labels.length;
  const taken = new Uint8Array(pairs.length * size);
  for (const [to, { image }] of pairs.entries()) {
    taken.set(images.subarray(image * size, (image + 1) * size), to * size);
  }
  return { images: taken, labels: Uint8Array.from(pairs, ({ label }) => label) };
}

/** Parameters with 0 in each that is trained. */
function cleared(tape: Tape, parameters: Uint8Array): Uint8Array {
  const numbers = new Float32Array(parameters.slice().buffer);
  let from = 0;
  for (const { value, grad } of tape.parameters) {
    const size = (tape.values[value].shape as number[]).reduce((product, n) => product * n, 1);
    if (grad !== null) numbers.fill(0, from, from + size);
    from += size;
  }
  return new Uint8Array(numbers.buffer);
}
