// How a widget's state names other widgets: "IPY_MODEL_" and a model's id.

const PREFIX = "IPY_MODEL_";

/** The model's id in a reference. */
export const modelId = (reference: string): string => reference.slice(PREFIX.length);

/** The ids of all models that a value refers to, wherever they stand in it. */
export function modelIds(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith(PREFIX) ? [modelId(value)] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(modelIds) : [];
}
