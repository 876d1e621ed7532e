// A run as a PyTorch script: run in Python, it takes the same first steps and prints their losses.

import { type OptimizerName, python } from "../shared/optimizers";
import { DEALT, FEW, type Mistake, RATE } from "./mistake-names";

export interface RunSettings {
  learning_rate: number;
  optimizer: OptimizerName;
  batch_size: number;
  momentum: number;
  zero_grad: boolean;
  seed: number;
  /** mistakes made on purpose */
  made: Mistake[];
  /** they are not told yet */
  secret: boolean;
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
  const has = (name: Mistake) => run.made.includes(name);
  const rate = has("rate") ? `${RATE} * ${run.learning_rate}` : run.learning_rate;
  const cleared = run.zero_grad && !has("zero_grad");
  const order = has("order")
    ? "torch.arange(len(train.labels))"
    : `torch.from_numpy(shuffle.permutation(len(train.labels), seed=${run.seed}, epoch=epoch))`;
  return `${source.net}
${has("zeros") ? ZEROS : ""}
${source.train}
${spoiltDigits(run)}optimizer = ${python(run.optimizer, rate, run.momentum)}
${known}
step = 0
for epoch in range(1000):
    order = ${order}
    for batch in order.split(${run.batch_size}):
        ${cleared ? "" : "# "}optimizer.zero_grad()
        output, target = net(train.images[batch])${has("softmax") ? ".softmax(1)" : ""}, train.labels[batch]
        loss = ${source.loss}
        loss.backward()
        ${has("step") ? "# " : ""}optimizer.step()
        print(step + 1, loss.item()${page.length ? ", page[step]" : ""})
        step += 1
        if step == ${page.length || STEPS}:
            raise SystemExit
`;
}

const ZEROS = `for p in net.parameters():
    if p.requires_grad:
        nn.init.zeros_(p)
`;

/** The lines that spoil the digits, as mistakes.ts does. */
function spoiltDigits({ made, seed }: RunSettings): string {
  const lines: [Mistake, string, string][] = [
    [
      "labels",
      `dealt = shuffle.permutation(len(train.labels), seed=${seed}, epoch=${DEALT})`,
      "train = digits.Digits(train.images, train.labels[dealt])",
    ],
    [
      "few",
      `few = -(-len(train.labels) // ${FEW})`,
      "train = digits.Digits(train.images[:few], train.labels[:few])",
    ],
    [
      "order",
      "sorted_ = train.labels.argsort(stable=True)",
      "train = digits.Digits(train.images[sorted_], train.labels[sorted_])",
    ],
  ];
  return lines
    .filter(([name]) => made.includes(name))
    .map(([_, ...both]) => `${both.join("\n")}\n`)
    .join("");
}

/** A float32 as Python reads it. */
function float(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(8))) : `float("${value}")`;
}
