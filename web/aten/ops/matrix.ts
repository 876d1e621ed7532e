// Products of matrices and vectors.

import type { Dtype } from "../dtypes";
import { type Entry, planned } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args } from "../schema";
import { shown } from "../shapes";
import type { Tensor } from "../tensors";

const of = ({ layout: { shape } }: Tensor) => shape;

/** Raises unless both have one dtype. */
export function alike(first: Tensor, second: Tensor, message: (a: Dtype, b: Dtype) => string) {
  const [a, b] = [first.layout.dtype, second.layout.dtype];
  check(a === b, () => message(a, b));
}

const mats = (a: Dtype, b: Dtype) =>
  `expected m1 and m2 to have the same dtype, but got: ${long(a)} != ${long(b)}`;
const C_NAMES: Record<string, string> = { Float: "float", Double: "double", Long: "int64_t" };
const long = (dtype: Dtype) => C_NAMES[dtype.title] ?? dtype.title.toLowerCase();

function matrices(first: Tensor, second: Tensor) {
  const [a, b] = [of(first), of(second)];
  check(
    a[1] === b[0],
    () => `mat1 and mat2 shapes cannot be multiplied (${a.join("x")} and ${b.join("x")})`,
  );
  alike(first, second, mats);
}

const read = (dtype: Dtype, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, [name, dtype] as [string, Dtype]]));

const factors = ({ alpha, beta }: Args): Args => ({
  ...(alpha?.value !== undefined && alpha.value !== 1 ? { alpha: alpha.value } : {}),
  ...(beta?.value !== undefined && beta.value !== 1 ? { beta: beta.value } : {}),
});

export const matrix: Entry[] = [
  ...planned(({ self, mat2 }) => {
    check(of(self).length === 2, () => "self must be a matrix");
    check(of(mat2).length === 2, () => "mat2 must be a matrix");
    matrices(self, mat2);
    const { dtype } = self.layout;
    return {
      ...{ engine: "mm", args: {}, compute: dtype, ins: read(dtype, "self", "mat2") },
      outs: [layout(dtype, [of(self)[0], of(mat2)[1]])],
    };
  }, "mm(Tensor self, Tensor mat2) -> Tensor"),

  ...planned((a) => {
    const { self, mat1, mat2 } = a;
    check(of(mat1).length === 2, () => `mat1 must be a matrix, got ${of(mat1).length}-D tensor`);
    check(of(mat2).length === 2, () => `mat2 must be a matrix, got ${of(mat2).length}-D tensor`);
    matrices(mat1, mat2);
    alike(
      self,
      mat2,
      (x, y) => `self and mat2 must have the same dtype, but got ${x.title} and ${y.title}`,
    );
    const { dtype } = self.layout;
    const shape = [of(mat1)[0], of(mat2)[1]];
    expands(self, shape);
    return {
      ...{ engine: "addmm", args: factors(a), compute: dtype },
      ins: read(dtype, "self", "mat1", "mat2"),
      outs: [layout(dtype, shape)],
    };
  }, "addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor"),
];

/** Raises unless `t` can be expanded to this shape. */
export function expands(t: Tensor, shape: number[]) {
  const own = of(t);
  check(
    own.length <= shape.length,
    () =>
      `expand(torch.${t.layout.dtype.title}Tensor{${shown(own)}}, size=${shown(shape)}): the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${own.length})`,
  );
  own.forEach((size, i) => {
    const d = shape.length - own.length + i;
    check(
      size === 1 || size === shape[d],
      () =>
        `The expanded size of the tensor (${shape[d]}) must match the existing size (${size}) at non-singleton dimension ${d}.  Target sizes: ${shown(shape)}.  Tensor sizes: ${shown(own)}`,
    );
  });
}
