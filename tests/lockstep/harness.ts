// What the tests call in Node and in a browser: a frame of bytes in, a frame of bytes out.

import { divides } from "../../web/engine/cost";
import { kernelBytes } from "../../web/engine/kernel-module";
import { type Batch, FORMAT, Network } from "../../web/engine/network";
import { operations } from "../../web/engine/operations/all";
import { operations as core } from "../../web/engine/operations/core";
import { operations as usual } from "../../web/engine/operations/usual";
import { VIEWS } from "../../web/engine/operations/views";
import type { OptimizerOptions } from "../../web/engine/optimizers";
import { isPart, joined, type Shared, type Vector } from "../../web/engine/parts";
import { Session } from "../../web/engine/session";
import { howOf, shared } from "../../web/engine/shard";
import { permutation } from "../../web/engine/shuffle";
import type { Tape, TapeInput, TapeOp, TapeValue } from "../../web/engine/tape";
import type { Tensor } from "../../web/engine/tensor";
import { dividedLayers } from "../../web/engine/wide";
import { explain } from "../../web/widgets/layer-lens/explain";
import { reach } from "../../web/widgets/layer-lens/reach";
import { KINDS, keyOf, named, SAME_ORDER, stagesOf } from "../../web/widgets/layer-lens/stages";
import { trespasses } from "./beyond";
import { answering, type Call } from "./frames";
import { type Asked, judge } from "./networks/judge";

/** "fused" and "simd" are WebAssembly, "wasm" the best of the two, "plain" is TypeScript. */
async function network(tape: Tape, params: Uint8Array, kernels: string): Promise<Network> {
  if (kernels === "plain") return new Network(tape, params, null);
  modules[kernels] ??= compiled(kernels);
  return new Network(tape, params, await modules[kernels]);
}

const modules: Record<string, Promise<WebAssembly.Module>> = {};

async function compiled(kernels: string): Promise<WebAssembly.Module> {
  const { fused, simd } = await kernelBytes();
  // else "fused" would be judged by the plain SIMD, and be as right
  if (`${fused}` === `${simd}`) throw new Error("no instruction of the kernels is fused");
  const without = kernels === "simd" || (kernels === "wasm" && !WebAssembly.validate(fused));
  return WebAssembly.compile(without ? simd : fused);
}

/** Parameters and buffers as numbers: float32, and int32 where they are whole. */
function words(tape: Tape, bytes: Uint8Array): Float64Array {
  const [f32, i32] = [floats(bytes), new Int32Array(bytes.slice().buffer)];
  const numbers = Float64Array.from(f32);
  let at = 0;
  for (const { value } of tape.parameters) {
    const { shape, dtype } = tape.values[value];
    const end = at + product(shape as number[]);
    if (dtype !== "float32") numbers.set(i32.subarray(at, end), at);
    at = end;
  }
  return numbers;
}

const floats = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);

/** Write samples and targets where a network wants them. */
function write({ f32, i32, ...batch }: Batch, input: Uint8Array, target: Uint8Array) {
  const put = (to: Tensor, bytes: Uint8Array) => {
    if (to.dtype === "float32") f32.set(floats(bytes), to.at);
    else i32.set(new Int32Array(bytes.slice().buffer), to.at);
  };
  put(batch.input, input);
  if (batch.target) put(batch.target, target);
}

/** Some networks as shards of a batch, with what they exchange handed over in memory. */
class Team {
  private constructor(readonly members: Network[]) {}

  static async of(shards: number, tape: Tape, params: Uint8Array, kernels: string): Promise<Team> {
    const make = () => network(tape, params, kernels);
    return new Team(await Promise.all(Array.from({ length: shards }, make)));
  }

  /** One step of all; the loss. */
  step(n: number, input: Uint8Array, target: Uint8Array, lr: number, zeroGrad = true): number {
    const { members } = this;
    const parted = members[0].tape.shards && members.length > 1;
    const computations = members.map((net, rank) => {
      const how = parted ? howOf(net, n, { rank, count: members.length }) : null;
      const own = how && isPart(how) ? how : { from: 0, n };
      const rows = (bytes: Uint8Array) => {
        const each = bytes.length / n;
        return bytes.subarray(own.from * each, (own.from + own.n) * each);
      };
      write(net.batch(own.n, how), rows(input), rows(target));
      return shared(net, own.n, how, zeroGrad);
    });
    const [[loss]] = together(computations);
    for (const net of members) net.update(lr);
    together(members.map((net) => net.level()));
    return loss;
  }

