// A run as a PyTorch script: run in Python, it takes the same first steps and prints their losses.

import { type OptimizerName, python } from "../shared/optimizers";

export interface RunSettings {
  learning_rate: number;
  optimizer: OptimizerName;
  batch_size: number;
  momentum: number;
  zero_grad: boolean;
  seed: number;
}

/** What Python says of the network, the digits and the loss it gave, as source. */
export interface Source {
  /** statements that leave the network in `net` */
  net: string;
  /** statements that leave the digits in `train` */
  train: string;
  /** an expression in `output` and `target` */
  loss: string;
}

const STEPS = 20; // that the script takes at most

/** The run in Python; beside its losses it prints those that the page had, if it had any. */
export function script(source: Source, run: RunSettings, losses: number[]): string {
  const page = losses.slice(0, STEPS);
  const known = page.length
    ? `\n# The page's own losses.\npage = [${page.map(float).join(", ")}]`
    : "";
  return `${source.net}

${source.train}
optimizer = ${python(run.optimizer, run.learning_rate, run.momentum)}
${known}
step = 0
for epoch in range(1000):
    order = torch.from_numpy(shuffle.permutation(len(train.labels), seed=${run.seed}, epoch=epoch))
    for batch in order.split(${run.batch_size}):
        ${run.zero_grad ? "" : "# "}optimizer.zero_grad()
        output, target = net(train.images[batch]), train.labels[batch]
        loss = ${source.loss}
        loss.backward()
        optimizer.step()
        print(step + 1, loss.item()${page.length ? ", page[step]" : ""})
        step += 1
        if step == ${page.length || STEPS}:
            raise SystemExit
`;
}

/** A float32 as Python reads it. */
function float(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : `float("${value}")`;
}
