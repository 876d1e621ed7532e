// What a set of kernels offers. Tensors are places in one memory, counted in 4-byte words.

/** The geometry of a convolution or a pooling: n images of c planes h×w, out oh×ow. */
export interface Window {
  n: number;
  c: number;
  h: number;
  w: number;
  /** output channels; of a pooling, c */
  o: number;
  oh: number;
  ow: number;
  /** kernel, stride, padding, dilation */
  kh: number;
  kw: number;
  sh: number;
  sw: number;
  ph: number;
  pw: number;
  dh: number;
  dw: number;
}

/** A matrix in memory: entry (i, j) stands at `at + i*row + j*col`. */
export interface Matrix {
  at: number;
  row: number;
  col: number;
}

export interface Kernels {
  relu(x: number, y: number, n: number): void;
  reluGrad(g: number, y: number, dx: number, n: number): void;
  /** dx = g where x > 0, else slope·g; with x for g, too, it is leaky ReLU itself */
  leakyReluGrad(g: number, x: number, dx: number, n: number, slope: number): void;
  tanh(x: number, y: number, n: number): void;
  tanhGrad(g: number, y: number, dx: number, n: number): void;
  sigmoid(x: number, y: number, n: number): void;
  sigmoidGrad(g: number, y: number, dx: number, n: number): void;

  /**
   * y = a + alpha·b (kind 0), a·b, a/b, max(a, b) or min(a, b) (4); or whether a = b (5), a ≠ b, a < b or
   * a ≤ b, of whole numbers (9) too; or of two bits their and (13), their or. For `count` rows of n
   * numbers, a step of 0 is one number for a row; and for each place of the axes that stand in the list.
   */
  arith(
    a: number,
    b: number,
    y: number,
    list: number,
    n: number,
    count: number,
    kind: number,
    alpha: number,
    aStep: number,
    bStep: number,
    yRow: number,
    aRow: number,
    bRow: number,
  ): void;
  /** y = x, which are whole numbers */
  floats(x: number, y: number, n: number): void;
  /** y = xᵖ, where p is neither 0 nor infinite */
  power(x: number, y: number, n: number, p: number): void;
  /**
   * n numbers y, `yStep` words apart: of `count` rows of m numbers `scale` times the sum (kind 0) or the
   * sum of squares, the root of that, the maximum or the minimum (4). These stand `step` words apart, their rows `jump`, and the first of
   * them `xStep` from one y to the next. Where an extreme stands in its row is written to `index`, unless
   * that is null; and all for each place of the axes that stand in the list.
   */
  reduce(
    x: number,
    y: number,
    index: number | null,
    list: number,
    n: number,
    m: number,
    count: number,
    kind: number,
    scale: number,
    yStep: number,
    xStep: number,
    step: number,
    jump: number,
  ): void;
  /** y = f(x), the function of this number in functions.ts */
  mapped(x: number, y: number, n: number, kind: number): void;
  clamp(x: number, y: number, n: number, low: number, high: number): void;
  clampGrad(g: number, x: number, dx: number, n: number, low: number, high: number): void;
  elu(x: number, y: number, n: number, rise: number, fall: number, inner: number): void;
  eluGrad(
    g: number,
    x: number,
    dx: number,
    n: number,
    rise: number,
    fall: number,
    inner: number,
  ): void;
  gelu(x: number, y: number, n: number): void;
  geluGrad(g: number, x: number, dx: number, n: number): void;
  silu(x: number, y: number, n: number): void;
  siluGrad(g: number, x: number, dx: number, n: number): void;
  /**
   * n numbers y, 1 with the probability p, else 0, from a generator's state and its words, which
   * stand behind it, and of which `next` are spent; how many are so then
   */
  coins(state: number, y: number, n: number, next: number, p: number): number;
  /** y = a where the mask is not 0, else b, in rows as `arith` has them */
  choose(
    mask: number,
    a: number,
    b: number,
    y: number,
    list: number,
    n: number,
    count: number,
    maskStep: number,
    aStep: number,
    bStep: number,
    yRow: number,
    maskRow: number,
    aRow: number,
    bRow: number,
  ): void;
  /** y = exp(x - max) / Σ exp(x - max) of rows of n; with `safe` a row of -∞ alone gives zeros */
  softmaxRows(x: number, y: number, n: number, count: number, safe: boolean): void;
  /** dx = y (g - Σ g y) of rows of n */
  softmaxRowsGrad(g: number, y: number, dx: number, n: number, count: number): void;
  /**
   * y = x - max - ln Σ exp(x - max) of rows of n, in float32 as torch has it where the numbers of a row lie
   * `beside` each other, or where they do not
   */
  logSoftmaxRows(x: number, y: number, n: number, count: number, beside: boolean): void;
  /** dx = g - exp(y) Σ g of rows of n, in the same way */
  logSoftmaxRowsGrad(
    g: number,
    y: number,
    dx: number,
    n: number,
    count: number,
    beside: boolean,
  ): void;

