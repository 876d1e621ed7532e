// Normalization over a batch, over the numbers of a sample, or over groups of channels. Means and
// variances are summed in double.

import type { Vector } from "../parts";
import { product, type Tensor } from "../tensor";
import { type Bind, type Call, type Operations, ordered, together } from "./operation";

/** Rows of images: (N, C, …) as n × c rows of `inner` numbers. */
function planes(x: Tensor) {
  const [n, c] = x.shape;
  return { n, c, inner: x.numel / (n * c) || 0 };
}

/** Mean and Σ (x - mean)² of `count` runs of `len` numbers, `step` words apart. */
function moments({ k }: Call, at: number, count: number, step: number, len: number) {
  const mean = k.sumRow(at, len, count, step) / (count * len);
  return { mean, squares: k.dotRow(at, at, len, count, step, mean, mean) };
}

interface Batch {
  x: Tensor;
  y: Tensor;
  weight?: Tensor;
  bias?: Tensor;
  training: boolean;
  /** of the channels: what is written, then what is read */
  saved: (Tensor | null)[];
  running: (Tensor | null | undefined)[];
  /** where the next running mean and variance are written */
  next: (Tensor | null)[];
  momentum: number;
  eps: number;
}

/** Each channel to mean 0 and variance 1, of the batch in training, else of what ran along. */
function batchNorm(call: Call, norm: Batch): () => unknown {
  const { f32: f } = call;
  const { x, y, weight, bias, training, running, momentum, eps } = norm;
  const { n, c, inner } = planes(x);
  const [saveMean, saveRstd] = norm.saved;
  const count = n * inner;
  // y = scale x + shift, for each plane of each image
  const [scales, shifts] = [call.scratch(n * c), call.scratch(n * c)];
  const found = new Float64Array(1 + 2 * c); // count, means, and Σ (x - mean)²
  const renew = (which: 0 | 1, ch: number, value: number) => {
    const [before, after] = [running[which], norm.next[which]];
    if (before && after) f[after.at + ch] = momentum * value + (1 - momentum) * f[before.at + ch];
  };
  const scale = (ch: number, mean: number, variance: number) => {
    const rstd = 1 / Math.sqrt(variance + eps);
    if (training && saveMean) f[saveMean.at + ch] = mean;
    if (training && saveRstd) f[saveRstd.at + ch] = rstd;
    const slope = rstd * (weight ? f[weight.at + ch] : 1);
    f[scales + ch] = slope;
    f[shifts + ch] = (bias ? f[bias.at + ch] : 0) - mean * slope;
  };
  /** The statistics of parts into those of all (Chan, Golub and LeVeque, 1979). */
  const merge = (all: Vector[]) => {
    const total = all.reduce((sum, part) => sum + part[0], 0);
    for (let ch = 0; ch < c; ch++) {
      let mean = 0;
      let squares = 0;
      for (const part of all) mean += (part[0] / total) * part[1 + ch];
      for (const part of all) squares += part[1 + c + ch] + part[0] * (part[1 + ch] - mean) ** 2;
      renew(0, ch, mean);
      renew(1, ch, squares / (total - 1));
      scale(ch, mean, squares / total);
    }
    write();
  };
  const write = () => {
    repeat(f, c, n, scales, shifts);
    call.k.scaleRows(x.at, y.at, scales, shifts, inner, n * c);
  };
  return () => {
    if (!training) {
      const [means, variances] = running as [Tensor, Tensor];
      for (let ch = 0; ch < c; ch++) scale(ch, f[means.at + ch], f[variances.at + ch]);
      return write();
    }
    found[0] = count;
    for (let ch = 0; ch < c; ch++) {
      const { mean, squares } = moments(call, x.at + ch * inner, n, c * inner, inner);
      found[1 + ch] = mean;
      found[1 + c + ch] = squares;
    }
    return together(call, found, merge);
  };
}

/** Write the numbers of c channels, which stand at these places, for each of n images. */
function repeat(f: Float32Array, c: number, n: number, ...places: number[]) {
  for (const at of places) for (let i = 1; i < n; i++) f.copyWithin(at + i * c, at, at + c);
}

