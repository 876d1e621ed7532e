// The floating dtypes of 16 and of 8 bits, as words; rounding is to nearest, halves to even.

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

export function fromBfloat16(word: number): number {
  bits[0] = word << 16;
  return single[0];
}

export function toBfloat16(value: number): number {
  single[0] = value;
  const b = bits[0];
  if ((b & 0x7fffffff) > 0x7f800000) return 0x7fc0;
  return ((b + 0x7fff + ((b >>> 16) & 1)) >>> 16) & 0xffff;
}

export function fromFloat16(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 0x1f;
  const fraction = word & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function toFloat16(value: number): number {
  single[0] = value; // torch, too, goes by way of float32
  const b = bits[0];
  const sign = (b >>> 16) & 0x8000;
  const size = b & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  if (size >= 0x47800000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // below the least normal number: units of 2⁻²⁴
    const units = Math.abs(single[0]) * 2 ** 24;
    const low = Math.floor(units);
    const rest = units - low;
    return sign | (rest > 0.5 || (rest === 0.5 && low % 2) ? low + 1 : low);
  }
  const rounded = size + 0xfff + ((size >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** Eight bits: a sign, an exponent of this bias, and so many bits of a fraction. */
const eight = (fraction: number, bias: number, most: number) => ({
  from(byte: number): number {
    const size = byte & 0x7f;
    const [exponent, rest] = [size >> fraction, size & (2 ** fraction - 1)];
    if (size > most) return Number.NaN;
    const value = exponent ? 1 + rest / 2 ** fraction : rest / 2 ** fraction;
    return (byte & 0x80 ? -1 : 1) * value * 2 ** (Math.max(exponent, 1) - bias);
  },
  to(value: number): number {
    single[0] = value; // torch, too, goes by way of float32
    const sign = (bits[0] >>> 24) & 0x80;
    if (Number.isNaN(value)) return sign | 0x7f;
    const size = Math.abs(single[0]);
    const exponent = Math.max(((bits[0] >>> 23) & 0xff) - 127, 1 - bias);
    const units = size * 2 ** (fraction - exponent);
    const low = Math.floor(units);
    const rest = units - low;
    const up = rest > 0.5 || (rest === 0.5 && low % 2 === 1);
    return sign | Math.min((exponent + bias - 1) * 2 ** fraction + low + Number(up), most);
  },
});

/** Without an infinity: what is too large becomes the largest. */
export const e4m3fn = eight(3, 7, 0x7e);
const e5m2Finite = eight(2, 15, 0x7c);
export const e5m2 = {
  ...e5m2Finite,
  from: (byte: number) =>
    (byte & 0x7f) === 0x7c
      ? (byte & 0x80 ? -1 : 1) * Number.POSITIVE_INFINITY
      : e5m2Finite.from(byte),
};
