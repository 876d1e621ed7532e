// A drawing made into what MNIST's digits are. As Yann LeCun's page tells it: scaled to fit a box
// of 20×20 pixels with its proportions kept, grey where the edge of the ink falls within a pixel,
// then moved so that its centre of mass is the centre of a field of 28×28.

export const FIELD = 28;
const BOX = 20;
// MNIST counts pixels from 0 and puts the centre of mass at number 14, the middle of that pixel.
export const MIDDLE = FIELD / 2 + 0.5;

/** Ink from 0 for paper to 255, row by row. */
export interface Ink {
  width: number;
  height: number;
  values: ArrayLike<number>;
}

/** The image of 28×28 bytes that MNIST would hold of this drawing; null of an empty sheet. */
export function centred(sheet: Ink): Uint8Array<ArrayBuffer> | null {
  const box = inked(sheet);
  if (!box) return null;
  const scale = BOX / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(scale * box.width));
  const height = Math.max(1, Math.round(scale * box.height));
  const digit = resized(box, width, height);
  const { x, y } = centre({ width, height, values: digit });
  const [left, top] = [within(MIDDLE - x, width), within(MIDDLE - y, height)];
  const image = new Uint8Array(FIELD * FIELD);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      image[(top + row) * FIELD + left + column] = Math.round(digit[row * width + column]);
    }
  }
  return image;
}

/** The sheet as it is, made small; null of an empty one. */
export function asDrawn(sheet: Ink): Uint8Array<ArrayBuffer> | null {
  if (!inked(sheet)) return null;
  return Uint8Array.from(resized(sheet, FIELD, FIELD), Math.round);
}

/** The centre of mass, counted from the upper left corner of the first pixel. */
export function centre({ width, height, values }: Ink): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column];
      mass += value;
      x += value * (column + 0.5);
      y += value * (row + 0.5);
    }
  }
  return { x: x / mass, y: y / mass };
}

/** A whole number of pixels that leaves `size` of them within the field. */
function within(offset: number, size: number): number {
  return Math.min(FIELD - size, Math.max(0, Math.round(offset)));
}

/** The smallest rectangle that holds all ink. */
function inked({ width, height, values }: Ink): Ink | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (values[row * width + column] === 0) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
    }
  }
  if (right < 0) return null;
  const box = { width: right - left + 1, height: bottom - top + 1 };
  const cut = new Float64Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    for (let column = 0; column < box.width; column++) {
      cut[row * box.width + column] = values[(top + row) * width + left + column];
    }
  }
  return { ...box, values: cut };
}

/** Each new pixel is the mean of the area that it covers of the old ones. */
function resized({ width, height, values }: Ink, toWidth: number, toHeight: number): Float64Array {
  const across = shares(width, toWidth);
  const down = shares(height, toHeight);
  const image = new Float64Array(toWidth * toHeight);
  for (const [row, rows] of down.entries()) {
    for (const [column, columns] of across.entries()) {
      let sum = 0;
      for (const [y, tall] of rows) {
        for (const [x, wide] of columns) sum += tall * wide * values[y * width + x];
      }
      image[row * toWidth + column] = sum;
    }
  }
  return image;
}

/** For each of `to` equal parts of a line of `from` pixels: the pixels in it, and their shares. */
function shares(from: number, to: number): [number, number][][] {
  const part = from / to;
  return Array.from({ length: to }, (_, n) => {
    const [begin, end] = [n * part, (n + 1) * part];
    const pixels: [number, number][] = [];
    for (let pixel = Math.floor(begin); pixel < Math.min(from, end); pixel++) {
      const covered = Math.min(end, pixel + 1) - Math.max(begin, pixel);
      if (covered > 0) pixels.push([pixel, covered / part]);
    }
    return pixels;
  });
}
