// What TrainLab says of mistakes: each by its name, and what is wrong in a sentence.

import { language } from "../../shared/language";
import type { Mistake } from "./mistake-names";

const WORDS = {
  en: {
    group: "Mistakes",
    try: "Press Run. Then press a mistake to make it, again to mend it, and run anew.",
    notice: [
      "No mistake raises an error. With some the loss stays at 2.30, that of a guess; the kernels then tell them apart: without a step they stay as they were.",
      "With softmax twice the loss stops far above 0, though most digits are read rightly.",
      "With few digits the loss is the lowest of all, and the accuracy is not the highest: the digits are known by heart.",
    ] as [string, string, string],
    asked:
      "One of these is made, and not told. Run, look at the curves, then press the one that you suspect.",
    hide: "Break it for me",
    tell: "Tell me",
    healthy: "No mistake is made.",
    secret: "a mistake, not told",
    hidden: "# The script is shown once you have found the mistake.",
    right: "Yes. {what} Press it again to mend it, and run.",
    wrong:
      "No, not that one. Make it another time by itself and compare; now look at the curves again.",
    told: "It was: {name}. {what} Press it again to mend it, and run.",
    nan: "Diverged: the loss was {loss} at step {step}. Take a mistake back, and run again; the curves stay.",
    names: {
      zero_grad: "no zero_grad",
      step: "no step",
      rate: "rate × 10",
      softmax: "softmax twice",
      labels: "labels shuffled",
      order: "digits sorted",
      zeros: "weights all 0",
      few: "few digits",
    } as Record<Mistake, string>,
    what: {
      zero_grad: "Gradients are never cleared: each step obeys the sum of all so far.",
      step: "optimizer.step() is never called: no weight moves.",
      rate: "The learning rate is ten times the one shown.",
      softmax: "The loss is given probabilities, and takes their softmax once more.",
      labels: "The labels were shuffled among the digits: there is nothing to learn.",
      order: "The digits come sorted, all 0s first, and are never shuffled.",
      zeros: "Every weight and bias begins at 0.",
      few: "It trains on {few} digits in place of {all}, and takes as many steps.",
    } as Record<Mistake, string>,
  },
  zh: {
    group: "错误",
    try: "按“运行”。再按一个错误来犯它，再按一下就改好，然后重新运行：每次都从同样的权重出发。",
    notice: [
      "没有一个错误会报错。有几个让损失停在 2.30，和瞎猜一样；这时看卷积核就能分清：没有 step，它们一动不动。",
      "做了两次 softmax，损失停在远高于 0 的地方，虽然大多数数字都读对了。",
      "数字太少，损失比谁都低，准确率却不是最高：它把这些数字背了下来。",
    ] as [string, string, string],
    asked: "这里面有一个错误已经犯了，但不说是哪一个。运行，看曲线，再按你怀疑的那一个。",
    hide: "替我弄坏它",
    tell: "告诉我",
    healthy: "现在没有犯错。",
    secret: "一个没说出来的错误",
    hidden: "# 找出错误以后，这里显示脚本。",
    right: "对。{what}再按它一下就改好了，然后运行。",
    wrong: "不对，不是这一个。下次单独犯这个错，比一比；现在再看看曲线。",
    told: "是这一个：{name}。{what}再按它一下就改好了，然后运行。",
    nan: "发散了：第 {step} 步的损失是 {loss}。改掉一个错误，再运行；曲线都留着。",
    names: {
      zero_grad: "没有 zero_grad",
      step: "没有 step",
      rate: "学习率 × 10",
      softmax: "两次 softmax",
      labels: "标签打乱",
      order: "数字排序",
      zeros: "权重全 0",
      few: "数字太少",
    } as Record<Mistake, string>,
    what: {
      zero_grad: "梯度从不清零：每一步都听从至今为止全部梯度之和。",
      step: "从不调用 optimizer.step()：权重都不动。",
      rate: "真正用的学习率是显示的十倍。",
      softmax: "损失函数拿到的是概率，又对它们做了一次 softmax。",
      labels: "标签在数字之间打乱了：没有什么可学的。",
      order: "数字按标签排好了序，先是所有的 0，而且从不打乱。",
      zeros: "每个权重和偏置都从 0 开始。",
      few: "只用 {few} 个数字训练，而不是 {all} 个，走的步数一样多。",
    } as Record<Mistake, string>,
  },
};

export type MistakeWords = (typeof WORDS)["en"];

export const mistakeWords = (): MistakeWords => WORDS[language()];
