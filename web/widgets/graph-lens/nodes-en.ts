// The nodes of autograd in English: what the operation is, and what its node does with a gradient.

const THROUGH =
  "It changes no number, only where each one stands: the gradient goes back to the old places.";
const ELEMENTWISE = "Each element of the gradient is multiplied by the derivative at that element.";
const LOSS = "A loss: it hands out the first gradient that depends on the answer.";
const NORMAL =
  "The mean and the deviation depend on all elements, so each element's gradient depends on all.";
const PICKED = "The gradient goes back to the elements that were taken; the others get zero.";
const LARGEST = "Only the element that won gets the gradient; the others get zero.";

// By the name without "Backward" and its number, or by the whole name where the number matters.
export const EN = {
  AccumulateGrad: [
    "end of a path",
    "It adds the gradient to the .grad of its leaf, and passes nothing on.",
  ],
  Add: ["addition", "It hands the gradient on to both operands as it is."],
  Sub: ["subtraction", "The first operand gets the gradient, the second its negative."],
  RsubBackward1: ["subtraction from a number", "The gradient changes its sign."],
  Mul: [
    "multiplication",
    "Each operand gets the gradient times the other operand; that is why both were saved.",
  ],
  Div: ["division", ELEMENTWISE],
  DivBackward1: ["division by a number", ELEMENTWISE],
  Neg: ["negation", "The gradient changes its sign."],
  Pow: ["power", ELEMENTWISE],
  Exp: ["exponential", "The derivative is the result itself."],
  Expm1: ["exponential minus 1", ELEMENTWISE],
  Log: ["logarithm", ELEMENTWISE],
  Log2: ["logarithm to base 2", ELEMENTWISE],
  Log1P: ["logarithm of 1 + a", ELEMENTWISE],
  Sqrt: ["square root", ELEMENTWISE],
  Rsqrt: ["reciprocal of the square root", ELEMENTWISE],
  Reciprocal: ["reciprocal", ELEMENTWISE],
  Abs: ["absolute value", ELEMENTWISE],
  Sin: ["sine", ELEMENTWISE],
  Cos: ["cosine", ELEMENTWISE],
  Clamp: [
    "clamping",
    "The gradient passes where the value was within the bounds, and stops elsewhere.",
  ],
  Where: [
    "choice",
    "Where the condition held, the first operand gets the gradient, elsewhere the second.",
  ],
  MaskedFill: ["masked filling", "Where a constant was filled in, the gradient stops."],
  Maximum: ["larger of two", "The larger operand gets the gradient; equal ones share it."],
  Minimum: ["smaller of two", "The smaller operand gets the gradient; equal ones share it."],

  // activation functions
  Relu: ["ReLU", "Where the result is above 0 the gradient passes; elsewhere it stops."],
  LeakyRelu: ["leaky ReLU", "Below 0 the gradient is multiplied by the negative slope."],
  PreluKernel: ["PReLU", ELEMENTWISE],
  Elu: ["ELU", ELEMENTWISE],
  Gelu: ["GELU", ELEMENTWISE],
  Silu: ["SiLU", ELEMENTWISE],
  Mish: ["Mish", ELEMENTWISE],
  Softplus: ["softplus", ELEMENTWISE],
  LogSigmoid: ["log of the sigmoid", ELEMENTWISE],
  Hardswish: ["hard swish", ELEMENTWISE],
  Hardsigmoid: ["hard sigmoid", ELEMENTWISE],
  Hardtanh: [
    "hard tanh",
    "The gradient passes where the value was within the bounds, and stops elsewhere.",
  ],
  Sigmoid: ["sigmoid", "Its derivative is at most 0.25, so the gradient shrinks here."],
  Tanh: ["tanh", "Its derivative is at most 1, and near 0 where the result is near −1 or 1."],
  Softmax: [
    "softmax",
    "Every probability depends on every score, so each score's gradient gathers from all.",
  ],
  LogSoftmax: [
    "logarithm of the softmax",
    "With the loss after it, what it passes on is probability minus one-hot.",
  ],

  // losses
  NllLoss: [
    "negative log-likelihood",
    "It picked one number in each row; only those get a gradient, −1 over the batch size when it averages.",
  ],
  NllLoss2D: ["negative log-likelihood of maps", LOSS],
  MseLoss: [
    "mean squared error",
    "It passes on twice the difference, over the number of elements when it averages.",
  ],
  SmoothL1Loss: ["smooth L1 loss", LOSS],
  HuberLoss: ["Huber loss", LOSS],
  BinaryCrossEntropy: ["binary cross-entropy", LOSS],
  BinaryCrossEntropyWithLogits: ["binary cross-entropy of logits", LOSS],

  // sums and their like
  Sum: ["sum", "Every element that was added gets the gradient, a copy each."],
  Mean: ["mean", "Every element gets the gradient divided by how many were averaged."],
  Prod: ["product of all", "Each element gets the gradient times the product of the others."],
  Max: ["largest element", LARGEST],
  MaxBackward1: [
    "largest of all",
    "Only the largest element gets the gradient; equal ones share it.",
  ],
  Min: ["smallest element", LARGEST],
  MinBackward1: [
    "smallest of all",
    "Only the smallest element gets the gradient; equal ones share it.",
  ],
  Amax: ["largest along an axis", "Only the largest get the gradient; equal ones share it."],
  Var: ["variance", NORMAL],
  Std: ["standard deviation", NORMAL],
  LinalgVectorNorm: [
    "norm",
    "For the Euclidean norm the gradient is handed out in proportion to the elements.",
  ],
  Logsumexp: [
    "log of a sum of exponentials",
    "The gradient is handed out in proportion to the softmax.",
  ],
  Cumsum: ["running sum", "Each element gets the sum of the gradients from its place on."],

  // products of matrices
  Addmm: [
    "fully connected layer: bias + input @ weight",
    "Three operands, three ways out: to the bias the gradient summed over the batch, to the input and to the weight a product with the other.",
  ],
  Mm: ["product of two matrices", "Each matrix gets the gradient times the other one, transposed."],
  Bmm: [
    "product of matrices, one pair for each sample",
    "Each matrix gets the gradient times the other one, transposed.",
  ],
  Mv: ["matrix times vector", "The vector gets the transposed matrix times the gradient."],
  Dot: ["product of two vectors", "Each vector gets the gradient times the other."],

  // layers
  Convolution: [
    "convolution",
    "It has three ways out: to the input, to the kernels and to the bias.",
  ],
  MaxPool2DWithIndices: [
    "max pooling",
    "The gradient of each window goes to its largest cell alone; that is why the indices were saved.",
  ],
  AvgPool2D: ["average pooling", "Each window shares its gradient out equally."],
  AdaptiveAvgPool2D: ["adaptive average pooling", "Each window shares its gradient out equally."],
  NativeBatchNorm: ["batch normalisation", NORMAL],
  CudnnBatchNorm: ["batch normalisation", NORMAL],
  NativeLayerNorm: ["layer normalisation", NORMAL],
  NativeGroupNorm: ["group normalisation", NORMAL],
  NativeDropout: [
    "dropout",
    "Dropped elements get zero, the others the gradient with the same factor as in the forward pass.",
  ],
  Embedding: [
    "embedding",
    "The gradient goes to the rows that were looked up; the others get zero.",
  ],
  UpsampleNearest2D: [
    "enlarging by copies",
    "A pixel gets the sum of the gradients of its copies.",
  ],
  ScaledDotProductFlashAttentionForCpu: [
    "attention",
    "It has three ways out: to the queries, the keys and the values.",
  ],

  // shapes and places
  T: ["transposition", "It transposes the gradient back."],
  Transpose: ["exchange of two axes", THROUGH],
  Permute: ["reordering of axes", THROUGH],
  View: ["change of shape", THROUGH],
  UnsafeView: ["change of shape", THROUGH],
  ReshapeAlias: ["change of shape", THROUGH],
  Squeeze: ["an axis of size 1 removed", THROUGH],
  Unsqueeze: ["an axis of size 1 added", THROUGH],
  Expand: ["broadcasting", "The gradients of all copies are summed."],
  Repeat: ["repetition", "The gradients of all copies are summed."],
  Cat: ["concatenation", "The gradient is cut into the pieces that were joined."],
  Stack: ["stacking", "The gradient is cut into the pieces that were stacked."],
  Split: ["splitting", "The gradients of the pieces are joined."],
  Unbind: ["taking apart along an axis", "The gradients of the pieces are stacked."],
  Slice: ["slice", PICKED],
  Select: ["one entry along an axis", PICKED],
  Index: ["indexing", PICKED],
  Gather: ["gathering by index", PICKED],
  ConstantPadNd: ["padding", "The padding is cut off again."],
  Flip: ["reversal", THROUGH],
  Roll: ["rotation", THROUGH],
  Clone: ["copy", "The gradient passes as it is."],
  ToCopy: [
    "change of dtype or device",
    "The gradient passes, in the old dtype and on the old device.",
  ],
} satisfies Record<string, [name: string, does: string]>;

export type NodeName = keyof typeof EN;
