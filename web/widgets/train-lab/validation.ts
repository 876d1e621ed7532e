// Where the test digits are validation digits they are called so, and their loss is drawn, dotted,
// beside that of training: where the two part, the network overfits.

import { language } from "../../shared/language";
import type { TrainWords } from "./words";

const NAMES = { en: ["test", "validation"], zh: ["测试", "验证"] };

const CURVE = { en: "validation loss", zh: "验证损失" };

const LABEL = {
  en: "Loss at each step, and dotted that of the validation digits, two lines for each run.",
  zh: "每一步的损失，点线是验证数字的损失，每次运行两条线。",
};

/** How the curve of their loss is called. */
export const validationCurve = (): string => CURVE[language()];

/** The words of TrainLab, of validation digits in place of test digits. */
export function validated(words: TrainWords): TrainWords {
  const [from, to] = NAMES[language()];
  const own = Object.entries(words).map(([key, text]) => [
    key,
    typeof text === "string" ? text.replaceAll(from, to).replaceAll("Test", "Validation") : text,
  ]);
  return { ...Object.fromEntries(own), lossCurve: LABEL[language()] };
}
