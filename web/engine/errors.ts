// What can go wrong, each with a stable code that a widget can translate, and a sentence.

const sentences = {
  format: "This tape is of the format {format}; the engine reads {expected}.",
  op: "The engine cannot run aten.{op} (module {module}).",
  parameters: "The network has {expected} bytes of parameters, not {got}.",
  name: "There is no value named {name}.",
  unread: "{name} has not been computed: take a step first.",
  inference: "This tape has no loss: it can predict but not train.",
  optimizer: "There is no optimizer {value}.",
  lr: "The learning rate must be a number of at least 0, not {value}.",
  momentum: "The momentum must be a number of at least 0, not {value}.",
  dampening: "The dampening must be a number, not {value}.",
  nesterov: "Nesterov's momentum needs a momentum above 0 and no dampening.",
  weightDecay: "The weight decay must be a number of at least 0, not {value}.",
  alpha: "RMSprop's alpha must be at least 0, not {value}.",
  beta: "Adam's betas must be at least 0 and below 1, not {value}.",
  eps: "eps must be a number of at least 0, not {value}.",
  lrDecay: "The decay of the learning rate must be at least 0, not {value}.",
  accumulator: "The accumulator must start at 0 or more, not {value}.",
  batch: "The batch size must be a whole number from 1 to {most}, not {value}.",
  steps: "The number of steps must be a whole number of at least 1, not {value}.",
  data: "The images have {got} numbers, and {count} samples of {each} need {expected}.",
  nothing: "There are no samples to train on, or to be tested on.",
  labels: "A label is {value}, and the network tells {classes} classes apart.",
  closed: "This trainer was closed.",
} as const;

export type ErrorCode = keyof typeof sentences;

export class EngineError extends Error {
  override name = "EngineError";
  constructor(
    readonly code: ErrorCode,
    readonly params: Record<string, string | number> = {},
  ) {
    super(sentences[code].replace(/\{(\w+)\}/g, (_, key) => String(params[key])));
  }
}
