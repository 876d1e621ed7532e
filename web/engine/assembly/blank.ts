// What is blank in a product's other operand: a step whose eight numbers are all 0, as where no image of
// eight has ink, adds nothing, unless a number of the row that it is multiplied by is infinite or NaN. So do
// the blank borders of images in a convolution. The core has no room for it but for `finite`.

import { STEP_X } from "./tile";

/** Only for so many rows does it pay to look. */
export const MANY: i32 = 128;

/** The bits that are all set in what is infinite or NaN, and in nothing else. */
const EXPONENT: i32 = 0x7f800000;

/** Words of a panel's list: of each `depth` steps how many it has, and which. */
// @ts-ignore: decorator
@inline
export function listWords(k: i32, depth: i32): i32 {
  return k + (k + depth - 1) / depth;
}

/**
 * List a panel's steps that are not blank, with -1 in place of how many where that are nearly all of
 * `depth`. How many are blank.
 */
export function list(panel: usize, k: i32, depth: i32, to: usize): i32 {
  let blank = 0;
  for (let from = 0; from < k; from += depth) {
    const end = min(k, from + depth);
    let at = to + 4;
    for (let l = from; l < end; l++) {
      const x = panel + l * STEP_X;
      store<i32>(at, l);
      at += v128.any_true(v128.or(v128.load(x), v128.load(x, 16))) ? 4 : 0;
    }
    const count: i32 = (at - to - 4) >> 2;
    blank += end - from - count;
    store<i32>(to, pays(end - from - count, end - from) ? count : -1);
    to += 4 + (end - from << 2);
  }
  return blank;
}

/** Whether so many of all steps are blank that the others are better taken by a list. */
// @ts-ignore: decorator
@inline
export function pays(blank: i32, all: i32): bool {
  return blank * 8 >= all;
}

/** Whether none of a strip's rows has a number that is infinite or NaN; it may look at their neighbours. */
export function finite(w: usize, stepW: i32, k: i32): bool {
  const exponent = i32x4.splat(EXPONENT);
  let most = i32x4.splat(0);
  let rest = most;
  for (; k > 0; k--) {
    most = i32x4.max_u(most, v128.and(v128.load(w), exponent));
    rest = i32x4.max_u(rest, v128.and(v128.load(w, 8), exponent));
    w += stepW;
  }
  return !v128.any_true(i32x4.eq(i32x4.max_u(most, rest), exponent));
}

/** Whether nothing but 0 lies in some lines of so many bytes, `next` apart. */
export function blank(at: usize, bytes: i32, lines: i32, next: i32): bool {
  for (; lines > 0; lines--, at += next) {
    for (let p = at; p < at + bytes; p += 16) if (v128.any_true(v128.load(p))) return false;
  }
  return true;
}
