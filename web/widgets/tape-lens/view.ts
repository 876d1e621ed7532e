// What a reader of TapeLens sees: the buttons, the tape, what the line does, the memory below.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { frame } from "../shared/frame";
import { fixed, whole } from "../shared/numbers";
import { tapeList } from "./list";
import { describe } from "./operations";
import { account, callOf, sequel } from "./panel";
import type { Reel } from "./state";
import { memoryStrip } from "./strip";
import type { TapeWords } from "./words";

export function tapeView(place: HTMLElement, words: TapeWords) {
  const { controls, picture, readout, refuse, announce } = frame(place, "tape-lens", words);
  const button = (name: string, kind?: string) =>
    element("button", { type: "button", class: kind, disabled: true }, name);
  const back = button(words.back);
  const on = button(words.forward, "livenet-main");
  const buttons = element("div", { class: "livenet-tape-buttons" }, back, on, controls);
  picture.append(buttons);

  return {
    controls,
    refuse,

    /** Say that the tape is being executed. */
    wait: () => readout.replaceChildren(words.opening),

    /** Show a step once it is known: `show` the line that is looked at, and what ends it. */
    open(reel: Reel) {
      const list = tapeList(reel, words);
      const strip = memoryStrip(reel, words);
      const panel = element("div", {
        class: "livenet-tape-panel",
        role: "region",
        tabindex: 0,
        "aria-label": words.panel,
      });
      const foot = element("div", { class: "livenet-tape-foot" });
      // What is cut at the foot of the panel is told there.
      const more = element("p", { class: "livenet-tape-more", "aria-hidden": "true" }, words.more);
      const cut = () => {
        more.hidden = panel.scrollTop + panel.clientHeight >= panel.scrollHeight - 2;
      };
      panel.addEventListener("scroll", cut);
      picture.replaceChildren(
        buttons,
        element(
          "div",
          { class: "livenet-tape-halves" },
          element("div", { class: "livenet-tape-half" }, panel, more, foot),
          list.root,
        ),
        strip.root,
        element("p", { class: "livenet-tape-differs" }, words.differs),
      );
      back.addEventListener("click", () => reel.advance(-1));
      on.addEventListener("click", () => reel.advance(1));

      const show = () => {
        const { at, line, lines } = reel;
        const pressed = document.activeElement;
        const within = pressed !== panel && (panel.contains(pressed) || foot.contains(pressed));
        panel.replaceChildren(...account(reel, words));
        foot.replaceChildren(...sequel(reel, words));
        panel.scrollTop = 0;
        cut();
        if (within) panel.focus({ preventScroll: true }); // what was pressed is gone
        list.mark();
        strip.draw();
        back.disabled = at === 0;
        on.disabled = at === lines.length - 1;
        const part = words.parts[line.part];
        const figures: [string, string][] = [
          [say(words.at, { line: at + 1, count: lines.length }), part],
          [words.loss, reel.hasLoss(at) ? fixed(reel.loss, 4) : "–"],
          [words.living, whole(reel.layout.living(at))],
        ];
        readout.replaceChildren(
          ...figures.map(([name, text]) => element("span", {}, `${name} `, element("b", {}, text))),
        );
        announce(
          say(words.announced, {
            line: at + 1,
            op: callOf(reel, words),
            part,
            does: describe(line.op),
          }),
        );
      };
      return { show, remove: strip.remove };
    },
  };
}