/** `next` of the functional form are its last two outputs. */
const forward = (training: (args: Call["args"]) => boolean): Bind =>
  ordered((call) => {
    const { input: x, weight, bias, running_mean: mean, running_var: variance } = call.in;
    const { momentum = 0.1, eps = 1e-5 } = call.args;
    const [y, saveMean, saveRstd, ...next] = call.out;
    return batchNorm(call, {
      x,
      y: y as Tensor,
      weight,
      bias,
      training: training(call.args),
      saved: [saveMean, saveRstd],
      running: [mean, variance],
      momentum,
      eps,
      next: next.slice(-2),
    });
  });

const batchNormBackward: Bind = ordered((call) => {
  const { f32: f, k } = call;
  const { grad_out: g, input: x, weight } = call.in;
  const { running_mean: mean, running_var: variance, save_mean, save_invstd } = call.in;
  const { train, eps } = call.args;
  const [dx, dw, db] = call.out;
  const { n, c, inner } = planes(x);
  // dx = scale g + slope x + shift
  const [scales, slopes, shifts] = [0, 1, 2].map(() => call.scratch(n * c));
  const found = new Float64Array(1 + 2 * c); // count, Σ g, and Σ g (x - mean)
  found[0] = n * inner;
  const rstdOf = (ch: number) =>
    train ? f[save_invstd.at + ch] : 1 / Math.sqrt(f[variance.at + ch] + eps);
  const middleOf = (ch: number) => f[(train ? save_mean : mean).at + ch];
  /** A part's gradient counts by its weight in the sums over the batch, and so do these in it. */
  const merge = (all: Vector[]) => {
    const weights = call.part?.weights ?? [1];
    const own = weights[call.part?.rank ?? 0];
    const count = all.reduce((sum, part) => sum + part[0], 0);
    const joint = (i: number) => all.reduce((sum, part, r) => sum + weights[r] * part[i], 0) / own;
    for (let ch = 0; ch < c; ch++) {
      const rstd = rstdOf(ch);
      const scale = rstd * (weight ? f[weight.at + ch] : 1);
      const slope = train ? (-scale * joint(1 + c + ch) * rstd * rstd) / count : 0;
      f[scales + ch] = scale;
      f[slopes + ch] = slope;
      f[shifts + ch] = train ? -slope * middleOf(ch) - (scale * joint(1 + ch)) / count : 0;
    }
    if (!dx) return;
    repeat(f, c, n, scales, slopes, shifts);
    if (!train) return k.scaleRows(g.at, dx.at, scales, shifts, inner, n * c);
    k.blendRows(g.at, x.at, dx.at, scales, slopes, shifts, inner, n * c);
  };
  return () => {
    for (let ch = 0; ch < c; ch++) {
      const middle = middleOf(ch);
      const at = ch * inner;
      const sum = k.sumRow(g.at + at, inner, n, c * inner);
      const dot = k.dotRow(g.at + at, x.at + at, inner, n, c * inner, 0, middle);
      if (dw) f[dw.at + ch] = dot * rstdOf(ch);
      if (db) f[db.at + ch] = sum;
      found[1 + ch] = sum;
      found[1 + c + ch] = dot;
    }
    return train && dx ? together(call, found, merge) : merge([found]);
  };
});

/** Rows of the last axes to mean 0 and variance 1; each place of a row has a weight. */
const layerNorm: Bind = ordered((call) => {
  const { input: x, weight, bias } = call.in;
  const len = product(call.args.normalized_shape);
  const rows = x.numel / len || 0;
  const [y, mean, rstd] = [x.numel, rows, rows].map((n, i) => call.out[i]?.at ?? call.scratch(n));
  const { eps } = call.args;
  const [w, b] = [weight, bias].map((t) => t?.at ?? null);
  return () => call.k.normRows(x.at, w, b, y, mean, rstd, len, rows, eps);
});