  /** The parameters, which all have alike, bit by bit. */
  parameters(): Uint8Array {
    const [first, ...others] = this.members.map((net) => net.parameters());
    const apart = others.some((bytes) => bytes.some((byte, i) => byte !== first[i]));
    if (apart) throw new Error("the shards' parameters differ");
    return first;
  }
}

/** Run computations side by side to the end. */
function together<Result>(computations: Shared<Result>[]): Result[] {
  let found = computations.map((one) => one.next());
  for (;;) {
    const ended = found.map((one) => one.done);
    if (ended.every(Boolean)) return found.map((one) => one.value as Result);
    if (ended.some(Boolean)) throw new Error("one shard ended before another");
    const own = found.map((one) => one.value as Vector[]);
    const sent = own.map((pieces) => joined(pieces)); // for their memory goes on to change
    found = computations.map((one, rank) =>
      one.next(sent.map((all, r) => (r === rank ? own[r][0] : all))),
    );
  }
}

const fill = (net: Network, n: number, input: Uint8Array, target: Uint8Array) =>
  write(net.batch(n), input, target);

const calls: Record<string, Call> = {
  /**
   * Load torch's weights before each step, keep our own optimizer state: the largest errors of
   * loss and weights, by kernel set.
   */
  async lockstep(args, [trajectory]) {
    const { tape, optimizer, rates, batch, kernels, losses, seed, shards } = args as unknown as {
      tape: Tape;
      optimizer: OptimizerOptions;
      rates: number[];
      batch: number;
      kernels: string[];
      losses: number[];
      seed: number;
      shards?: number;
    };
    const size =
      4 * tape.parameters.reduce((s, p) => s + product(tape.values[p.value].shape as number[]), 0);
    const input = 4 * batch * product(tape.values[tape.inputs[0].value].shape.slice(1) as number[]);
    const record = size + input + 4 * batch; // weights before the step, images, labels
    const errors: Record<string, number> = {};
    for (const set of kernels) {
      const team = await Team.of(shards ?? 1, tape, trajectory.subarray(0, size), set);
      for (const net of team.members) {
        net.optimize(optimizer);
        net.seed(seed);
      }
      let [loss, weights] = [0, 0];
      for (let step = 0; step < rates.length; step++) {
        const at = step * record;
        for (const net of team.members) net.load(trajectory.subarray(at, at + size));
        const images = trajectory.subarray(at + size, at + size + input);
        const labels = trajectory.subarray(at + size + input, at + record);
        const found = team.step(batch, images, labels, rates[step]);
        // NaN stays NaN
        loss = Math.max(loss, Math.abs(found - losses[step]) / Math.abs(losses[step]));
        const after = words(tape, trajectory.subarray(at + record, at + record + size));
        const ours = words(tape, team.parameters());
        for (let i = 0; i < ours.length; i++) {
          weights = Math.max(weights, Math.abs(ours[i] - after[i]));
        }
      }
      errors[`${set} loss`] = loss;
      errors[`${set} weights`] = weights;
    }
    return { result: errors };
  },

  /** Some free steps on the same batches; loss of each, and the last weights. */
  async free(args, [params, input, target]) {
    const { tape, optimizer, lr, batch, steps, kernels, seed, shards } = args as unknown as {
      tape: Tape;
      optimizer: OptimizerOptions;
      lr: number;
      batch: number;
      steps: number;
      kernels: string;
      seed: number;
      shards?: number;
    };
    const team = await Team.of(shards ?? 1, tape, params, kernels);
    for (const net of team.members) {
      net.optimize(optimizer);
      net.seed(seed);
    }
    const losses: number[] = [];
    const [x, t] = [input.length / steps, target.length / steps];
    for (let s = 0; s < steps; s++) {
      const images = input.subarray(s * x, (s + 1) * x);
      losses.push(team.step(batch, images, target.subarray(s * t, (s + 1) * t), lr));
    }
    return { result: losses.map(String), buffers: [team.parameters()] };
  },

  /** Of each layer that shards divide: by what, whether its outputs stay, and how many exchanges it has. */
  async divided({ tape, batch, shards }) {
    if (!divides(tape as Tape, batch as number, shards as number)) return { result: null };
    const layers = dividedLayers(tape as Tape, batch as number);
    return { result: layers.map(({ by, stays, sent }) => [by, stays, sent.length]) };
  },

  /**
   * Some orders of eight steps on two shards, and one more, of which the second stops when it has sent so
   * many vectors: where the first stands then, and the loss of its next step; beside the losses of one alone.
   */
  async lost({ tape, batch, orders, sent }, [parameters, images, labels]) {
    const open = async () => {
      const session = new Session(
        () => {},
        () => {},
      );
      const settings = { batch: batch as number, seed: 3 };
      await session.open({ tape: tape as Tape, parameters, train: { images, labels }, settings });
      return session;
    };
    const [first, second, alone] = await Promise.all([open(), open(), open()]);
    const { port1, port2 } = new MessageChannel();
    second.follow([port2, null], 1);
    await first.join([null, port1]);
    for (let i = 0; i < (orders as number); i++) await first.step(8);
    const send = port2.postMessage.bind(port2);
    let left = sent as number;
    port2.postMessage = (
      message: unknown,
      transfer?: Transferable[] | StructuredSerializeOptions,
    ) => {
      if (message instanceof Float32Array && left-- === 0) throw new Error("it is out of memory");
      send(message, transfer as Transferable[]);
    };
    const code = await first.step(8).catch((error) => error.code);
    const stood = (await first.pause())?.step ?? 0;
    const { step, losses } = await first.step();
    const ours = [];
    while (ours.length < step) ours.push(...(await alone.step()).losses);
    port2.close();
    return { result: { code, stood, step, loss: losses[0], alone: ours } };
  },

  /** One forward and backward pass: all named values, in the order of the names. */
  async values(args, [params, input, target]) {
    const { tape, batch, kernels, names } = args as unknown as {
      tape: Tape;
      batch: number;
      kernels: string;
      names: string[];
    };
    const net = await network(tape, params, kernels);
    fill(net, batch, input, target);
    net.gradients(batch);
    const found = names.map((name) => net.read(name));
    return {
      result: found.map((v) => v.shape),
      buffers: found.map((v) => new Uint8Array(v.data.buffer)),
    };
  },

  /** One step, watched: numbers of values and where they lie; values, and what was updated. */
  async trace(args, [params, input, target]) {
    const { tape, batch, optimizer, lr } = args as unknown as {
      tape: Tape;
      batch: number;
      optimizer: OptimizerOptions;
      lr: number;
    };
    const net = await network(tape, params, "wasm");
    net.optimize(optimizer);
    fill(net, batch, input, target);
    const { values, places, updates } = net.trace(batch, lr);
    const changed = updates.flatMap(({ after, slots }) => [after, ...slots.map((s) => s.after)]);
    const all = [...Object.values(values), ...changed];
    return {
      result: { numbers: Object.keys(values).map(Number), places },
      buffers: [...all.map(({ data }) => new Uint8Array(data.slice().buffer)), net.parameters()],
    };
  },

  /** A network of the table: see `judge`. */
  async judge(args, [params, input, target]) {
    const asked = args as unknown as Asked & { kernels: string };
    const net = await network(asked.tape, params, asked.kernels);
    return judge(net, asked, (batch) => write(batch, input, target));
  },

  /**
   * One operation alone. Each operand looks at memory of its own, which a buffer fills, as its value
   * says; of a list of operands the name stands at each. The outputs in reading order, as float32.
   */
  async operation(args, buffers) {
    const { op, operands, values, outputs, seed, kernels } = args as unknown as {
      op: { op: string; args: Record<string, unknown>; lists: string[] };
      operands: ({ name: string; value: TapeValue } | { name: string; value: null })[];
      values: TapeValue[];
      outputs: (number | null)[];
      seed: number;
      kernels: string;
    };
    const all = [...values];
    const inputs: Record<string, TapeInput> = {};
    const ops: TapeOp[] = [];
    const parameters: Tape["parameters"] = [];
    const place = { args: {}, module: "" };
    for (const { name, value } of operands) {
      const number = value && all.length + 1;
      if (value) {
        const words = buffers[parameters.length].length / 4;
        parameters.push({ name: `memory ${parameters.length}`, value: all.length, grad: null });
        all.push({ shape: [words], dtype: value.dtype }, value);
        const view = { self: all.length - 2 };
        ops.push({ ...place, op: "as_strided", inputs: view, outputs: [all.length - 1] });
      }
      if (op.lists.includes(name)) {
        inputs[name] = [...((inputs[name] ?? []) as number[]), number];
      } else inputs[name] = number as number;
    }
    ops.push({ ...place, op: op.op, args: op.args, inputs, outputs });
    const wanted = outputs.flatMap((v) => (v === null ? [] : [v]));
    const names = Object.fromEntries(wanted.map((v) => [`output ${v}`, v]));
    const tape: Tape = {
      format: FORMAT,
      ...{ inputs: [], parameters, values: all, ops, loss: null, output: wanted[0], names },
    };
    const sizes = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    const params = new Uint8Array(sizes);
    let at = 0;
    for (const buffer of buffers) {
      params.set(buffer, at);
      at += buffer.length;
    }
    const net = await network(tape, params, kernels);
    net.seed(seed);
    net.predict(1, () => {});
    const found = wanted.map((v) => net.read(`output ${v}`, "prediction"));
    return { result: null, buffers: found.map(({ data }) => new Uint8Array(data.buffer)) };
  },

  /** What kernels write beyond their memory. */
  async trespasses() {
    modules.wasm ??= compiled("wasm");
    return { result: trespasses(await modules.wasm) };
  },

  /** The names of aten operations, wherever this side lists some. */
  async operations() {
    return {
      result: {
        kernels: Object.keys(operations),
        core: Object.keys(core),
        usual: Object.keys(usual),
        views: [...VIEWS],
        explained: Object.keys(KINDS),
        sameOrder: [...SAME_ORDER],
      },
    };
  },

  async permutation(args) {
    const { n, seed, epoch } = args as unknown as { n: number; seed: number; epoch: number };
    return { result: [...permutation(n, seed, epoch)] };
  },

  /** What LayerLens sees in a network: its stages with all values, and where some came from. */
  async lens(args, [params, image]) {
    const { tape, spots } = args as unknown as { tape: Tape; spots: [number, number][] };
    const net = await network(named(tape), params, "wasm");
    net.predict(1, (batch) => batch.f32.set(floats(image), batch.input.at));
    const numbers = (value: number) => net.read(keyOf(value), "prediction").data;
    const stages = stagesOf(tape);
    const seen = stages.map(({ kind, name, shape, before, value }) => {
      return { kind, name, shape, before: [...numbers(before)], value: [...numbers(value)] };
    });
    const told = spots.map(([s, index]) => {
      return {
        account: explain(stages, stages[s], index, numbers),
        reach: reach(stages, s, index),
      };
    });
    return { result: { seen, told } };
  },

  /** Train from shuffled samples as a page does; the memory that each thousand steps leaves. */
  async memory(args, [params, input, target]) {
    const { tape, batch, steps, kernels } = args as unknown as {
      tape: Tape;
      batch: number;
      steps: number;
      kernels: string;
    };
    const net = await network(tape, params, kernels);
    net.optimize({ name: "Adam" });
    const words: number[] = [];
    for (let s = 0; s < steps; s++) {
      fill(net, batch, input, target);
      net.gradients(batch);
      net.update(0.001);
      net.predict(batch, () => {});
      if (s % (steps / 4) === 0) words.push(net.words);
    }
    return { result: [...words, net.words] };
  },
};

const product = (sizes: number[]) => sizes.reduce((p, s) => p * s, 1);

export const handle = answering(calls);
