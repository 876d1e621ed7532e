// What LossLens says.

import { language } from "../../shared/language";

const WORDS = {
  en: {
    title: "LossLens: scores and losses",
    try: "Press “Wrong and sure” and compare the two rings: the gradients at the target's score. Then drag them to the right until both losses pull.",
    notice: [
      "Wrong and sure: cross-entropy pulls the target up with a gradient of nearly −1, and the gradient of MSE is nearly 0. Every gradient of MSE has a factor p, and the target's p is nearly 0: that is saturation.",
      "Right and sure: both gradients are nearly 0, as they should be. MSE gives the two cases almost the same gradient; cross-entropy tells them apart.",
      "Undecided, all scores alike: the gradient of cross-entropy is probability minus one-hot, −0.9 and 0.1; that of MSE is a fifth of it.",
    ] as [string, string, string],
    target: "target digit",
    right: "Right and sure",
    wrong: "Wrong and sure",
    undecided: "Undecided",
    table: "Scores, probabilities and gradients of each digit",
    digit: "digit",
    score: "score z",
    probability: "probability p",
    onehot: "one-hot t",
    marked: "{k}, the target",
    crossEntropy: "cross-entropy",
    crossEntropyGradient: "gradient of cross-entropy",
    squared: "MSE",
    squaredGradient: "gradient of MSE",
    slider: "score of {k}",
    typed: "score of {k}, typed",
    hand: "score of the target {k}, on the curve",
    curve:
      "The gradient at the target's score while that score goes from {low} to {high} and the others stay: cross-entropy starts near −1 and rises to 0; MSE is near 0 at both ends and dips between. Now, at {z}: cross-entropy {crossEntropy}, MSE {squared}.",
    axis: "score of {k}, the target",
    gradient: "gradient at the target's score",
    which:
      "MSE is that of the softmax p against one-hot, summed over the ten digits, as in the figure above: {code}. nn.MSELoss() takes the mean, a tenth of it.",
    summary:
      "cross-entropy {crossEntropy}, MSE {squared}; gradient at the target: cross-entropy {a}, MSE {b}",
    bad: "A score must be a number from −1000 to 1000. Type another, such as 2.5; the score stays {z} until then.",
  },
  zh: {
    title: "损失透镜（LossLens）：得分与损失",
    try: "按“错而有把握”，比较曲线上的两个圆环，那是目标得分的两个梯度；再把圆环往右拖，直到两种损失都拉得动它。",
    notice: [
      "错而有把握：交叉熵在目标上的梯度接近 −1，用力把它往上拉；MSE 的梯度接近 0。MSE 的每个梯度里都有因子 p，而目标的 p 接近 0，这就是饱和。",
      "对而有把握：两个梯度都接近 0，本该如此。MSE 在对、错两种情形下给出的梯度几乎一样，交叉熵则分得清。",
      "犹豫不决，得分全都相等：交叉熵的梯度就是概率减独热，−0.9 和 0.1；MSE 的梯度只有它的五分之一。",
    ] as [string, string, string],
    target: "目标数字",
    right: "对而有把握",
    wrong: "错而有把握",
    undecided: "犹豫不决",
    table: "每个数字的得分、概率和梯度",
    digit: "数字",
    score: "得分 z",
    probability: "概率 p",
    onehot: "独热 t",
    marked: "{k}，目标",
    crossEntropy: "交叉熵",
    crossEntropyGradient: "交叉熵的梯度",
    squared: "MSE",
    squaredGradient: "MSE 的梯度",
    slider: "{k} 的得分",
    typed: "{k} 的得分，键入",
    hand: "目标 {k} 的得分，在曲线上",
    curve:
      "目标的得分从 {low} 走到 {high}，其余不动时，它的梯度：交叉熵从 −1 附近升到 0；MSE 两端接近 0，只在中间下陷。现在得分是 {z}：交叉熵 {crossEntropy}，MSE {squared}。",
    axis: "目标 {k} 的得分",
    gradient: "目标得分的梯度",
    which:
      "这里的 MSE 与上图相同，是 softmax 之后的 p 与独热之差的平方，十个数字相加：{code}。nn.MSELoss() 取平均，是它的十分之一。",
    summary: "交叉熵 {crossEntropy}，MSE {squared}；目标上的梯度：交叉熵 {a}，MSE {b}",
    bad: "得分必须是 −1000 到 1000 的数。请换一个，例如 2.5；在那之前得分仍是 {z}。",
  },
};

export type LossWords = (typeof WORDS)["en"];

export const readersWords = (): LossWords => WORDS[language()];
