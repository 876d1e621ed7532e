// How an instrument writes numbers: with the digits that mean something, and a real minus sign.

const MINUS = "−";

/** A number with so many digits after the point; NaN and infinity in PyTorch's words. */
export function fixed(value: number, digits = 2): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : `${MINUS}inf`;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A signed value: + or − before it. */
export function signed(value: number, digits = 3): string {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** So many significant digits, in powers of ten where that is shorter. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return fixed(value);
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  const text =
    size < -4 || size > 6
      ? Math.abs(value)
          .toExponential(digits - 1)
          .replace("e-", "e−")
          .replace("e+", "e")
      : String(Number(Math.abs(value).toPrecision(digits)));
  return value < 0 ? MINUS + text : text;
}

/** A share of 1 in per cent. */
export function percent(share: number, digits = 1): string {
  return `${fixed(100 * share, digits)}%`;
}

/** A whole number with its thousands set apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US").replace("-", MINUS);
}
