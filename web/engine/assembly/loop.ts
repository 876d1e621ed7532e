// The loop over rows that lie anywhere, around kernels that write rows. A list in memory says how many axes
// there are around what the kernel goes through by itself, and of each, the outermost first: its size, how
// far it has come, and how many words an operand moves from one place of it to the next.

/** Where the operands stand now, in bytes from where they start: y, a, b, c. */
export let atY: usize = 0;
export let atA: usize = 0;
export let atB: usize = 0;
export let atC: usize = 0;

/** Bytes of the list for an axis. */
const AXIS: i32 = 24;

/** To the beginning. */
// @ts-ignore: decorator
@inline
export function begin(): void {
  atY = 0;
  atA = 0;
  atB = 0;
  atC = 0;
}

/** To the next place, if there is one. At the end the list is as it was. */
export function next(list: usize): bool {
  for (let d = load<i32>(list) - 1; d >= 0; d--) {
    const axis = list + 4 + d * AXIS;
    const come = load<i32>(axis, 4) + 1;
    const back = come === load<i32>(axis);
    const times = back ? 1 - come : 1;
    store<i32>(axis, back ? 0 : come, 4);
    atY += times * load<i32>(axis, 8) << 2;
    atA += times * load<i32>(axis, 12) << 2;
    atB += times * load<i32>(axis, 16) << 2;
    atC += times * load<i32>(axis, 20) << 2;
    if (!back) return true;
  }
  return false;
}
