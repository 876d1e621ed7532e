// A parameter's gradient in each part of a batch, as shards sent it to one another; what the parts
// add up to; and beside it that of the whole batch, computed at once.

import { type Combination, type Part, partOf, type Vector } from "./parts";
import { sizeAt, type Tape } from "./tape";

export interface Apart {
  parts: {
    /** samples of the batch before this part, and in it */
    from: number;
    n: number;
    /** by which its gradient counts */
    weight: number;
    gradient: Float32Array;
  }[];
  /** of all samples at once, by the first shard alone; null where a step was not asked for singly */
  whole: Float32Array | null;
}

/** What shards `sent` at the end of a step on `n` samples, by rank, as far as it is this parameter's. */
export function apart(
  tape: Tape,
  name: string,
  n: number,
  sent: Vector[],
  whole: Float32Array | null,
): Apart {
  const [start, end] = placeOf(tape, name);
  const parts = sent.map((vector, rank) => {
    const part = partOf(n, rank, sent.length, tape.shards as Combination) as Part;
    const gradient = vector.slice(start, end) as Float32Array;
    return { from: part.from, n: part.n, weight: part.weights[rank], gradient };
  });
  return { parts, whole };
}

/** From where to where it stands among all gradients, which lie as the parameters do. */
function placeOf({ parameters, values }: Tape, name: string): [start: number, end: number] {
  const wanted = parameters.find((parameter) => parameter.name === name)?.value;
  const seen = new Set<number>();
  let start = 0;
  for (const { value, grad } of parameters) {
    if (grad === null || seen.has(value)) continue; // a tensor of two names has one gradient
    seen.add(value);
    const size = values[value].shape.reduce<number>((product, s) => product * sizeAt(s, 1), 1);
    if (value === wanted) return [start, start + size];
    start += size;
  }
  return [0, 0];
}

/** What the parts add up to: the gradient with which each shard takes the step, but for rounding. */
export const joined = ({ parts }: Apart): Float32Array =>
  parts[0].gradient.map((_, i) =>
    parts.reduce((sum, { weight, gradient }) => sum + weight * gradient[i], 0),
  );

/** The largest difference between numbers at the same place. */
export const farthest = (these: Float32Array, those: Float32Array): number =>
  these.reduce((most, number, i) => Math.max(most, Math.abs(number - those[i])), 0);