  /**
   * m numbers y, `yStep` words apart, each the sum of n numbers, `step` words apart, divided by `parts`; those
   * of the next y begin `xStep` words further on. If it is not `fresh`, the sum is added to y. All that for
   * each place of the axes in the list, and in float32 as torch adds up.
   */
  sums(
    x: number,
    y: number,
    list: number,
    n: number,
    m: number,
    step: number,
    xStep: number,
    yStep: number,
    fresh: boolean,
    parts: number,
  ): void;
  /** n numbers y, each the root of a sum of squares in float32 as torch adds up, of rows as `reduce` has them */
  lengths(
    x: number,
    y: number,
    list: number,
    n: number,
    m: number,
    count: number,
    yStep: number,
    xStep: number,
    step: number,
    jump: number,
  ): void;
  /** Σ x over `count` rows of n, `step` words apart */
  sumRow(x: number, n: number, count: number, step: number): number;
  /** Σ (a - p) (b - q) over the same */
  dotRow(
    a: number,
    b: number,
    n: number,
    count: number,
    step: number,
    p: number,
    q: number,
  ): number;
  /** y = sᵣ·x + uᵣ of row r of `count`, whose numbers stand at s and u */
  scaleRows(x: number, y: number, s: number, u: number, n: number, count: number): void;
  /** y = sᵣ·a + tᵣ·b + uᵣ of row r */
  blendRows(
    a: number,
    b: number,
    y: number,
    s: number,
    t: number,
    u: number,
    n: number,
    count: number,
  ): void;
  /** y = w (x - mean) rstd + b of rows of n, with a w and b for each place; writes mean and rstd */
  normRows(
    x: number,
    w: number | null,
    b: number | null,
    y: number,
    mean: number,
    rstd: number,
    n: number,
    count: number,
    eps: number,
  ): void;
  /** The gradients of it; those of w and b are added to what stands there. */
  normRowsGrad(
    g: number,
    x: number,
    w: number | null,
    mean: number,
    rstd: number,
    dx: number,
    dw: number,
    db: number,
    n: number,
    count: number,
  ): void;

  /** y = x, `count` rows of n words, so many words from one to the next; the core has it not. */
  copyBlock?(
    x: number,
    y: number,
    n: number,
    count: number,
    xStep: number,
    yStep: number,
    xRow: number,
    yRow: number,
  ): void;

  /** How many words of scratch memory a product needs. */
  matmulScratch(m: number, n: number, k: number): number;
  /**
   * y (m×n, row by row) = a (m×k) b (k×n) + bias, whose `col` is 0 or 1. Rows of y are n words apart, or
   * as many as `width` says.
   */
  matmul(
    m: number,
    n: number,
    k: number,
    a: Matrix,
    b: Matrix,
    y: number,
    bias: Matrix | null,
    scratch: number,
    width?: number,
  ): void;
  /** y_j = Σᵢ x_ij over r rows of c. */
  sumRows(x: number, y: number, r: number, c: number): void;
  /** y = p·a + q·b */
  blend(a: number, b: number, y: number, n: number, p: number, q: number): void;

  /** How many words of scratch memory the three convolution kernels need. */
  convScratch(win: Window): number;
  conv(x: number, w: number, b: number | null, y: number, scratch: number, win: Window): void;
  convGradInput(g: number, w: number, dx: number, scratch: number, win: Window): void;
  /** The gradients of weight and bias, each unless it is null. */
  convGradWeight(
    g: number,
    x: number,
    dw: number | null,
    db: number | null,
    scratch: number,
    win: Window,
  ): void;

  /** The gradient of a bias alone; the core has it not. */
  convGradBias(g: number, db: number, win: Window): void;

  /** The same of a convolution with a kernel for each plane by itself, and as many planes out. */
  depthwiseScratch(win: Window): number;
  depthwise(x: number, w: number, b: number | null, y: number, scratch: number, win: Window): void;
  depthwiseGradInput(g: number, w: number, dx: number, scratch: number, win: Window): void;
  depthwiseGradWeight(g: number, x: number, dw: number, scratch: number, win: Window): void;

  /**
   * y, n images of c planes h×w read at `area` places each, which stand in the grid; between numbers or at
   * the nearest, with what lies outside and in which corners ±1 is as aten numbers it
   */
  gridSample(
    x: number,
    grid: number,
    y: number,
    n: number,
    c: number,
    h: number,
    w: number,
    area: number,
    near: boolean,
    padding: number,
    corners: boolean,
  ): void;
  /** The gradients of it to x and to the grid, each unless it is null. */
  gridSampleGrad(
    g: number,
    x: number,
    grid: number,
    dx: number | null,
    dgrid: number | null,
    n: number,
    c: number,
    h: number,
    w: number,
    area: number,
    near: boolean,
    padding: number,
    corners: boolean,
  ): void;

  maxPool(x: number, y: number, index: number, win: Window): void;
  maxPoolGrad(g: number, index: number, dx: number, win: Window): void;
  avgPool(x: number, y: number, win: Window, padded: boolean, divisor: number | null): void;
  avgPoolGrad(g: number, dx: number, win: Window, padded: boolean, divisor: number | null): void;

  sgd(p: number, g: number, buf: number, n: number, o: SGDStep): void;
  rmsprop(p: number, g: number, v: number, n: number, o: RMSpropStep): void;
  adam(p: number, g: number, m: number, v: number, n: number, o: AdamStep): void;
}

/** One step of SGD. */
export interface SGDStep {
  lr: number;
  momentum: number;
  nesterov: boolean;
  decay: number;
  /** false without momentum: the buffer is not touched */
  buffered: boolean;
}

/** One step of RMSprop. */
export interface RMSpropStep {
  lr: number;
  alpha: number;
  eps: number;
  decay: number;
}

/** One step of Adam: `size` is lr / (1 - β₁ᵗ), `root` is √(1 - β₂ᵗ), both computed in double. */
export interface AdamStep {
  size: number;
  root: number;
  beta1: number;
  beta2: number;
  eps: number;
  /** L2 penalty, added to the gradient (Adam) */
  decay: number;
  /** what a weight is multiplied by first, 1 - lr λ (AdamW), or 1 */
  shrink: number;
}
