// Rows of a table, put together bag by bag: their sum, mean or largest numbers.

import { type Bind, type Call, type Operations, ordered } from "./operation";

/** As aten numbers them. */
const [MEAN, MAX] = [1, 2];

/** Visit each bag: the places of its indices, without those for padding. */
function eachBag(call: Call, visit: (bag: number, places: number[]) => void) {
  const { i32, args } = call;
  const { indices, offsets } = call.in;
  const padding = args.padding_idx ?? -1;
  const count = offsets.numel - (args.include_last_offset ? 1 : 0);
  for (let bag = 0; bag < count; bag++) {
    const end = bag + 1 < offsets.numel ? i32[offsets.at + bag + 1] : indices.numel;
    const places: number[] = [];
    for (let i = i32[offsets.at + bag]; i < end; i++) {
      if (i32[indices.at + i] !== padding) places.push(i);
    }
    visit(bag, places);
  }
}

const forward: Bind = ordered((call) => {
  const { f32, i32, args } = call;
  const { weight, indices, per_sample_weights: shares } = call.in;
  const [y, bagOf, size, largest] = call.out;
  const width = weight.shape[1];
  const { mode = 0 } = args;
  return () => {
    if (bagOf) i32.fill(0, bagOf.at, bagOf.at + bagOf.numel);
    eachBag(call, (bag, places) => {
      if (size && bag < size.numel) i32[size.at + bag] = places.length;
      for (const i of places) if (bagOf && i < bagOf.numel) i32[bagOf.at + i] = bag;
      for (let j = 0; j < width; j++) {
        let found = mode === MAX && places.length ? Number.NEGATIVE_INFINITY : 0;
        let best = 0;
        for (const i of places) {
          const row = i32[indices.at + i];
          const v = f32[weight.at + row * width + j];
          if (mode !== MAX) found += v * (shares ? f32[shares.at + i] : 1);
          else if (v > found) [found, best] = [v, row];
        }
        if (mode === MEAN && places.length) found /= places.length;
        if (y) f32[y.at + bag * width + j] = found;
        if (mode === MAX && largest) i32[largest.at + bag * width + j] = best;
      }
    });
  };
});

const backward: Bind = ordered((call) => {
  const { f32, i32, args, y } = call;
  const { grad: g, indices, per_sample_weights: shares, maximum_indices: largest } = call.in;
  const width = y.shape[1];
  const { mode } = args;
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    const times = new Map<number, number>();
    for (let i = 0; i < indices.numel; i++) {
      const row = i32[indices.at + i];
      times.set(row, (times.get(row) ?? 0) + 1);
    }
    const scale = (row: number) => (args.scale_grad_by_freq ? 1 / (times.get(row) as number) : 1);
    eachBag(call, (bag, places) => {
      for (let j = 0; j < width; j++) {
        const slope = f32[g.at + bag * width + j];
        if (mode === MAX) {
          if (places.length) f32[y.at + i32[largest.at + bag * width + j] * width + j] += slope;
          continue;
        }
        for (const i of places) {
          const row = i32[indices.at + i];
          const share = (mode === MEAN ? 1 / places.length : 1) * (shares ? f32[shares.at + i] : 1);
          f32[y.at + row * width + j] += slope * share * scale(row);
        }
      }
    });
  };
});

export const bags: Operations = {
  _embedding_bag: forward,
  _embedding_bag_backward: backward,
  _embedding_bag_forward_only: forward,
};
