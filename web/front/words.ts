// What the first pages say while a network learns to read on them.

import { type Language, languageOf } from "../shared/language";

const WORDS = {
  en: {
    before:
      "Forty handwritten digits, and under each what a network reads in it that has learnt nothing yet.",
    learning:
      "Forty handwritten digits, and under each what the network reads in it at this moment.",
    after:
      "Forty handwritten digits, and under each what the network reads in it now. It has learnt from {train} other digits and never from these.",
    train: "Let it learn",
    pause: "Pause",
    resume: "Go on",
    again: "Start over",
    next: "How it learns: chapter 1",
    opening: "Getting the network ready …",
    score: "of {count} test digits read right, step {step} of {steps}",
    grid: "{right} of these {shown} digits are read right.",
    done: "After {steps} steps the network reads {share} of {count} test digits right.",
    wrong: "wrong",
    sheet: "A sheet to write a digit on",
    write: "Write one yourself",
    reads: "It reads {digit}, {share} sure.",
    untrained: "It reads {digit}, but it has not learnt yet.",
    clear: "Clear",
    help: "Mouse, finger or keys: the arrows move the pen, the space bar puts it down and lifts it.",
    proof:
      "This is LeNet. It trains here, in your browser, by the very operations that PyTorch does, and its numbers are PyTorch's.",
    broken: "The network could not be trained here: {reason}",
    missing: "The digits did not arrive. Load the page once more.",
  },
  zh: {
    before: "这里有四十个手写数字，底下写着网络把它们读成什么。这个网络还什么都没有学过。",
    learning: "这里有四十个手写数字，底下写着网络此刻把它们读成什么。",
    after:
      "这里有四十个手写数字，底下写着网络现在把它们读成什么。它学过另外 {train} 个数字，这四十个一次也没有学过。",
    train: "让它学",
    pause: "暂停",
    resume: "继续",
    again: "从头再来",
    next: "它是怎样学会的：第 1 章",
    opening: "正在准备网络……",
    score: "的测试数字读对了，测了 {count} 个；第 {step}/{steps} 步",
    grid: "这 {shown} 个数字里，读对了 {right} 个。",
    done: "学完 {steps} 步，网络在 {count} 个测试数字上读对了 {share}。",
    wrong: "读错了",
    sheet: "写数字的纸",
    write: "你来写一个",
    reads: "它读作 {digit}，把握 {share}。",
    untrained: "它读作 {digit}，不过它还没有学过。",
    clear: "擦掉",
    help: "可以用鼠标、手指或键盘写：方向键移动笔，空格键落笔、抬笔。",
    proof:
      "这是 LeNet。它就在你的浏览器里训练：每一步做的运算与 PyTorch 相同，算出的数值也与 PyTorch 一致。",
    broken: "网络没能在这里训练：{reason}",
    missing: "数字没有送到，请重新载入这一页。",
  },
};

export type FrontWords = (typeof WORDS)["en"];

/** In an edition its language; on the page where a reader chooses one, the browser's. */
export function frontWords(place: HTMLElement): { words: FrontWords; spoken: Language } {
  const tag = place.dataset.language === "browser" ? navigator.language : undefined;
  const spoken = languageOf(tag ?? document.documentElement.lang);
  return { words: WORDS[spoken], spoken };
}
