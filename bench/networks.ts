// Steps of a network in Node, timed: what `networks.py` asks of the engine.

import { answering } from "../tests/lockstep/frames";
import { kernelBytes } from "../web/engine/kernel-module";
import { Network } from "../web/engine/network";
import type { Tape } from "../web/engine/tape";

const RATE = 1e-4; // so small that no network leaves its numbers while it is timed

const steps: Record<string, () => number> = {};
const modules: Record<string, WebAssembly.Module> = {};

async function compiled(kernels: "fused" | "simd"): Promise<WebAssembly.Module> {
  modules[kernels] ??= await WebAssembly.compile((await kernelBytes())[kernels]);
  return modules[kernels];
}

/** Words of 32 bits as they stand in memory, of any dtype. */
const words = (bytes: Uint8Array) => new Int32Array(bytes.slice().buffer);

export const handle = answering({
  /** Make a network ready, trained by momentum with some kernels; the losses of its first steps. */
  async prepare(args, [parameters, ...given]) {
    const { name, tape, kernels, batch, warm, seed } = args as unknown as {
      name: string;
      tape: Tape;
      kernels: "fused" | "simd";
      batch: number;
      warm: number;
      seed: number;
    };
    const net = new Network(tape, parameters, await compiled(kernels));
    net.optimize({ name: "SGD", momentum: 0.9 });
    net.seed(seed);
    const [input, target] = given.map(words);
    steps[name] = () => {
      const places = net.batch(batch);
      places.i32.set(input, places.input.at);
      if (places.target) places.i32.set(target, places.target.at);
      const loss = net.gradients(batch);
      net.update(RATE);
      return loss;
    };
    return { result: Array.from({ length: warm }, steps[name]).map(String) };
  },

  /** Milliseconds of the processor that some steps take, all together. */
  async time(args) {
    const { name, count } = args as unknown as { name: string; count: number };
    const began = process.cpuUsage();
    for (let i = 0; i < count; i++) steps[name]();
    const { user, system } = process.cpuUsage(began);
    return { result: (user + system) / 1000 };
  },
});
