// What each operation computes, in a sentence: PyTorch's own, those of the optimizers, and `copy_`.

import { type Language, language } from "../../shared/language";

type Said = Record<Language, string>;

const VIEW: Said = {
  en: "The same numbers under another shape: nothing is computed, nothing is moved.",
  zh: "同样的数，换一种形状：什么也不算，什么也不搬。",
};

const WORDS: Record<string, Said> = {
  t: {
    en: "Transposed: rows become columns. The numbers stay where they are; they are only read in another order.",
    zh: "转置：行变成列。数留在原处，只是换个次序读。",
  },
  view: VIEW,
  transpose: VIEW,
  permute: VIEW,
  unsqueeze: VIEW,
  squeeze: VIEW,
  expand: {
    en: "As if copied along a dimension: the same numbers are read again and again.",
    zh: "好像沿一个维度复制了几份：其实是同样的数反复读。",
  },
  as_strided: VIEW,
  addmm: {
    en: "Matrix product of mat1 and mat2, with self, the bias, added to each row.",
    zh: "mat1 与 mat2 的矩阵乘积，每一行再加上 self，也就是偏置。",
  },
  mm: { en: "Matrix product of self and mat2.", zh: "self 与 mat2 的矩阵乘积。" },
  convolution: {
    en: "Each kernel of weight goes over the input: products, their sum, and bias.",
    zh: "weight 的每个卷积核在输入上滑过：逐项相乘，求和，再加 bias。",
  },
  relu: { en: "Negative numbers become 0, the others stay.", zh: "负数变成 0，其余不变。" },
  tanh: { en: "The hyperbolic tangent of each number.", zh: "每个数的双曲正切。" },
  sigmoid: { en: "1 / (1 + e⁻ˣ) of each number.", zh: "对每个数算 1 / (1 + e⁻ˣ)。" },
  max_pool2d_with_indices: {
    en: "The largest number of each window, and where it was: the way back will ask.",
    zh: "每个窗口里最大的数，以及它在哪里：反向传播时要用。",
  },
  avg_pool2d: { en: "The mean of each window.", zh: "每个窗口的平均。" },
  _log_softmax: {
    en: "The logarithm of softmax: of each row, the logarithms of its probabilities.",
    zh: "softmax 的对数：每一行的各个概率取对数。",
  },
  nll_loss_forward: {
    en: "Of each row the number of the right class, with the sign turned; their mean is the loss.",
    zh: "每一行取正确类别的那个数，变号；它们的平均就是损失。",
  },
  mse_loss: {
    en: "The mean of the squared differences of self and target: the loss.",
    zh: "self 与 target 之差的平方的平均，也就是损失。",
  },
  ones_like: {
    en: "A 1: the derivative of the loss with respect to itself. Here backpropagation begins.",
    zh: "一个 1：损失对它自己的导数。反向传播从这里开始。",
  },
  nll_loss_backward: {
    en: "The gradient is −1/N where the right class stands, and 0 elsewhere.",
    zh: "正确类别的位置上梯度是 −1/N，别处是 0。",
  },
  mse_loss_backward: {
    en: "Twice the difference of self and target, over how many there are.",
    zh: "self 与 target 之差的两倍，除以个数。",
  },
  _log_softmax_backward_data: {
    en: "The gradient of the scores: the probabilities, less 1 at the right class, over N.",
    zh: "得分的梯度：概率，正确类别处减 1，再除以 N。",
  },
  threshold_backward: {
    en: "ReLU's way back: the gradient passes where the result was above 0, and is 0 elsewhere.",
    zh: "ReLU 往回走：结果大于 0 的地方梯度通过，别处是 0。",
  },
  tanh_backward: {
    en: "The gradient times 1 − y², y being the result.",
    zh: "梯度乘以 1 − y²，y 是前向的结果。",
  },
  sigmoid_backward: {
    en: "The gradient times y(1 − y), y being the result.",
    zh: "梯度乘以 y(1 − y)，y 是前向的结果。",
  },
  max_pool2d_with_indices_backward: {
    en: "Each gradient goes to the number that was the largest of its window; the others get 0.",
    zh: "每份梯度交给窗口里最大的那个数，其余的得 0。",
  },
  avg_pool2d_backward: {
    en: "Each gradient is divided evenly among the numbers of its window.",
    zh: "每份梯度平分给窗口里的各个数。",
  },
  convolution_backward: {
    en: "The gradients of input, weight and bias at once, as far as they are wanted.",
    zh: "一次给出输入、weight 和 bias 的梯度，不要的不算。",
  },
  sum: {
    en: "The sum along a dimension: a bias is added to every sample, so its gradient is the sum over all.",
    zh: "沿一个维度求和：偏置加到了每个样本上，所以它的梯度是各个样本的梯度之和。",
  },
  add: { en: "The sum of the two.", zh: "两者之和。" },
  mul: { en: "The product of the two, number by number.", zh: "两者逐个相乘。" },
  copy_: {
    en: "A buffer takes its next value, in its own place.",
    zh: "缓冲区原地换成下一步的值。",
  },
  SGD: {
    en: "The parameter, less the learning rate times its gradient, in its own place: the old numbers are gone.",
    zh: "参数减去学习率与梯度的乘积，原地写回：旧的数没有了。",
  },
  RMSprop: {
    en: "The parameter moves against its gradient, divided by the root of the exponentially weighted average of its squares, in its own place.",
    zh: "参数逆着梯度走，步子除以梯度平方的指数加权平均的平方根，写回原处。",
  },
  Adam: {
    en: "The parameter moves against the exponentially weighted average of its gradient, divided by the root of that of its squares, in its own place.",
    zh: "参数逆着梯度的指数加权平均走，步子除以梯度平方的指数加权平均的平方根，写回原处。",
  },
};
WORDS.AdamW = WORDS.Adam;

const UNKNOWN: Said = {
  en: "PyTorch's documentation tells what this operation computes.",
  zh: "这个运算算什么，见 PyTorch 的文档。",
};

/** Whether an operation has a sentence of its own. */
export const isKnown = (op: string) => Object.hasOwn(WORDS, op);

export const describe = (op: string): string => (isKnown(op) ? WORDS[op] : UNKNOWN)[language()];
