// The nodes of autograd in Chinese: what the operation is, and what its node does with a gradient.

import type { NodeName } from "./nodes-en";

const THROUGH = "它不改变任何数，只改变它们的位置：梯度放回原来的位置。";
const ELEMENTWISE = "梯度的每个元素，乘以这个元素处的导数。";
const LOSS = "损失函数：第一个与答案有关的梯度由它发出。";
const NORMAL = "均值和标准差与全部元素有关，所以每个元素的梯度也与全部元素有关。";
const PICKED = "梯度回到取出的元素，其余的得零。";
const LARGEST = "只有胜出的元素得到梯度，其余的得零。";

export const ZH: Record<NodeName, [name: string, does: string]> = {
  AccumulateGrad: ["路的终点", "它把到达的梯度加到叶子的 .grad 上，不再往外送。"],
  Add: ["加法", "它把梯度原样送给两个操作数。"],
  Sub: ["减法", "第一个操作数得到梯度本身，第二个得到它的相反数。"],
  RsubBackward1: ["用一个数减", "梯度变号。"],
  Mul: ["乘法", "每个操作数得到梯度乘以另一个操作数，所以两个都要保存。"],
  Div: ["除法", ELEMENTWISE],
  DivBackward1: ["除以一个数", ELEMENTWISE],
  Neg: ["取负", "梯度变号。"],
  Pow: ["幂", ELEMENTWISE],
  Exp: ["指数", "导数就是结果本身。"],
  Expm1: ["指数减 1", ELEMENTWISE],
  Log: ["对数", ELEMENTWISE],
  Log2: ["以 2 为底的对数", ELEMENTWISE],
  Log1P: ["1 + a 的对数", ELEMENTWISE],
  Sqrt: ["平方根", ELEMENTWISE],
  Rsqrt: ["平方根的倒数", ELEMENTWISE],
  Reciprocal: ["倒数", ELEMENTWISE],
  Abs: ["绝对值", ELEMENTWISE],
  Sin: ["正弦", ELEMENTWISE],
  Cos: ["余弦", ELEMENTWISE],
  Clamp: ["截断", "值在界限之内的地方梯度通过，其余的地方停住。"],
  Where: ["按条件选择", "条件成立的地方，梯度给第一个操作数，其余的给第二个。"],
  MaskedFill: ["按掩码填充", "填了常数的地方，梯度停住。"],
  Maximum: ["两者取大", "较大的操作数得到梯度，相等时平分。"],
  Minimum: ["两者取小", "较小的操作数得到梯度，相等时平分。"],

  // activation functions
  Relu: ["ReLU", "结果大于 0 的地方梯度通过，其余的地方停住。"],
  LeakyRelu: ["leaky ReLU", "小于 0 的地方，梯度乘以负半边的斜率。"],
  PreluKernel: ["PReLU", ELEMENTWISE],
  Elu: ["ELU", ELEMENTWISE],
  Gelu: ["GELU", ELEMENTWISE],
  Silu: ["SiLU", ELEMENTWISE],
  Mish: ["Mish", ELEMENTWISE],
  Softplus: ["softplus", ELEMENTWISE],
  LogSigmoid: ["sigmoid 的对数", ELEMENTWISE],
  Hardswish: ["hard swish", ELEMENTWISE],
  Hardsigmoid: ["hard sigmoid", ELEMENTWISE],
  Hardtanh: ["hard tanh", "值在界限之内的地方梯度通过，其余的地方停住。"],
  Sigmoid: ["sigmoid", "它的导数至多 0.25，所以梯度在这里变小。"],
  Tanh: ["tanh", "它的导数至多是 1；结果接近 −1 或 1 的地方，导数接近 0。"],
  Softmax: ["softmax", "每个概率与每个得分都有关，所以每个得分的梯度汇集了全部。"],
  LogSoftmax: ["softmax 的对数", "与后面的损失连在一起，送出去的正是概率减独热。"],

  // losses
  NllLoss: ["负对数似然", "它在每一行挑了一个数，只有这些数有梯度；取平均时是 −1 除以批量大小。"],
  NllLoss2D: ["逐像素的负对数似然", LOSS],
  MseLoss: ["均方误差", "送出去的是差的两倍；取平均时，再除以元素的个数。"],
  SmoothL1Loss: ["平滑 L1 损失", LOSS],
  HuberLoss: ["Huber 损失", LOSS],
  BinaryCrossEntropy: ["二元交叉熵", LOSS],
  BinaryCrossEntropyWithLogits: ["logits 的二元交叉熵", LOSS],

  // sums and their like
  Sum: ["求和", "每个被加的元素都得到一份同样的梯度。"],
  Mean: ["平均", "每个元素得到的，是梯度除以参与平均的个数。"],
  Prod: ["连乘", "每个元素得到梯度乘以其余元素的积。"],
  Max: ["最大值", LARGEST],
  MaxBackward1: ["全体的最大值", "只有最大的元素得到梯度，相等时平分。"],
  Min: ["最小值", LARGEST],
  MinBackward1: ["全体的最小值", "只有最小的元素得到梯度，相等时平分。"],
  Amax: ["沿一个维的最大值", "只有最大的得到梯度，相等时平分。"],
  Var: ["方差", NORMAL],
  Std: ["标准差", NORMAL],
  LinalgVectorNorm: ["范数", "对欧几里得范数，梯度按各元素的比例分给它们。"],
  Logsumexp: ["指数之和的对数", "梯度按 softmax 的比例分配。"],
  Cumsum: ["累积和", "每个元素得到从它起往后的梯度之和。"],

  // products of matrices
  Addmm: [
    "全连接层：偏置 + 输入 @ 权重",
    "三个操作数，三条出路：给偏置的是梯度对批量求和，给输入和权重的是梯度与另一个的乘积。",
  ],
  Mm: ["两个矩阵的乘积", "每个矩阵得到梯度乘以另一个矩阵的转置。"],
  Bmm: ["一批矩阵两两相乘", "每个矩阵得到梯度乘以另一个矩阵的转置。"],
  Mv: ["矩阵乘向量", "向量得到转置的矩阵乘以梯度。"],
  Dot: ["两个向量的点积", "每个向量得到梯度乘以另一个向量。"],

  // layers
  Convolution: ["卷积", "三条出路：给输入，给卷积核，给偏置。"],
  MaxPool2DWithIndices: ["最大池化", "每个窗口的梯度只回到最大的那一格，所以它保存了下标。"],
  AvgPool2D: ["平均池化", "每个窗口把梯度平分。"],
  AdaptiveAvgPool2D: ["自适应平均池化", "每个窗口把梯度平分。"],
  NativeBatchNorm: ["批量归一化", NORMAL],
  CudnnBatchNorm: ["批量归一化", NORMAL],
  NativeLayerNorm: ["层归一化", NORMAL],
  NativeGroupNorm: ["组归一化", NORMAL],
  NativeDropout: ["dropout", "丢掉的元素得零，其余的得到梯度乘以前向时的倍数。"],
  Embedding: ["嵌入", "梯度回到查过的那几行，其余的行得零。"],
  UpsampleNearest2D: ["复制放大", "每个像素得到它各份复制的梯度之和。"],
  ScaledDotProductFlashAttentionForCpu: ["注意力", "三条出路：给查询，给键，给值。"],

  // shapes and places
  T: ["转置", "它把梯度转置回去。"],
  Transpose: ["交换两个维", THROUGH],
  Permute: ["重排各维", THROUGH],
  View: ["改变形状", THROUGH],
  UnsafeView: ["改变形状", THROUGH],
  ReshapeAlias: ["改变形状", THROUGH],
  Squeeze: ["去掉大小为 1 的维", THROUGH],
  Unsqueeze: ["添一个大小为 1 的维", THROUGH],
  Expand: ["广播", "各份复制的梯度加在一起。"],
  Repeat: ["重复", "各份复制的梯度加在一起。"],
  Cat: ["拼接", "梯度按原来的各段切开。"],
  Stack: ["堆叠", "梯度按原来的各层拆开。"],
  Split: ["切分", "各段的梯度接在一起。"],
  Unbind: ["沿一个维拆开", "各层的梯度叠在一起。"],
  Slice: ["切片", PICKED],
  Select: ["沿一个维取一项", PICKED],
  Index: ["按下标取", PICKED],
  Gather: ["按下标收集", PICKED],
  ConstantPadNd: ["填充", "填充处的梯度裁掉，其余的送回。"],
  Flip: ["翻转", THROUGH],
  Roll: ["循环移位", THROUGH],
  Clone: ["复制", "梯度原样通过。"],
  ToCopy: ["换 dtype 或设备", "梯度通过，换回原来的 dtype 和设备。"],
};
