// Digits, feature maps and kernels as pictures: one canvas pixel a value, enlarged without blur.

import { colour } from "./theme";

export interface Scale {
  /** signed values: blue below zero, orange above, the page's ground at zero */
  signed?: boolean;
  /** the values drawn black and white, or the largest size of a signed value */
  low?: number;
  high?: number;
}

/** Draw `rows` × `columns` values in reading order; the least is black unless `low` says other. */
export function drawMap(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  { signed = false, low, high }: Scale = {},
): void {
  // Setting even the same size lays the page out anew.
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  const image = context.createImageData(columns, rows);
  const { data } = image; // an array for each pixel would take twice the time
  const paint = (i: number, r: number, g: number, b: number, opacity: number) => {
    data[4 * i] = r;
    data[4 * i + 1] = g;
    data[4 * i + 2] = b;
    data[4 * i + 3] = opacity;
  };
  if (signed) {
    const size = high ?? (Math.max(Math.abs(least), Math.abs(most)) || 1);
    const [up, down] = ["--positive", "--negative"].map((t) => rgb(colour(canvas, t)));
    for (let i = 0; i < rows * columns; i++) {
      const [r, g, b] = values[i] < 0 ? down : up;
      const strength = Math.min(1, Math.abs(values[i]) / size);
      paint(i, r, g, b, Math.round(255 * strength));
    }
  } else {
    const from = low ?? least;
    const range = (high ?? most) - from || 1;
    for (let i = 0; i < rows * columns; i++) {
      const grey = Math.round((255 * (values[i] - from)) / range);
      paint(i, grey, grey, grey, 255);
    }
  }
  context.putImageData(image, 0, 0);
}

/** "#rrggbb" as three bytes. */
function rgb(hex: string): [number, number, number] {
  const bits = Number.parseInt(hex.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}
