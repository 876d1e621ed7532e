// What LayerLens says.

import { language, say } from "../../shared/language";
import { layoutOf, placeOf, type Stage } from "./stages";

const WORDS = {
  en: {
    title: "LayerLens: where a number comes from",
    try: "Move over a map, or tap one: lines lead to what its number was made of, which stands below. A click keeps it; Tab and the arrow keys lead on. Then choose another digit.",
    notice: [
      "The deeper a layer, the more of the digit each of its numbers has seen: in LeNet 5×5 pixels for C1, 16×16 for S4, all of it for F5.",
      "A number of a convolution is one sum over patches of all the maps before it, each under a kernel of its own: six for C3. ReLU makes every negative sum 0.",
      "Max pooling calculates nothing: the winner passes as it is, and the other three of the window are dropped.",
    ] as [string, string, string],
    comma: ", ",
    digit: "digit",
    strip: "Digits",
    thumbnail: "digit {n}: {label}",
    thumbnailUnlabelled: "digit {n}",
    slider: "{label} (digit {n})",
    opening: "Getting the network ready …",
    broken: "The network cannot be run here: {reason}",
    input: "digit",
    output: "output",
    kinds: {
      input: "what goes in",
      convolution: "convolution",
      max: "max pooling",
      average: "average pooling",
      linear: "fully connected",
      activation: "activation",
      view: "the same numbers in another shape",
      other: "shown, not explained",
    },
    stride: "stride {value}",
    padding: "padding {value}",
    dilation: "dilation {value}",
    maps: "{name}, {shape}, {kind}. Arrow keys choose a number, with Shift a map.",
    fewer: "{kind} ({shown} of {maps} maps are drawn)",
    place: "{name} map {map}, row {row}, column {column}",
    placeFlat: "{name} number {index}",
    reads: "the network reads",
    score: "score",
    written: "written",
    enlargedMap: "Enlarged: {place}; all counts begin at 0",
    reach: "It has seen rows {top}–{bottom} and columns {left}–{right} of the digit",
    reachAll: "It has seen all of the digit",
    reachNone: "It has seen nothing of the digit, only padding",
    reachUnknown: "What it has seen of the digit cannot be told through this operation",
    pixel: "This is a number of the digit itself: {ink} of 255 in ink, divided by 255.",
    unexplained:
      "{op} computes it from {sources}. LayerLens shows the values, and does not take this operation apart.",
    channels: "The products of each map of {name}, added up. Choose a map to see its numbers.",
    channelsLargest:
      "The products of each map of {name}, added up; the {shown} largest of {all}. Choose a map to see its numbers.",
    channel: "map {map}",
    patch: "patch of {name}",
    patchOfMap: "patch of {name} map {map}",
    window: "window from {place}",
    sumOfWindow: "sum of the window",
    kernel: "kernel",
    products: "products",
    dashed: "{name} (dashed: padding)",
    paddingCell: "padding",
    winner: "largest",
    winnerAt: "largest, at {place}",
    sumOfChannel: "products of map {map}",
    sumOfMaps: "products of all {maps} maps",
    sumOfProducts: "sum of the {n} products",
    bias: "bias",
    noBias: "no bias",
    before: "sum",
    mean: "mean (divided by {n})",
    contribution: "the largest of {n} contributions",
    within: "in {name}",
    short: "map {map} ({row}, {column})",
    shortFlat: "number {index}",
    value: "value",
    weight: "weight",
    product: "product",
    rest: "the other {n} products",
    contributions:
      "All contributions, where their numbers stand in {name}: orange adds, blue takes away",
    sameNumber: "the number itself, {place}",
    equals: "value",
  },
  zh: {
    title: "层透镜（LayerLens）：一个数从哪里来",
    try: "把鼠标移到一张特征图上，或点它一下：连线指向算出这个数的那一块，下面就是那些数。点击以后连线就留着；按 Tab 键换一层，按方向键换一个数。然后换一张手写数字看看。",
    notice: [
      "层越深，一个数见过的部分（感受野）越大：在 LeNet 里，C1 是 5×5 个像素，S4 是 16×16 个，F5 是整个数字。",
      "卷积层的一个数，是前一层每张图的一块各乘各的卷积核，再全部加起来：C3 有六块。和为负，ReLU 就让它变成 0。",
      "最大池化什么也不算：最大的原样通过，窗口里另外三个都丢掉。",
    ] as [string, string, string],
    comma: "，",
    digit: "数字",
    strip: "数字",
    thumbnail: "第 {n} 个数字：{label}",
    thumbnailUnlabelled: "第 {n} 个数字",
    slider: "{label}（第 {n} 个）",
    opening: "正在准备网络……",
    broken: "这个网络不能在这里运行：{reason}",
    input: "数字",
    output: "输出",
    kinds: {
      input: "输入",
      convolution: "卷积",
      max: "最大池化",
      average: "平均池化",
      linear: "全连接",
      activation: "激活函数",
      view: "同样的数，换了形状",
      other: "只显示，不解释",
    },
    stride: "步幅 {value}",
    padding: "填充 {value}",
    dilation: "膨胀 {value}",
    maps: "{name}，{shape}，{kind}。方向键选一个数，按住 Shift 选一张图。",
    fewer: "{kind}（画出了 {maps} 张图中的 {shown} 张）",
    place: "{name} 第 {map} 张图，第 {row} 行第 {column} 列",
    placeFlat: "{name} 第 {index} 个数",
    reads: "网络读作",
    score: "得分",
    written: "写的是",
    enlargedMap: "放大：{place}；都从 0 数起",
    reach: "它在数字里的感受野：第 {top}–{bottom} 行，第 {left}–{right} 列",
    reachAll: "它的感受野是整个数字",
    reachNone: "它没有见过数字，只见过填充",
    reachUnknown: "隔着这个运算，无法确定它的感受野",
    pixel: "这是图像本身的一个数：墨的浓度 {ink}（最浓是 255）除以 255。",
    unexplained: "{op} 从 {sources} 算出它。LayerLens 只显示数值，不拆解这个运算。",
    channels: "{name} 的每张图各自的乘积之和。选一张图，看它的数。",
    channelsLargest:
      "{name} 的每张图各自的乘积之和，{all} 个里最大的 {shown} 个。选一张图，看它的数。",
    channel: "图 {map}",
    patch: "{name}的局部",
    patchOfMap: "{name} 图 {map} 的局部",
    window: "窗口，从{place}起",
    sumOfWindow: "窗口之和",
    kernel: "卷积核",
    products: "乘积",
    dashed: "{name}（虚线是填充）",
    paddingCell: "填充",
    winner: "最大",
    winnerAt: "最大，位于{place}",
    sumOfChannel: "图 {map} 的乘积之和",
    sumOfMaps: "全部 {maps} 张图的乘积之和",
    sumOfProducts: "{n} 个乘积之和",
    bias: "偏置",
    noBias: "没有偏置",
    before: "总和",
    mean: "平均（除以 {n}）",
    contribution: "{n} 份贡献里最大的几份",
    within: "{name} 里的",
    short: "图 {map}（{row}, {column}）",
    shortFlat: "第 {index} 个数",
    value: "值",
    weight: "权重",
    product: "乘积",
    rest: "其余 {n} 个乘积",
    contributions: "全部贡献，画在 {name} 里各数的位置上：橙色是加，蓝色是减",
    sameNumber: "就是这个数，{place}",
    equals: "值",
  },
};

