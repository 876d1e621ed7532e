// Parameters as a file that torch.load reads with weights_only=True: a ZIP of a pickled dict of
// tensors, and of each tensor's numbers. What torch.save writes in torch/serialization.py.

import { downloadZip } from "client-zip";

/** `bytes` are float32 in the order of the parameters, as livenet.tape.pack writes them. */
export function checkpoint(
  parameters: [name: string, shape: number[]][],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Blob> {
  const files: [string, Uint8Array<ArrayBuffer>][] = [];
  const pickle = [0x80, 2, code("}"), code("(")]; // protocol 2, a dict, its items
  let at = 0;
  for (const [i, [name, shape]] of parameters.entries()) {
    const count = shape.reduce((product, size) => product * size, 1);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, m) => n * m, 1));
    pickle.push(
      ...text(name),
      ...named("torch._utils", "_rebuild_tensor_v2"),
      ...tuple(
        [
          ...tuple(
            text("storage"),
            named("torch", "FloatStorage"),
            text(`${i}`),
            text("cpu"),
            whole(count),
          ),
          code("Q"), // what is kept under that key
        ],
        whole(0), // its first number
        tuple(...shape.map(whole)),
        tuple(...strides.map(whole)),
        [0x89], // requires no gradient
        [...named("collections", "OrderedDict"), code(")"), code("R")], // no hooks
      ),
      code("R"), // call it
    );
    files.push([`livenet/data/${i}`, bytes.subarray(at, at + 4 * count)]);
    at += 4 * count;
  }
  pickle.push(code("u"), code("."));
  const all: [string, Uint8Array<ArrayBuffer> | string][] = [
    ["livenet/data.pkl", Uint8Array.from(pickle)],
    ["livenet/byteorder", "little"],
    ...files,
    ["livenet/version", "3\n"],
  ];
  return downloadZip(all.map(([name, input]) => ({ name, input }))).blob();
}

// Pickle's words for values.
const code = (letter: string) => letter.charCodeAt(0);
const whole = (n: number) => [code("J"), ...[0, 8, 16, 24].map((bits) => (n >>> bits) & 0xff)];
const tuple = (...items: number[][]) => [code("("), ...items.flat(), code("t")];
const named = (module: string, name: string) => [...`c${module}\n${name}\n`].map(code);
function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [code("X"), ...whole(bytes.length).slice(1), ...bytes];
}
