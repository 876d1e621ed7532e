// The settings as traits of the widget, and each layer as Python writes it.

import type { AnyModel } from "@anywidget/types";
import type { Conv, Name, Pool, Settings } from "./shapes";

const CONV = ["in", "out", "kernel", "stride", "padding", "dilation"];
const POOL = ["", "kernel", "stride", "padding"];

/** The traits of each layer that has settings, in the order of its controls. */
export const TRAITS: Partial<Record<Name, string[]>> = {
  input: ["size", "channels"],
  C1: of("conv1", CONV),
  S2: of("pool1", POOL),
  C3: of("conv2", CONV),
  S4: of("pool2", POOL),
  F5: ["fc1_in"],
};

function of(layer: string, names: string[]): string[] {
  return names.map((name) => (name ? `${layer}_${name}` : layer));
}

/** The trait of a setting of a layer, such as "conv1_kernel". */
export function trait(name: Name, setting: string): string {
  return TRAITS[name]?.find((trait) => trait.endsWith(`_${setting}`)) ?? setting;
}

/** What a trait's setting is called in the words. */
export function setting(trait: string): string {
  if (/^pool\d$/.test(trait)) return "pool";
  if (/^pool\d_kernel$/.test(trait)) return "poolKernel";
  return /^(?:conv|pool)\d_(.*)/.exec(trait)?.[1] ?? trait;
}

export function settings(model: AnyModel): Settings {
  const layer = (name: string, parts: string[]) =>
    Object.fromEntries(
      parts.map((part) => [part || "kind", model.get(part ? `${name}_${part}` : name)]),
    );
  return {
    batch: model.get("batch"),
    channels: model.get("channels"),
    size: model.get("size"),
    conv1: layer("conv1", CONV) as unknown as Conv,
    pool1: layer("pool1", POOL) as unknown as Pool,
    conv2: layer("conv2", CONV) as unknown as Conv,
    pool2: layer("pool2", POOL) as unknown as Pool,
    fc1_in: model.get("fc1_in"),
    features: model.get("features"),
  };
}

/** The convolution or the pooling of a layer. */
export function windowed(name: Name, all: Settings): Conv | Pool | null {
  const layers: Partial<Record<Name, Conv | Pool>> = {
    C1: all.conv1,
    S2: all.pool1,
    C3: all.conv2,
    S4: all.pool2,
  };
  return layers[name] ?? null;
}

/** A layer as Python writes it; what is PyTorch's default is left out. */
export function python(name: Name, all: Settings): string {
  const { features, fc1_in } = all;
  const layer = windowed(name, all);
  if (layer) {
    const usual = "in" in layer ? 1 : layer.kernel;
    const more = [
      layer.stride === usual ? "" : `, stride=${layer.stride}`,
      layer.padding ? `, padding=${layer.padding}` : "",
      "in" in layer && layer.dilation !== 1 ? `, dilation=${layer.dilation}` : "",
    ].join("");
    return "in" in layer
      ? `nn.Conv2d(${layer.in}, ${layer.out}, ${layer.kernel}${more})`
      : `F.${layer.kind}(${name === "S2" ? "c1" : "c3"}, ${layer.kernel}${more})`;
  }
  const linear = { F5: [fc1_in, features[0]], F6: features.slice(0, 2), out: features.slice(1) };
  if (name in linear) return `nn.Linear(${linear[name as keyof typeof linear].join(", ")})`;
  return name === "flat" ? "torch.flatten(s4, 1)" : "";
}