export type LensWords = (typeof WORDS)["en"];

export const readersWords = (): LensWords => WORDS[language()];

const ACTIVATIONS: Record<string, string> = {
  relu: "ReLU",
  leaky_relu: "leaky ReLU",
  tanh: "tanh",
  sigmoid: "sigmoid",
};

/** What an op is called in the prose: ReLU, and where there is no such word, aten's name. */
export function opName(op: string): string {
  return ACTIVATIONS[op] ?? op.replace(/^_/, "");
}

/** How a stage is called: its name, else what it is. */
export function stageName(words: LensWords, stage: Stage, isOutput: boolean): string {
  if (stage.kind === "input") return words.input;
  if (isOutput) return words.output;
  if (stage.name) return stage.name;
  const { kind, op } = stage;
  return op && (kind === "activation" || kind === "other") ? opName(op.op) : words.kinds[kind];
}

/** The same by its place in the network. */
export function stageNameAt(words: LensWords, stages: Stage[], s: number): string {
  return stageName(words, stages[s], s === stages.length - 1);
}

/** "convolution 5×5, stride 2, ReLU". */
export function stageKind(words: LensWords, stage: Stage): string {
  const { kind, op, window, activation, name } = stage;
  const parts: string[] = [words.kinds[kind]];
  if (op && name && (kind === "activation" || kind === "other")) parts.unshift(opName(op.op));
  if (window) {
    const usual = kind === "convolution" ? [1, 1] : window.size;
    parts[0] += ` ${window.size.join("×")}`;
    const say2 = (sentence: string, value: number[], usual: number[]) => {
      if (value.join() !== usual.join()) parts.push(say(sentence, { value: pair(value) }));
    };
    say2(words.stride, window.stride, usual);
    say2(words.padding, window.padding, [0, 0]);
    say2(words.dilation, window.dilation, [1, 1]);
  }
  if (activation) parts.push(opName(activation.op));
  return parts.join(words.comma);
}

const pair = ([a, b]: number[]) => (a === b ? String(a) : `${a}×${b}`);

/** Where a number of a stage stands, in words. */
export function placeName(words: LensWords, name: string, index: number, shape: number[]): string {
  const layout = layoutOf(shape);
  return layout.wrapped === null
    ? say(words.place, { name, ...placeOf(index, layout) })
    : say(words.placeFlat, { name, index });
}

/** The same in short, where the stage is known. */
export function shortPlace(words: LensWords, index: number, shape: number[]): string {
  const layout = layoutOf(shape);
  return layout.wrapped === null
    ? say(words.short, { ...placeOf(index, layout) })
    : say(words.shortFlat, { index });
}
