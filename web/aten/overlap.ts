// Whether what is written and what is read share memory, as torch asks (`get_overlap_status`).

import { check } from "./errors";
import { placeOf, type Tensor } from "./tensors";

const SHARED =
  "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.";

/** Some of their elements are the same memory, and not each the one at the same place. */
function overlapsPartly(a: Tensor, b: Tensor): boolean {
  if (a.storage !== b.storage || !a.layout.numel || !b.layout.numel) return false;
  if (!a.layout.dense || !b.layout.dense) return false; // torch finds it too hard to say
  const [x, y] = [placeOf(a), placeOf(b)];
  const [end, last] = [
    x + a.layout.numel * a.layout.dtype.size,
    y + b.layout.numel * b.layout.dtype.size,
  ];
  if (x === y && end === last) return String(a.layout.strides) !== String(b.layout.strides);
  return x < last && y < end;
}

/** Raises where what is written is read, too, though it be each element alone. */
export function checkSeparate(target: Tensor, operands: unknown[]) {
  const all = operands.flat() as (Tensor | null)[];
  checkApart(target, all);
  const same = all.some(
    (t) =>
      t?.storage === target.storage && t.layout === target.layout && t.offset === target.offset,
  );
  check(!same || !target.layout.numel, () => SHARED);
}

/** Raises where writing `target` would change what is still to be read of `operands`. */
export function checkApart(target: Tensor, operands: unknown[]) {
  for (const given of operands) {
    if (given === null || typeof given !== "object" || !("layout" in given)) continue;
    check(!overlapsPartly(target, given as Tensor), () => SHARED);
  }
}

/** Raises where several elements of a tensor are the same memory. */
export function checkWritten({ layout: target }: Pick<Tensor, "layout">) {
  check(
    !target.numel || !target.strides.some((step, d) => step === 0 && target.shape[d] > 1),
    () =>
      "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
  );
}
