// Two training steps and one prediction of a network of the table: what Python compares with torch.

import type { Batch, Network } from "../../../web/engine/network";
import type { Tape } from "../../../web/engine/tape";

export interface Asked {
  tape: Tape;
  batch: number;
  seed: number;
  lr: number;
  /** values of the step that are wanted by name */
  names: string[];
}

/** Output and loss of a prediction, the named values of a step, and the parameters after two. */
export function judge(
  net: Network,
  { batch, seed, lr, names }: Asked,
  fill: (batch: Batch) => void,
) {
  net.optimize({ name: "SGD" });
  net.seed(seed);
  const { output, loss: scored } = net.predict(batch, fill, true);
  const predicted = { shape: net.read("output", "prediction").shape, data: output.slice() };
  net.seed(seed);
  fill(net.batch(batch));
  const loss = net.gradients(batch);
  const scores = net.output().slice();
  const found = [
    predicted,
    { shape: [scores.length], data: scores },
    ...names.map((name) => net.read(name)),
  ];
  net.update(lr);
  fill(net.batch(batch));
  const second = net.gradients(batch);
  net.update(lr);
  return {
    result: {
      losses: [loss, second].map(String),
      scored: String(scored),
      shapes: found.map((v) => v.shape),
      integers: found.map((v) => v.data instanceof Int32Array),
    },
    buffers: [...found.map((v) => new Uint8Array(v.data.buffer)), net.parameters()],
  };
}
