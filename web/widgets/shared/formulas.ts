// Formulas in an instrument: MathML that the build made of a file formulas.tex.

/** Put formulas into a place, with numbers for those of their letters that stand for one. */
export function showFormulas(
  place: HTMLElement,
  mathml: string[],
  numbers: Record<string, number> = {},
): void {
  place.innerHTML = mathml
    .join("")
    .replace(/<mi>(\w)<\/mi>/g, (whole, letter: string) =>
      letter in numbers ? `<mn>${numbers[letter]}</mn>` : whole,
    );
}
