// A font of formulas that did not come comes once more within a stylesheet: so it does in a
// sandboxed frame too, where a font by itself is refused unless the host allows it to all.

export function mendFonts(): void {
  const sheet = document.querySelector<HTMLLinkElement>('link[href*="katex.min.css"]');
  if (!sheet) return;
  const asked = new Set<string>();
  const mend = (face: FontFace) => {
    const name = nameOf(face);
    if (!name.startsWith("KaTeX_") || asked.has(name)) return;
    asked.add(name);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`fonts/${name}.css`, sheet.href).href;
    document.head.append(link);
  };
  document.fonts.addEventListener("loadingerror", ({ fontfaces }) => fontfaces.forEach(mend));
  for (const face of document.fonts) if (face.status === "error") mend(face);
}

/** The file that a face of KaTeX's is in: scripts/katex.mjs writes it. */
function nameOf({ family, weight, style }: FontFace): string {
  const bold = weight === "bold" || weight === "700" ? "Bold" : "";
  const italic = style === "italic" ? "Italic" : "";
  return `${family.replace(/["']/g, "")}-${bold + italic || "Regular"}`;
}
