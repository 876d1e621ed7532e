// A file of formulas as scripts/widgets.mjs bundles it: by name, MathML of each formula of a line.

declare module "*.tex" {
  const formulas: Record<string, string[]>;
  export default formulas;
}

declare module "*.tex?raw" {
  const text: string;
  export default text;
}
