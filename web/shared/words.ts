// What the parts of ipywidgets' controls are called, in the reader's language.

import { type Language, language } from "./language";

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

export const words = (spoken: Language = language()): Words => WORDS[spoken];