const layerNormBackward: Bind = ordered((call) => {
  const { f32: f, k } = call;
  const { grad_out: g, input: x, weight, mean, rstd } = call.in;
  const len = product(call.args.normalized_shape);
  const [dx, dw, db] = [x.numel, len, len].map((n, i) => call.out[i]?.at ?? call.scratch(n));
  return () => {
    for (const at of [dw, db]) f.fill(0, at, at + len);
    const w = weight?.at ?? null;
    k.normRowsGrad(g.at, x.at, w, mean.at, rstd.at, dx, dw, db, len, x.numel / len || 0);
  };
});

/** The channels of a sample fall into groups: rows of runs, each a channel with its weight. */
function groups({ args: { N: n, C: c, HxW: run, group } }: Call) {
  const each = c / group;
  return { rows: n * group, len: each * run, run, c, channels: n * c, each };
}

const groupNorm: Bind = ordered((call) => {
  const { f32: f } = call;
  const { rows, len, run, c, channels, each } = groups(call);
  const { input: x, weight, bias } = call.in;
  const [y, saveMean, saveRstd] = call.out;
  const [scales, shifts] = [call.scratch(channels), call.scratch(channels)];
  return () => {
    for (let r = 0; r < rows; r++) {
      const { mean, squares } = moments(call, x.at + r * len, 1, 0, len);
      const rstd = 1 / Math.sqrt(squares / len + call.args.eps);
      if (saveMean) f[saveMean.at + r] = mean;
      if (saveRstd) f[saveRstd.at + r] = rstd;
      for (let i = r * each; i < (r + 1) * each; i++) {
        const scale = rstd * (weight ? f[weight.at + (i % c)] : 1);
        f[scales + i] = scale;
        f[shifts + i] = (bias ? f[bias.at + (i % c)] : 0) - mean * scale;
      }
    }
    if (y) call.k.scaleRows(x.at, y.at, scales, shifts, run, channels);
  };
});

const groupNormBackward: Bind = ordered((call) => {
  const { f32: f, k } = call;
  const { rows, len, run, c, channels, each } = groups(call);
  const { grad_out: g, input: x, weight, mean, rstd } = call.in;
  const [dx, dw, db] = call.out;
  const [sums, dots] = [new Float64Array(c), new Float64Array(c)];
  // dx = scale g + slope x + shift
  const [scales, slopes, shifts] = [0, 1, 2].map(() => call.scratch(channels));
  return () => {
    sums.fill(0);
    dots.fill(0);
    for (let r = 0; r < rows; r++) {
      const [middle, scale] = [f[mean.at + r], f[rstd.at + r]];
      let sum = 0;
      let dot = 0;
      for (let i = r * each; i < (r + 1) * each; i++) {
        const [p, ch] = [i * run, i % c];
        const w = weight ? f[weight.at + ch] : 1;
        const slope = k.sumRow(g.at + p, run, 1, 0);
        const along = k.dotRow(g.at + p, x.at + p, run, 1, 0, 0, middle) * scale;
        sums[ch] += slope;
        dots[ch] += along;
        sum += w * slope;
        dot += w * along;
        f[scales + i] = scale * w;
      }
      const t = (-dot / len) * scale * scale;
      f.fill(t, slopes + r * each, slopes + (r + 1) * each);
      f.fill((-sum / len) * scale - t * middle, shifts + r * each, shifts + (r + 1) * each);
    }
    if (dx) k.blendRows(g.at, x.at, dx.at, scales, slopes, shifts, run, channels);
    if (dw) f.set(dots, dw.at);
    if (db) f.set(sums, db.at);
  };
});

export const normalization: Operations = {
  _native_batch_norm_legit: forward(({ training }) => training),
  _native_batch_norm_legit_functional: forward(({ training }) => training),
  _native_batch_norm_legit_no_training: forward(() => false),
  native_batch_norm: forward(({ training }) => training),
  native_batch_norm_backward: batchNormBackward,
  native_group_norm: groupNorm,
  native_group_norm_backward: groupNormBackward,
  native_layer_norm: layerNorm,
  native_layer_norm_backward: layerNormBackward,
};
