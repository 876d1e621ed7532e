// Ten bars, one for the probability of each digit, the highest marked.

import { element } from "../../shared/element";
import { percent } from "../shared/numbers";
import { largest } from "./reading";
import type { DrawWords } from "./words";

export function bars(words: DrawWords) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = element("span", { class: "livenet-bar" });
    const share = element("span", { class: "livenet-share" }, "–");
    const name = element("span", {}, `${digit}`);
    const root = element("li", {}, name, element("span", {}, bar), share);
    return { root, bar, share };
  });
  const root = element(
    "ul",
    { class: "livenet-bars", role: "list", "aria-label": words.probabilities },
    ...rows.map((row) => row.root),
  );
  return {
    root,
    draw(shares: number[] | null) {
      const best = shares && largest(shares);
      for (const [digit, { root, bar, share }] of rows.entries()) {
        bar.style.width = `${100 * (shares?.[digit] ?? 0)}%`;
        share.textContent = shares ? percent(shares[digit]) : "–";
        if (digit === best) root.setAttribute("aria-current", "true");
        else root.removeAttribute("aria-current");
      }
    },
  };
}
