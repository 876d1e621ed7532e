// What a kernel or a pooling's window lies on.

import type { Window } from "./types";

/** The row of the image under row `ky` of the kernel, for row `oy` of the output; maybe padding. */
export const rowUnder = ({ sh, ph, dh }: Window, oy: number, ky: number) => oy * sh - ph + ky * dh;

/** The same for columns. */
export const columnUnder = ({ sw, pw, dw }: Window, ox: number, kx: number) =>
  ox * sw - pw + kx * dw;
