// Random numbers, those that torch's CPU build draws for the same seed. They are drawn in the order
// in which the output lies in memory.

import { Generator, N, type Saved } from "../generator";
import { normals } from "../kernels/normal";
import { type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";

/** The session's generator, made at its first use. */
function generatorOf({ random }: Call): Generator {
  if (!random.generator) {
    random.generator = new Generator(random.seed);
    if (random.saved) (random.generator as Generator).restore(random.saved as Saved);
  }
  return random.generator as Generator;
}

/** Each number by itself. */
const each = (make: (args: Call["args"]) => (g: Generator) => number | boolean): Bind => {
  return (call) => {
    const { y } = call;
    const words = memoryOf(call, y);
    const draw = make(call.args);
    return () => {
      const g = generatorOf(call);
      for (let i = y.at; i < y.at + y.numel; i++) words[i] = draw(g) as number;
    };
  };
};

/** From 0 to below 1, as torch draws it for the dtype. */
const unit = ({ f32 }: Call) =>
  f32 instanceof Float32Array ? (g: Generator) => g.single() : (g: Generator) => g.double();

/** Bounds are rounded to the dtype, what comes of them is rounded once. */
const uniform: Bind = (call) => {
  const round = call.f32 instanceof Float32Array ? Math.fround : (x: number) => x;
  const draw = unit(call);
  return each(({ from = 0, to = 1 }) => {
    const [low, span] = [round(from), round(round(to) - round(from))];
    return (g) => draw(g) * span + low;
  })(call);
};

/** Two normal numbers of two uniform ones, as doubles. */
const doubles = (one: number, other: number): [number, number] => {
  const radius = Math.sqrt(-2 * Math.log(1 - one));
  const angle = 2 * Math.PI * other;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
};

/**
 * 16 and more that lie in order are drawn in runs of 16, each of 8 angles and 8 radii; the last 16 once
 * more if they are no run. With `blocks` nothing is drawn but for runs.
 */
const normal: Bind = (call) => {
  const { mean = 0, std = 1, blocks = false } = call.args;
  const { f32, y } = call;
  const alone = each(() => (g) => g.normal() * std + mean);
  if (y.numel < 16 || !y.contiguous) return alone(call);
  const draw = unit(call);
  const single = f32 instanceof Float32Array;
  const [spread, middle] = single ? [Math.fround(std), Math.fround(mean)] : [std, mean];
  const pair = (at: number) => {
    for (let i = at; i < at + 8; i++) {
      const [one, other] = (single ? normals : doubles)(f32[i], f32[i + 8]);
      f32[i] = one * spread + middle;
      f32[i + 8] = other * spread + middle;
    }
  };
  return () => {
    const g = generatorOf(call);
    const end = y.at + y.numel;
    const drawn = blocks ? end - (y.numel % 16) : end;
    for (let i = y.at; i < drawn; i++) f32[i] = draw(g);
    for (let at = y.at; at <= end - 16; at += 16) pair(at);
    if (y.numel % 16 === 0) return;
    for (let i = end - 16; i < end; i++) f32[i] = draw(g);
    pair(end - 16);
  };
};

const toss =
  ({ p }: Call["args"]) =>
  (g: Generator) =>
    g.double() < p;

/** The same by a kernel, to which the generator lends its state. */
const coins: Bind = (call) => {
  const { k, i32, y } = call;
  const at = call.scratch(2 * N);
  return () => {
    if (!y.numel) return;
    generatorOf(call).lend((state, words, next) => {
      i32.set(state, at);
      i32.set(words, at + N);
      const spent = k.coins(at, y.at, y.numel, next, call.args.p);
      state.set(i32.subarray(at, at + N));
      words.set(i32.subarray(at + N, at + 2 * N));
      return spent;
    });
  };
};

/** 1 with the probability p, or where that is a tensor with its own in each place. */
const bernoulli: Bind = (call) => {
  const { p } = call.args;
  if (p !== undefined) return (call.y.dtype === "float32" ? coins : each(toss))(call);
  return ordered((inner) => {
    const { f32, y } = inner;
    const from = inner.in.p ?? inner.in.self;
    const draw = unit(inner);
    return () => {
      const g = generatorOf(inner);
      for (let i = 0; i < y.numel; i++) f32[y.at + i] = draw(g) < f32[from.at + i] ? 1 : 0;
    };
  })(call);
};

const integers = each(
  ({ low = 0, high }) =>
    (g) =>
      low + g.below(high - low),
);

/** 0 … n - 1 in random order: place i is exchanged with one of those from i on. */
const permutation: Bind = (call) => {
  const { i32, y } = call;
  return () => {
    const g = generatorOf(call);
    for (let i = 0; i < y.numel; i++) i32[y.at + i] = i;
    for (let i = 0; i < y.numel - 1; i++) {
      const j = y.at + i + g.below(y.numel - i);
      [i32[y.at + i], i32[j]] = [i32[j], i32[y.at + i]];
    }
  };
};

/** In training each number below 0 is multiplied by one that is drawn for it, which is kept. */
const rrelu: Bind = ordered((call) => {
  const { f32, in: ins, args } = call;
  const { lower = 1 / 8, upper = 1 / 3, training = false } = args;
  const [y, noise] = call.out;
  return () => {
    const g = generatorOf(call);
    for (let i = 0; i < ins.self.numel; i++) {
      const x = f32[ins.self.at + i];
      const drawn = training && x <= 0 ? g.double() * (upper - lower) + lower : 1;
      const slope = training ? drawn : x <= 0 ? (lower + upper) / 2 : 1;
      if (y) f32[y.at + i] = x * slope;
      if (noise) f32[noise.at + i] = training ? drawn : f32[ins.noise.at + i];
    }
  };
});

export const random: Operations = {
  bernoulli,
  normal_functional: normal,
  rand: uniform,
  rand_like: uniform,
  randint: integers,
  randint_like: integers,
  randn: normal,
  randn_like: normal,
  randperm: permutation,
  rrelu_with_noise_functional: rrelu,
  uniform,
};
