// What the host itself says, in the page's language.

const WORDS = {
  en: {
    slider: "slider",
    ends: ["from", "to"],
    progress: "progress",
    field: "field",
    value: "value",
    play: "play",
    pause: "pause",
    stop: "stop",
    repeat: "repeat",
  },
  zh: {
    slider: "滑块",
    ends: ["从", "到"],
    progress: "进度",
    field: "输入框",
    value: "数值",
    play: "播放",
    pause: "暂停",
    stop: "停止",
    repeat: "循环",
  },
};

export type Words = (typeof WORDS)["en"];

/** The words for a language tag; English for one that we do not speak. */
export function words(language = document.documentElement.lang): Words {
  return language.toLowerCase().startsWith("zh") ? WORDS.zh : WORDS.en;
}
