// The nodes of autograd in words: what the operation is, and what its node does with a gradient.

import { language, say } from "../../shared/language";

type Entry = [en: string, zh: string, doesEn: string, doesZh: string];

const THROUGH: [string, string] = [
  "It changes no number, only where each one stands: the gradient goes back to the old places.",
  "它不改变任何数，只改变它们的位置：梯度放回原来的位置。",
];
const ELEMENTWISE: [string, string] = [
  "Each element of the gradient is multiplied by the derivative at that element.",
  "梯度的每个元素，乘以这个元素处的导数。",
];
const LOSS: [string, string] = [
  "A loss: it hands out the first gradient that depends on the answer.",
  "损失函数：第一个与答案有关的梯度由它发出。",
];
const NORMAL: [string, string] = [
  "The mean and the deviation depend on all elements, so each element's gradient depends on all.",
  "均值和标准差与全部元素有关，所以每个元素的梯度也与全部元素有关。",
];
const PICKED: [string, string] = [
  "The gradient goes back to the elements that were taken; the others get zero.",
  "梯度回到取出的元素，其余的得零。",
];
const LARGEST: [string, string] = [
  "Only the element that won gets the gradient; the others get zero.",
  "只有胜出的元素得到梯度，其余的得零。",
];

// By the name without "Backward" and its number, or by the whole name where the number matters.
const NODES: Record<string, Entry> = {
  AccumulateGrad: [
    "end of the way",
    "路的终点",
    "It adds what arrives to the .grad of its leaf; nothing leaves.",
    "它把到达的梯度加到叶子的 .grad 上，不再往外送。",
  ],
  Add: [
    "addition",
    "加法",
    "It hands the gradient on to both operands as it is.",
    "它把梯度原样送给两个运算数。",
  ],
  Sub: [
    "subtraction",
    "减法",
    "The first operand gets the gradient, the second its negative.",
    "第一个运算数得到梯度本身，第二个得到它的相反数。",
  ],
  RsubBackward1: [
    "subtraction from a number",
    "用一个数减",
    "The gradient changes its sign.",
    "梯度变号。",
  ],
  Mul: [
    "multiplication",
    "乘法",
    "Each operand gets the gradient times the other operand; that is why both were saved.",
    "每个运算数得到梯度乘以另一个运算数，所以两个都要保存。",
  ],
  Div: ["division", "除法", ...ELEMENTWISE],
  DivBackward1: ["division by a number", "除以一个数", ...ELEMENTWISE],
  Neg: ["negation", "取负", "The gradient changes its sign.", "梯度变号。"],
  Pow: ["power", "幂", ...ELEMENTWISE],
  Exp: ["exponential", "指数", "The derivative is the result itself.", "导数就是结果本身。"],
  Expm1: ["exponential minus 1", "指数减 1", ...ELEMENTWISE],
  Log: ["logarithm", "对数", ...ELEMENTWISE],
  Log2: ["logarithm to base 2", "以 2 为底的对数", ...ELEMENTWISE],
  Log1P: ["logarithm of 1 + a", "1 + a 的对数", ...ELEMENTWISE],
  Sqrt: ["square root", "平方根", ...ELEMENTWISE],
  Rsqrt: ["reciprocal of the square root", "平方根的倒数", ...ELEMENTWISE],
  Reciprocal: ["reciprocal", "倒数", ...ELEMENTWISE],
  Abs: ["absolute value", "绝对值", ...ELEMENTWISE],
  Sin: ["sine", "正弦", ...ELEMENTWISE],
  Cos: ["cosine", "余弦", ...ELEMENTWISE],
  Clamp: [
    "clamping",
    "截断",
    "The gradient passes where the value was within the bounds, and stops elsewhere.",
    "值在界限之内的地方梯度通过，其余的地方停住。",
  ],
  Where: [
    "choice",
    "按条件选择",
    "Where the condition held, the first operand gets the gradient, elsewhere the second.",
    "条件成立的地方，梯度给第一个运算数，其余的给第二个。",
  ],
  MaskedFill: [
    "masked filling",
    "按掩码填充",
    "Where a constant was filled in, the gradient stops.",
    "填了常数的地方，梯度停住。",
  ],
  Maximum: [
    "larger of two",
    "两者取大",
    "The larger operand gets the gradient; equal ones share it.",
    "较大的运算数得到梯度，相等时平分。",
  ],
  Minimum: [
    "smaller of two",
    "两者取小",
    "The smaller operand gets the gradient; equal ones share it.",
    "较小的运算数得到梯度，相等时平分。",
  ],

  // activation functions
  Relu: [
    "ReLU",
    "ReLU",
    "Where the result is above 0 the gradient passes; elsewhere it stops.",
    "结果大于 0 的地方梯度通过，其余的地方停住。",
  ],
  LeakyRelu: [
    "leaky ReLU",
    "leaky ReLU",
    "Below 0 the gradient is multiplied by the negative slope.",
    "小于 0 的地方，梯度乘以负半边的斜率。",
  ],
  PreluKernel: ["PReLU", "PReLU", ...ELEMENTWISE],
  Elu: ["ELU", "ELU", ...ELEMENTWISE],
  Gelu: ["GELU", "GELU", ...ELEMENTWISE],
  Silu: ["SiLU", "SiLU", ...ELEMENTWISE],
  Mish: ["Mish", "Mish", ...ELEMENTWISE],
  Softplus: ["softplus", "softplus", ...ELEMENTWISE],
  LogSigmoid: ["log of the sigmoid", "sigmoid 的对数", ...ELEMENTWISE],
  Hardswish: ["hard swish", "hard swish", ...ELEMENTWISE],
  Hardsigmoid: ["hard sigmoid", "hard sigmoid", ...ELEMENTWISE],
  Hardtanh: [
    "hard tanh",
    "hard tanh",
    "The gradient passes where the value was within the bounds, and stops elsewhere.",
    "值在界限之内的地方梯度通过，其余的地方停住。",
  ],
  Sigmoid: [
    "sigmoid",
    "sigmoid",
    "Its derivative is at most 0.25, so the gradient shrinks here.",
    "它的导数至多 0.25，所以梯度在这里变小。",
  ],
  Tanh: [
    "tanh",
    "tanh",
    "Its derivative is at most 1, and near 0 where the result is near −1 or 1.",
    "它的导数至多是 1；结果接近 −1 或 1 的地方，导数接近 0。",
  ],
  Softmax: [
    "softmax",
    "softmax",
    "Every probability depends on every score, so each score's gradient gathers from all.",
    "每个概率与每个得分都有关，所以每个得分的梯度汇集了全部。",
  ],
  LogSoftmax: [
    "logarithm of the softmax",
    "softmax 的对数",
    "With the loss after it, what leaves is probability minus one-hot.",
    "与后面的损失连在一起，送出去的正是概率减独热。",
  ],

  // losses
  NllLoss: [
    "negative log-likelihood",
    "负对数似然",
    "It picked one number in each row; only those get a gradient, −1 over the batch size when it averages.",
    "它在每一行挑了一个数，只有这些数有梯度；取平均时是 −1 除以批量。",
  ],
  NllLoss2D: ["negative log-likelihood of maps", "逐像素的负对数似然", ...LOSS],
  MseLoss: [
    "mean squared error",
    "均方误差",
    "What leaves is twice the difference, over the number of elements when it averages.",
    "送出去的是差的两倍；取平均时，再除以元素的个数。",
  ],
  SmoothL1Loss: ["smooth L1 loss", "平滑 L1 损失", ...LOSS],
  HuberLoss: ["Huber loss", "Huber 损失", ...LOSS],
  BinaryCrossEntropy: ["binary cross-entropy", "二元交叉熵", ...LOSS],
  BinaryCrossEntropyWithLogits: ["binary cross-entropy of logits", "logits 的二元交叉熵", ...LOSS],

  // sums and their like
  Sum: [
    "sum",
    "求和",
    "Every element that was added gets the gradient, a copy each.",
    "每个被加的元素都得到一份同样的梯度。",
  ],
  Mean: [
    "mean",
    "平均",
    "Every element gets the gradient divided by how many were averaged.",
    "每个元素得到的，是梯度除以参与平均的个数。",
  ],
  Prod: [
    "product of all",
    "连乘",
    "Each element gets the gradient times the product of the others.",
    "每个元素得到梯度乘以其余元素的积。",
  ],
  Max: ["largest element", "最大值", ...LARGEST],
  MaxBackward1: [
    "largest of all",
    "全体的最大值",
    "Only the largest element gets the gradient; equal ones share it.",
    "只有最大的元素得到梯度，相等时平分。",
  ],
  Min: ["smallest element", "最小值", ...LARGEST],
  MinBackward1: [
    "smallest of all",
    "全体的最小值",
    "Only the smallest element gets the gradient; equal ones share it.",
    "只有最小的元素得到梯度，相等时平分。",
  ],
  Amax: [
    "largest along an axis",
    "沿一个维的最大值",
    "Only the largest get the gradient; equal ones share it.",
    "只有最大的得到梯度，相等时平分。",
  ],
  Var: ["variance", "方差", ...NORMAL],
  Std: ["standard deviation", "标准差", ...NORMAL],
  LinalgVectorNorm: [
    "norm",
    "范数",
    "For the Euclidean norm the gradient is handed out in proportion to the elements.",
    "对欧几里得范数，梯度按各元素的比例分给它们。",
  ],
  Logsumexp: [
    "log of a sum of exponentials",
    "指数之和的对数",
    "The gradient is handed out in proportion to the softmax.",
    "梯度按 softmax 的比例分配。",
  ],
  Cumsum: [
    "running sum",
    "累积和",
    "Each element gets the sum of the gradients from its place on.",
    "每个元素得到从它起往后的梯度之和。",
  ],

  // products of matrices
  Addmm: [
    "fully connected layer: bias + input @ weight",
    "全连接层：偏置 + 输入 @ 权重",
    "Three operands, three ways out: to the bias the gradient summed over the batch, to the input and to the weight a product with the other.",
    "三个运算数，三条出路：给偏置的是梯度对批量求和，给输入和权重的是梯度与另一个的乘积。",
  ],
  Mm: [
    "product of two matrices",
    "两个矩阵的乘积",
    "Each matrix gets the gradient times the other one, transposed.",
    "每个矩阵得到梯度乘以另一个矩阵的转置。",
  ],
  Bmm: [
    "product of matrices, one pair for each sample",
    "一批矩阵两两相乘",
    "Each matrix gets the gradient times the other one, transposed.",
    "每个矩阵得到梯度乘以另一个矩阵的转置。",
  ],
  Mv: [
    "matrix times vector",
    "矩阵乘向量",
    "The vector gets the transposed matrix times the gradient.",
    "向量得到转置的矩阵乘以梯度。",
  ],
  Dot: [
    "product of two vectors",
    "两个向量的点积",
    "Each vector gets the gradient times the other.",
    "每个向量得到梯度乘以另一个向量。",
  ],

  // layers
  Convolution: [
    "convolution",
    "卷积",
    "It has three ways out: to the input, to the kernels and to the bias.",
    "三条出路：给输入，给卷积核，给偏置。",
  ],
  MaxPool2DWithIndices: [
    "max pooling",
    "最大池化",
    "The gradient of each window goes to its largest cell alone; that is why the indices were saved.",
    "每个窗口的梯度只回到最大的那一格，所以它保存了下标。",
  ],
  AvgPool2D: [
    "average pooling",
    "平均池化",
    "Each window shares its gradient out equally.",
    "每个窗口把梯度平分。",
  ],
  AdaptiveAvgPool2D: [
    "adaptive average pooling",
    "自适应平均池化",
    "Each window shares its gradient out equally.",
    "每个窗口把梯度平分。",
  ],
  NativeBatchNorm: ["batch normalisation", "批量归一化", ...NORMAL],
  CudnnBatchNorm: ["batch normalisation", "批量归一化", ...NORMAL],
  NativeLayerNorm: ["layer normalisation", "层归一化", ...NORMAL],
  NativeGroupNorm: ["group normalisation", "组归一化", ...NORMAL],
  NativeDropout: [
    "dropout",
    "随机失活（dropout）",
    "Dropped elements get zero, the others the gradient with the same factor as in the forward pass.",
    "丢掉的元素得零，其余的得到梯度乘以前向时的倍数。",
  ],
  Embedding: [
    "embedding",
    "嵌入",
    "The gradient goes to the rows that were looked up; the others get zero.",
    "梯度回到查过的那几行，其余的行得零。",
  ],
  UpsampleNearest2D: [
    "enlarging by copies",
    "复制放大",
    "A pixel gets the sum of the gradients of its copies.",
    "每个像素得到它各份复制的梯度之和。",
  ],
  ScaledDotProductFlashAttentionForCpu: [
    "attention",
    "注意力",
    "It has three ways out: to the queries, the keys and the values.",
    "三条出路：给查询，给键，给值。",
  ],

  // shapes and places
  T: ["transposition", "转置", "It transposes the gradient back.", "它把梯度转置回去。"],
  Transpose: ["exchange of two axes", "交换两个维", ...THROUGH],
  Permute: ["reordering of axes", "重排各维", ...THROUGH],
  View: ["change of shape", "改变形状", ...THROUGH],
  UnsafeView: ["change of shape", "改变形状", ...THROUGH],
  ReshapeAlias: ["change of shape", "改变形状", ...THROUGH],
  Squeeze: ["an axis of size 1 removed", "去掉大小为 1 的维", ...THROUGH],
  Unsqueeze: ["an axis of size 1 added", "添一个大小为 1 的维", ...THROUGH],
  Expand: [
    "broadcasting",
    "广播",
    "The gradients of all copies are summed.",
    "各份复制的梯度加在一起。",
  ],
  Repeat: [
    "repetition",
    "重复",
    "The gradients of all copies are summed.",
    "各份复制的梯度加在一起。",
  ],
  Cat: [
    "concatenation",
    "拼接",
    "The gradient is cut into the pieces that were joined.",
    "梯度按原来的各段切开。",
  ],
  Stack: [
    "stacking",
    "堆叠",
    "The gradient is cut into the pieces that were stacked.",
    "梯度按原来的各层拆开。",
  ],
  Split: ["splitting", "切分", "The gradients of the pieces are joined.", "各段的梯度接在一起。"],
  Unbind: [
    "taking apart along an axis",
    "沿一个维拆开",
    "The gradients of the pieces are stacked.",
    "各层的梯度叠在一起。",
  ],
  Slice: ["slice", "切片", ...PICKED],
  Select: ["one entry along an axis", "沿一个维取一项", ...PICKED],
  Index: ["indexing", "按下标取", ...PICKED],
  Gather: ["gathering by index", "按下标收集", ...PICKED],
  ConstantPadNd: ["padding", "填充", "The padding is cut off again.", "填充的部分再裁掉。"],
  Flip: ["reversal", "翻转", ...THROUGH],
  Roll: ["rotation", "循环移位", ...THROUGH],
  Clone: ["copy", "复制", "The gradient passes as it is.", "梯度原样通过。"],
  ToCopy: [
    "change of dtype or device",
    "换 dtype 或设备",
    "The gradient passes, in the old dtype and on the old device.",
    "梯度通过，换回原来的 dtype 和设备。",
  ],
};

const UNKNOWN = {
  en: {
    name: "operation “{stem}”",
    does: "This lens has no words and no formula for this operation. The gradients below are what torch computed.",
  },
  zh: {
    name: "运算“{stem}”",
    does: "这个透镜没有为这个运算准备说明和公式。下面的梯度是 torch 实际算出来的。",
  },
};

/** The keys under which something may be told of a node, the most exact first. */
export function keys(name: string): string[] {
  return [name, stem(name)];
}

/** Whether there are words under a key. */
export const known = (key: string) => Object.hasOwn(NODES, key);

function stem(name: string): string {
  return name.replace(/Backward\d*(_copy)?$/, "");
}

/** A node in words: its operation, and what it does in the backward pass. */
export function describe(name: string): { name: string; does: string } {
  const said = language();
  const key = keys(name).find(known);
  if (!key)
    return { name: say(UNKNOWN[said].name, { stem: stem(name) }), does: UNKNOWN[said].does };
  const [en, zh, doesEn, doesZh] = NODES[key];
  return said === "zh" ? { name: zh, does: doesZh } : { name: en, does: doesEn };
}
