// Tensors full of one number.

import { type Bind, type Call, memoryOf, type Operations } from "./operation";

/** The output full of one number, whatever its input holds. */
export const filled =
  (value: (args: Call["args"]) => number): Bind =>
  (call) => {
    const { y } = call;
    const words = memoryOf(call, y);
    const number = Number(value(call.args));
    return () => void words.fill(number, y.at, y.at + y.numel);
  };

export const fill: Operations = {
  ones_like: filled(() => 1),
};
