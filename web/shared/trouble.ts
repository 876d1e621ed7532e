// What a reader sees where something did not come: a sentence, and a button that tries once more.

import { element } from "./element";
import { type Language, languageOf, say } from "./language";
import type { Trouble } from "./scripts";

const WORDS = {
  en: {
    failed:
      "{file} did not arrive, though it was asked for several times: the network or the server" +
      " failed, or an extension of the browser holds the file back. What needs it is missing here.",
    slow:
      "{file} has not arrived for 20 seconds: the network may be slow. What needs it is missing" +
      " here until it comes.",
    broken: "What belongs here could not be started: {reason}",
    refused:
      "The scripts of this page do not run in this browser, which may be too old for them. The" +
      " text is whole; a present-day Chrome, Edge, Firefox or Safari shows the rest as well.",
    again: "Try once more",
    reload: "Load the page again",
  },
  zh: {
    failed:
      "{file} 请求了几次都没有收到：网络或服务器出了问题，或者文件被浏览器的扩展程序拦住了。" +
      "所以这里少了要用到它的内容。",
    slow: "{file} 等了 20 秒还没有收到，网络可能很慢。它到来之前，这里少了要用到它的内容。",
    broken: "这里的内容没能启动：{reason}",
    refused:
      "本页的脚本在这个浏览器里无法运行，浏览器可能太旧。正文是完整的；" +
      "换用近年的 Chrome、Edge、Firefox 或 Safari，其余内容也能看到。",
    again: "再试一次",
    reload: "重新载入本页",
  },
} satisfies Record<Language, Record<string, string>>;

const words = () => WORDS[languageOf(document.documentElement.lang)];

/** Say that a file has not come, in the places that wait for it; the button asks for it again. */
export function tellMissing(
  places: Element[],
  trouble: Trouble,
  file: string,
  again: () => void,
): void {
  const act = () => {
    clearTrouble(places);
    again();
  };
  tell(places, say(words()[trouble], { file }), words().again, act);
}

/** Say that something stopped with an error; the button loads the page again. */
export function tellBroken(place: Element, reason: string): void {
  tell([place], say(words().broken, { reason }), words().reload, () => location.reload());
}

/** Say that this browser does not run what the page brought. */
export function tellRefused(places: Element[]): void {
  tell(places, words().refused, words().reload, () => location.reload());
}

/** Take back what was said in some places. */
export function clearTrouble(places: Element[]): void {
  for (const place of places) place.querySelector(":scope > .trouble")?.remove();
}

/** Say something before all else in some places, in place of what was said before; aloud once. */
function tell(places: Element[], sentence: string, button: string, onclick: () => void): void {
  clearTrouble(places);
  for (const [i, place] of places.entries()) {
    place.prepend(
      element(
        "div",
        { class: "trouble", role: i ? undefined : "alert" },
        element("p", {}, sentence),
        element("button", { type: "button", onclick }, button),
      ),
    );
  }
}
