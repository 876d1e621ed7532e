// The digits that tell how well the network reads, as pictures.

import type { Tape } from "../../engine";

export interface TestDigits {
  labels: Uint8Array;
  rows: number;
  columns: number;
  /** the ink of one, from 0 to 255 */
  image(i: number): Uint8Array;
}

const MOST = 2048; // more make a pile that nobody can look through

/** Null where they are no pictures of one channel, or too many, or of more than ten classes. */
export function testDigits(
  tape: Tape,
  { images, labels }: { images: Uint8Array; labels: Uint8Array },
): TestDigits | null {
  const input = tape.inputs.find(({ name }) => name === "input");
  const [, channels, rows, columns] = (input ? tape.values[input.value].shape : []) as number[];
  const classes = tape.values[tape.output].shape[1] as number;
  if (channels !== 1 || !columns || classes > 10 || labels.length > MOST) return null;
  const size = rows * columns;
  return { labels, rows, columns, image: (i) => images.subarray(i * size, (i + 1) * size) };
}
