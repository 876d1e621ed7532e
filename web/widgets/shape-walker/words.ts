// What ShapeWalker says.

import { language } from "../../shared/language";
import type { Failure, Name } from "./shapes";

const WORDS = {
  en: {
    title: "ShapeWalker: where the shapes come from",
    try: "Choose C1, change its kernel, and follow the shapes down to fc1. Where one no longer fits, you get the error that PyTorch would raise.",
    notice: [
      "The 5 of 16 × 5 × 5 is the side of S4, not the kernel: change any layer above it, or the image, and it changes; fc1 does not follow by itself.",
      "A stride of 2 halves the side, and the floor drops what is left over at the end; the strip leaves those cells empty.",
      "At a stride of 1, padding of half a kernel keeps the side (3 with 1, 5 with 2); dilation widens the kernel without more weights.",
    ] as [string, string, string],
    layers: "Layers, and the shape that each gives",
    chosen: "Settings of {name}",
    names: {
      input: "input",
      C1: "C1",
      S2: "S2",
      C3: "C3",
      S4: "S4",
      flat: "flatten",
      F5: "F5",
      F6: "F6",
      out: "output",
    } as Record<Name, string>,
    settings: {
      size: "image size",
      channels: "channels",
      in: "in_channels",
      out: "out_channels",
      kernel: "kernel",
      poolKernel: "kernel",
      stride: "stride",
      padding: "padding",
      dilation: "dilation",
      pool: "pooling",
      fc1_in: "in_features",
    } as Record<string, string>,
    shape: "shape",
    raised: "error",
    unreached: "not reached",
    raises: "{name} raises:",
    failing: "{name} raises: {message}",
    fits: "Everything fits.",
    made: "Everything fits. What __init__ makes:",
    mend: "Set {setting} of {name} to {value}",
    parameters: "parameters",
    result: "output",
    advice: {
      channels:
        "{name} was written for {in} channels and gets {got}. Its in_channels must be the out_channels of the layer before.",
      kernel:
        "The kernel spans {span}, and with its padding the map has a side of {padded}. Take a kernel of at most {value}, or a padding of at least {more}, or shrink less above.",
      small:
        "The window of {span} does not fit into a side of {padded} even once. Take a kernel of at most {value}, or shrink less above.",
      stride: "A window has to move by at least 1. Take a stride of {value}.",
      padding:
        "A window could then lie wholly in the padding. Take a padding of at most {value}, half of the kernel.",
      features:
        "mat1 is what flatten gives, rows of {got}; mat2 is the weight of fc1, which wants rows of {in}. Write nn.Linear({got}, {out}), or change a layer above until S4 gives {in} numbers.",
    } as Record<Failure["kind"], string>,
    fitsOnce:
      "The window of {span} is put on a side of {n}{padding}, {stride} apart: {count} times.",
    padded: " + 2 × {padding} of padding",
    left: " {left} at the end are reached by no window.",
    tooWide: "The window of {span} does not fit into a side of {n}{padding}.",
    elsewhere: {
      input: "(N, C, H, W): {N} of {C} channels, {H} rows, {H} columns.",
      F5: "A fully connected layer takes rows of in_features numbers, and gives rows of out_features.",
    } as Record<string, string>,
    summary: "{name}: shape {shape}. {verdict}",
  },
  zh: {
    title: "形状漫步（ShapeWalker）：形状从哪里来",
    try: "选 C1，改它的卷积核，再顺着形状往下看到 fc1。哪里对不上，就给出 PyTorch 会报的那条错误。",
    notice: [
      "16 × 5 × 5 里的 5 是 S4 的边长，不是卷积核：改上面任何一层，或改图像，它就跟着变；fc1 不会自己跟着变。",
      "步幅为 2，边长减半；除不尽时向下取整，丢掉末尾剩余的部分，条形图里那几格是空的。",
      "步幅为 1 时，填充取卷积核的一半，边长不变（3 配 1，5 配 2）；dilation（膨胀）让卷积核变宽，权重不增加。",
    ] as [string, string, string],
    layers: "各层，以及各层输出的形状",
    chosen: "{name} 的设置",
    names: {
      input: "输入",
      C1: "C1",
      S2: "S2",
      C3: "C3",
      S4: "S4",
      flat: "展平",
      F5: "F5",
      F6: "F6",
      out: "输出",
    } as Record<Name, string>,
    settings: {
      size: "图像边长",
      channels: "通道",
      in: "in_channels",
      out: "out_channels",
      kernel: "卷积核",
      poolKernel: "窗口",
      stride: "步幅",
      padding: "填充",
      dilation: "dilation",
      pool: "池化",
      fc1_in: "in_features",
    } as Record<string, string>,
    shape: "形状",
    raised: "报错",
    unreached: "走不到",
    raises: "{name} 报错：",
    failing: "{name} 报错：{message}",
    fits: "全都对得上。",
    made: "全都对得上。__init__ 里写的是：",
    mend: "把 {name} 的“{setting}”设为 {value}",
    parameters: "参数",
    result: "输出",
    advice: {
      channels:
        "{name} 写的是接受 {in} 个通道，来的是 {got} 个。它的 in_channels 必须等于上一层的 out_channels。",
      kernel:
        "卷积核占 {span} 格，特征图加上填充边长只有 {padded}。卷积核至多取 {value}，或填充至少取 {more}，或让上面的层少缩一些。",
      small:
        "边长 {padded} 里，{span} 格的窗口一个也放不下。窗口至多取 {value}，或让上面的层少缩一些。",
      stride: "窗口每次至少要移 1 格。步幅取 {value}。",
      padding: "这样会有窗口整个落在填充里。填充至多取 {value}，即窗口的一半。",
      features:
        "mat1 是展平的结果，每行 {got} 个数；mat2 是 fc1 的权重，要每行 {in} 个。写 nn.Linear({got}, {out})，或改上面的层，让 S4 正好给出 {in} 个数。",
    } as Record<Failure["kind"], string>,
    fitsOnce: "边长 {n}{padding}，{span} 格的窗口每次移 {stride} 格，放得下 {count} 次。",
    padded: " + 2 × {padding}（填充）",
    left: "末尾的 {left} 格没有窗口够得着。",
    tooWide: "边长 {n}{padding}，放不下 {span} 格的窗口。",
    elsewhere: {
      input: "(N, C, H, W)：{N} 张，{C} 个通道，{H} 行，{H} 列。",
      F5: "全连接层接受每行 in_features 个数，给出每行 out_features 个数。",
    } as Record<string, string>,
    summary: "{name}：形状 {shape}。{verdict}",
  },
};

export type ShapeWords = (typeof WORDS)["en"];

export const readersWords = (): ShapeWords => WORDS[language()];
