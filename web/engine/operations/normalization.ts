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

/** Mean and Σ (x - mean)² of runs of numbers: `count` runs of `len`, `step` words apart. */
function moments({ k, f32: f }: Call, at: number, count: number, step: number, len: number) {
  const sumOf = (one: (p: number) => number, run: (p: number) => number) => {
    let sum = 0;
    for (let r = 0; r < count; r++) {
      const from = at + r * step;
      if (len >= SHORT) sum += run(from);
      else for (let p = from; p < from + len; p++) sum += one(p);
    }
    return sum;
  };
  const all = count * len;
  const mean =
    sumOf(
      (p) => f[p],
      (from) => k.sumRow(from, len),
    ) / all;
  const squares = sumOf(
    (p) => (f[p] - mean) ** 2,
    (from) => k.dotRow(from, from, len, mean, mean),
  );
  return { mean, squares };
}

/** A shorter row is not worth the call of a kernel. */
const SHORT = 8;

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
  const [scales, shifts] = [new Float64Array(c), new Float64Array(c)];
  const found = new Float64Array(1 + 2 * c); // count, means, and Σ (x - mean)²
  const renew = (which: 0 | 1, ch: number, value: number) => {
    const [before, after] = [running[which], norm.next[which]];
    if (before && after) f[after.at + ch] = momentum * value + (1 - momentum) * f[before.at + ch];
  };
  const scale = (ch: number, mean: number, variance: number) => {
    const rstd = 1 / Math.sqrt(variance + eps);
    if (training && saveMean) f[saveMean.at + ch] = mean;
    if (training && saveRstd) f[saveRstd.at + ch] = rstd;
    scales[ch] = rstd * (weight ? f[weight.at + ch] : 1);
    shifts[ch] = (bias ? f[bias.at + ch] : 0) - mean * scales[ch];
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
    // from the lowest place to the highest, for a kernel may write beyond the end of a row
    for (let p = 0, ch = 0; p < x.numel; p += inner, ch = (ch + 1) % c) {
      if (inner >= SHORT) call.k.affine(x.at + p, y.at + p, inner, scales[ch], shifts[ch]);
      else for (let q = p; q < p + inner; q++) f[y.at + q] = f[x.at + q] * scales[ch] + shifts[ch];
    }
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

/** `next` of the functional form are its last two outputs. */
const forward = (training: (args: Call["args"]) => boolean): Bind =>
  ordered((call) => {
    const { input: x, weight, bias, running_mean: mean, running_var: variance } = call.in;
    const { momentum = 0.1, eps = 1e-5 } = call.args;
    const [y, saveMean, saveRstd, ...next] = call.out;
    return batchNorm(call, {
      ...{ x, y: y as Tensor, weight, bias, training: training(call.args) },
      ...{ saved: [saveMean, saveRstd], running: [mean, variance], momentum, eps },
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
  const [scales, slopes, shifts] = [0, 1, 2].map(() => new Float64Array(c));
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
      scales[ch] = rstd * (weight ? f[weight.at + ch] : 1);
      slopes[ch] = train ? (-scales[ch] * joint(1 + c + ch) * rstd * rstd) / count : 0;
      shifts[ch] = train ? -slopes[ch] * middleOf(ch) - (scales[ch] * joint(1 + ch)) / count : 0;
    }
    if (!dx) return;
    for (let p = 0, ch = 0; p < x.numel; p += inner, ch = (ch + 1) % c) {
      const [s, t, u] = [scales[ch], slopes[ch], shifts[ch]];
      if (!train) for (let q = p; q < p + inner; q++) f[dx.at + q] = s * f[g.at + q];
      else if (inner >= SHORT) k.blendRow(g.at + p, x.at + p, dx.at + p, inner, s, t, u);
      else for (let q = p; q < p + inner; q++) f[dx.at + q] = s * f[g.at + q] + t * f[x.at + q] + u;
    }
  };
  return () => {
    for (let ch = 0; ch < c; ch++) {
      const middle = middleOf(ch);
      let sum = 0;
      let dot = 0;
      for (let i = 0; i < n; i++) {
        const from = (i * c + ch) * inner;
        if (inner >= SHORT) {
          sum += k.sumRow(g.at + from, inner);
          dot += k.dotRow(g.at + from, x.at + from, inner, 0, middle);
          continue;
        }
        for (let p = from; p < from + inner; p++) {
          sum += f[g.at + p];
          dot += f[g.at + p] * (f[x.at + p] - middle);
        }
      }
      if (dw) f[dw.at + ch] = dot * rstdOf(ch);
      if (db) f[db.at + ch] = sum;
      found[1 + ch] = sum;
      found[1 + c + ch] = dot;
    }
    return train && dx ? together(call, found, merge) : merge([found]);
  };
});

/** How the numbers of x fall into rows that are normalized: runs of one channel after another. */
interface Groups {
  rows: number;
  len: number;
  /** numbers of a run, which have one weight */
  run: number;
  /** channel of row r's first run */
  first: (r: number) => number;
}

function normalizeRows(call: Call, { rows, len, run, first }: Groups): () => void {
  const { f32: f, k } = call;
  const { input: x, weight, bias } = call.in;
  const { eps } = call.args;
  const [y, saveMean, saveRstd] = call.out;
  return () => {
    for (let r = 0; r < rows; r++) {
      const { mean, squares } = moments(call, x.at + r * len, 1, 0, len);
      const rstd = 1 / Math.sqrt(squares / len + eps);
      if (saveMean) f[saveMean.at + r] = mean;
      if (saveRstd) f[saveRstd.at + r] = rstd;
      if (!y) continue;
      // from the lowest place to the highest, for a kernel may write beyond the end of a run
      for (let ch = first(r), p = r * len; p < (r + 1) * len; ch++, p += run) {
        const scale = rstd * (weight ? f[weight.at + ch] : 1);
        const shift = (bias ? f[bias.at + ch] : 0) - mean * scale;
        if (run >= SHORT) k.affine(x.at + p, y.at + p, run, scale, shift);
        else for (let q = p; q < p + run; q++) f[y.at + q] = f[x.at + q] * scale + shift;
      }
    }
  };
}

function rowsBackward(call: Call, { rows, len, run, first }: Groups): () => void {
  const { f32: f, k } = call;
  const { grad_out: g, input: x, weight, mean, rstd } = call.in;
  const [dx, dw, db] = call.out;
  const channels = (dw ?? db)?.numel ?? 0;
  const [sums, dots] = [new Float64Array(channels), new Float64Array(channels)];
  return () => {
    sums.fill(0);
    dots.fill(0);
    for (let r = 0; r < rows; r++) {
      const [middle, scale] = [f[mean.at + r], f[rstd.at + r]];
      let sum = 0;
      let dot = 0;
      for (let ch = first(r), p = r * len; p < (r + 1) * len; ch++, p += run) {
        let slope = 0;
        let along = 0;
        if (run >= SHORT) {
          slope = k.sumRow(g.at + p, run);
          along = k.dotRow(g.at + p, x.at + p, run, 0, middle);
        } else {
          for (let q = p; q < p + run; q++) {
            slope += f[g.at + q];
            along += f[g.at + q] * (f[x.at + q] - middle);
          }
        }
        along *= scale;
        if (channels) {
          sums[ch] += slope;
          dots[ch] += along;
        }
        const w = weight ? f[weight.at + ch] : 1;
        sum += w * slope;
        dot += w * along;
      }
      if (!dx) continue;
      // dx = s g + t x + u
      const t = (-dot / len) * scale * scale;
      const u = (-sum / len) * scale - t * middle;
      for (let ch = first(r), p = r * len; p < (r + 1) * len; ch++, p += run) {
        const s = scale * (weight ? f[weight.at + ch] : 1);
        if (run >= SHORT) k.blendRow(g.at + p, x.at + p, dx.at + p, run, s, t, u);
        else for (let q = p; q < p + run; q++) f[dx.at + q] = s * f[g.at + q] + t * f[x.at + q] + u;
      }
    }
    if (dw) f.set(dots, dw.at);
    if (db) f.set(sums, db.at);
  };
}

/** Rows of the last axes; each of their numbers has a weight. */
function layers({ args, in: { input } }: Call): Groups {
  const len = product(args.normalized_shape);
  return { rows: input.numel / len || 0, len, run: 1, first: () => 0 };
}

/** Rows of a sample's channels, group by group; each channel has a weight. */
function groups({ args: { N: n, C: c, HxW: inner, group } }: Call): Groups {
  const each = c / group;
  return { rows: n * group, len: each * inner, run: inner, first: (r) => (r % group) * each };
}

export const normalization: Operations = {
  _native_batch_norm_legit: forward(({ training }) => training),
  _native_batch_norm_legit_functional: forward(({ training }) => training),
  _native_batch_norm_legit_no_training: forward(() => false),
  native_batch_norm: forward(({ training }) => training),
  native_batch_norm_backward: batchNormBackward,
  native_group_norm: ordered((call) => normalizeRows(call, groups(call))),
  native_group_norm_backward: ordered((call) => rowsBackward(call, groups(call))),
  native_layer_norm: ordered((call) => normalizeRows(call, layers(call))),
  native_layer_norm_backward: ordered((call) => rowsBackward(call, layers(call))),
};
