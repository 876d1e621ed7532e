// What TrainLab says.

import type { EngineError } from "../../engine";
import { language, say } from "../../shared/language";

const WORDS = {
  en: {
    title: "TrainLab: train the network here",
    try: "Press Run. Then drag the learning rate or choose another optimizer and run again: each run starts from the same weights and sees the same digits.",
    notice: [
      "For each optimizer the accuracy rises with the learning rate and then collapses; Adam's summit lies far to the left of SGD's.",
      "With momentum 0.9 steps add up to about ten times their size, so it wants a smaller learning rate than SGD.",
      "Without zero_grad every step still obeys all the old gradients: it is momentum that forgets nothing.",
    ] as [string, string, string],
    learning_rate: "learning rate",
    optimizer: "optimizer",
    batch_size: "batch size",
    momentum: "momentum",
    zero_grad: "call optimizer.zero_grad()",
    run: "Run",
    pause: "Pause",
    step: "One step",
    reset: "Start over",
    forget: "Clear earlier runs",
    opening: "Getting the network ready …",
    loss: "loss",
    accuracy: "test accuracy",
    at: "step",
    epoch: "epoch",
    speed: "digits a second",
    cores: "cores at work",
    whole: "(this network's batches cannot be computed in parts)",
    computing: "a step: computing",
    exchanging: "exchanging",
    milliseconds: "ms",
    rate: "rate",
    batch: "batch",
    runs: "Runs, newest first",
    without: "no zero_grad",
    kernels: "The kernels of {name} as they are now",
    kernel: "kernel {n} of {name}",
    lossCurve: "Loss at each step, one line for each run; the table below has the numbers.",
    accuracyCurve: "Test accuracy, one line for each run; the table below has the numbers.",
    summary: "step {step}, loss {loss}, test accuracy {accuracy}",
    done: "Paused after {epochs} epochs; Run goes on.",
    nan: "Diverged: the loss was {loss} at step {step}. The steps were too large, and no later step can mend it. Try a learning rate of {lr}; the curves stay.",
    dead: "Diverged: from step {step} on the loss was above that of a guess, and it did not come back. Try a learning rate of {lr}; the curves stay.",
    forgotten:
      "Diverged at step {step}: without zero_grad the old gradients pile up. Switch it on again, or try a learning rate of {lr}.",
    python: "The same in PyTorch",
    copy: "Copy",
    copied: "Copied",
    uncopied: "Select the text and copy it: this browser does not let a page do it.",
    link: "Copy a link with these settings",
    broken: "The network cannot be trained here: {reason}",
    errors: {
      lr: "The learning rate must be a number of at least 0; {value} is not. Type another, such as 0.03.",
      batch:
        "The batch size must be a whole number from 1 to {most}; {value} is not. Type another, such as 32.",
      momentum:
        "The momentum must be a number from 0 on; {value} is not. Type another, such as 0.9.",
      nesterov: "Nesterov needs a momentum above 0. Type another, such as 0.9.",
      shard:
        "One of the workers that share the batches has stopped. Nothing is lost: press Run, and training goes on from here.",
    } as Record<string, string>,
  },
  zh: {
    title: "训练台（TrainLab）：就在这里训练网络",
    try: "按“运行”。再拖动学习率或换一个优化器，重新运行：每次都从同样的权重出发，看同样的数字。",
    notice: [
      "每种优化器的准确率先随学习率上升，再垮掉；Adam 的最高点比 SGD 的靠左得多。",
      "动量 0.9 的步子累积到大约十倍，所以它要的学习率比 SGD 小。",
      "不调用 zero_grad，每一步都还听从全部旧梯度：这就是什么都不忘的动量。",
    ] as [string, string, string],
    learning_rate: "学习率",
    optimizer: "优化器",
    batch_size: "批量大小",
    momentum: "动量",
    zero_grad: "调用 optimizer.zero_grad()",
    run: "运行",
    pause: "暂停",
    step: "走一步",
    reset: "从头开始",
    forget: "清除以前的运行",
    opening: "正在准备网络……",
    loss: "损失",
    accuracy: "测试准确率",
    at: "步",
    epoch: "轮",
    speed: "个数字每秒",
    cores: "用几个核",
    whole: "（这个网络的批量不能拆开来算）",
    computing: "每步：计算",
    exchanging: "交换",
    milliseconds: "毫秒",
    rate: "学习率",
    batch: "批量大小",
    runs: "各次运行，最近的在前",
    without: "没有 zero_grad",
    kernels: "{name} 的卷积核现在的样子",
    kernel: "{name} 的第 {n} 个卷积核",
    lossCurve: "每一步的损失，每次运行一条线；数值在下面的表里。",
    accuracyCurve: "测试准确率，每次运行一条线；数值在下面的表里。",
    summary: "第 {step} 步，损失 {loss}，测试准确率 {accuracy}",
    done: "{epochs} 轮之后暂停；按“运行”继续。",
    nan: "发散了：第 {step} 步的损失是 {loss}。步子太大，之后哪一步也救不回来。试试学习率 {lr}；曲线都留着。",
    dead: "发散了：从第 {step} 步起，损失比瞎猜的还高，而且没有再降下来。试试学习率 {lr}；曲线都留着。",
    forgotten: "第 {step} 步发散了：没有 zero_grad，旧梯度越积越多。把它打开，或试试学习率 {lr}。",
    python: "同样的训练，用 PyTorch 写",
    copy: "复制",
    copied: "已复制",
    uncopied: "请选中文字自己复制：这个浏览器不让网页代劳。",
    link: "复制带有这些设置的链接",
    broken: "这个网络不能在这里训练：{reason}",
    errors: {
      lr: "学习率必须是不小于 0 的数，{value} 不是。请换一个，例如 0.03。",
      batch: "批量大小必须是 1 到 {most} 的整数，{value} 不是。请换一个，例如 32。",
      momentum: "动量必须是不小于 0 的数，{value} 不是。请换一个，例如 0.9。",
      nesterov: "Nesterov 需要大于 0 的动量。请换一个，例如 0.9。",
      shard: "分担批量的工作线程有一个停了。什么也没有丢：再按“运行”，训练从这里继续。",
    } as Record<string, string>,
  },
};

export type TrainWords = (typeof WORDS)["en"];

export const readersWords = (): TrainWords => WORDS[language()];

/** An error of the engine in the reader's language; what has no translation is said in English. */
export function refusal(words: TrainWords, error: EngineError): string {
  const sentence = words.errors[error.code];
  return sentence ? say(sentence, error.params) : say(words.broken, { reason: error.message });
}
