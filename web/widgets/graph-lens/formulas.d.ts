// formulas.tex, as scripts/widgets.mjs bundles it: MathML of each node's formulas.

declare module "*.tex" {
  const formulas: Record<string, string[]>;
  export default formulas;
}

declare module "*.tex?raw" {
  const text: string;
  export default text;
}
