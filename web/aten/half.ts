// The two floating dtypes of 16 bits, as words; rounding is to nearest, halves to even.

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
