// Products of matrices and vectors.

import { bool, cName, type Dtype, typeName } from "../dtypes";
import { type Entry, planned } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args } from "../schema";
import { broadcastShapes, shown } from "../shapes";
import type { Tensor } from "../tensors";
import { common } from "./elementwise";
import { fixed, wantWide } from "./fixed";

const of = ({ layout: { shape } }: Tensor) => shape;

/** Raises unless both have one dtype. */
export function alike(first: Tensor, second: Tensor, message: (a: Dtype, b: Dtype) => string) {
  const [a, b] = [first.layout.dtype, second.layout.dtype];
  check(a === b, () => message(a, b));
}

const mats = (a: Dtype, b: Dtype) =>
  `expected m1 and m2 to have the same dtype, but got: ${cName(a)} != ${cName(b)}`;

function matrices(first: Tensor, second: Tensor) {
  const [a, b] = [of(first), of(second)];
  check(
    a[1] === b[0],
    () => `mat1 and mat2 shapes cannot be multiplied (${a.join("x")} and ${b.join("x")})`,
  );
  alike(first, second, mats);
}

/** Raises unless `t` can be expanded to this shape. */
export function expands(t: Tensor, shape: number[]) {
  const own = of(t);
  check(
    own.length <= shape.length,
    () =>
      `expand(${typeName(t.layout.dtype)}{${shown(own)}}, size=${shown(shape)}): the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${own.length})`,
  );
  // the last axis first, as torch looks
  for (let i = own.length - 1; i >= 0; i--) {
    const size = own[i];
    const d = shape.length - own.length + i;
    check(
      size === 1 || size === shape[d],
      () =>
        `The expanded size of the tensor (${shape[d]}) must match the existing size (${size}) at non-singleton dimension ${d}.  Target sizes: ${shown(shape)}.  Tensor sizes: ${shown(own)}`,
    );
  }
}

const rankOf = (t: Tensor, rank: number, message: () => string) =>
  check(of(t).length === rank, message);

/** Raises unless they are batches of matrices that can be multiplied. */
function batches(first: Tensor, second: Tensor) {
  const [a, b] = [of(first), of(second)];
  rankOf(first, 3, () => "batch1 must be a 3D tensor");
  rankOf(second, 3, () => "batch2 must be a 3D tensor");
  check(
    a[0] === b[0] && a[2] === b[1],
    () =>
      `Expected size for first two dimensions of batch2 tensor to be: ${shown([a[0], a[2]])} but got: ${shown([b[0], b[1]])}.`,
  );
  alike(first, second, (x, y) => `expected scalar type ${x.title} but found ${y.title}`);
}

/** Raises unless they are vectors of one length and dtype. */
function vectors(first: Tensor, second: Tensor) {
  const [a, b] = [of(first), of(second)];
  check(
    a.length === 1 && b.length === 1,
    () => `1D tensors expected, but got ${a.length}D and ${b.length}D tensors`,
  );
  alike(
    first,
    second,
    (x, y) => `dot : expected both vectors to have same dtype, but found ${x.title} and ${y.title}`,
  );
  check(
    a[0] === b[0],
    () =>
      `inconsistent tensor size, expected tensor ${shown(a)} and src ${shown(b)} to have the same number of elements, but got ${a[0]} and ${b[0]} elements respectively`,
  );
  check(
    first.layout.dtype !== bool,
    () => `"dot" not implemented for 'Bool'`,
    "NotImplementedError",
  );
}

/** Raises unless a matrix and a vector can be multiplied, and have the dtype of what is added, of this size. */
function matrixBy(self: Tensor, mat: Tensor, vec: Tensor, size = of(self)[0] ?? 1) {
  const [m, v] = [of(mat), of(vec)];
  check(
    m.length === 2 && v.length === 1 && of(self).length <= 1,
    () => `vector + matrix @ vector expected, got ${of(self).length}, ${m.length}, ${v.length}`,
  );
  check(
    m[1] === v[0],
    () => `size mismatch, got input (${size}), mat (${m.join("x")}), vec (${v[0]})`,
  );
  const [x, y, z] = [self, mat, vec].map((t) => t.layout.dtype);
  check(
    x === y && y === z,
    () =>
      `addmv input tensors must have the same dtype, but got ${x.title}, ${y.title}, and ${z.title}`,
  );
}

/** Operands that all have the dtype of the output. */
const product = (engine: string, shape: (a: Args) => number[], dtypeFrom: string) =>
  fixed(engine, (a) => [layout(a[dtypeFrom].layout.dtype, shape(a))], {
    compute: (a) => a[dtypeFrom].layout.dtype,
  });

export const matrix: Entry[] = [
  ...planned(
    product(
      "mm",
      ({ self, mat2 }) => {
        rankOf(self, 2, () => "self must be a matrix");
        rankOf(mat2, 2, () => "mat2 must be a matrix");
        matrices(self, mat2);
        return [of(self)[0], of(mat2)[1]];
      },
      "self",
    ),
    "mm(Tensor self, Tensor mat2) -> Tensor",
  ),
  ...planned(
    product(
      "addmm",
      ({ self, mat1, mat2 }) => {
        alike(
          self,
          mat2,
          (x, y) => `self and mat2 must have the same dtype, but got ${x.title} and ${y.title}`,
        );
        alike(
          mat1,
          mat2,
          (x, y) => `mat1 and mat2 must have the same dtype, but got ${x.title} and ${y.title}`,
        );
        rankOf(mat1, 2, () => `mat1 must be a matrix, got ${of(mat1).length}-D tensor`);
        rankOf(mat2, 2, () => `mat2 must be a matrix, got ${of(mat2).length}-D tensor`);
        matrices(mat1, mat2);
        const shape = [of(mat1)[0], of(mat2)[1]];
        expands(self, shape);
        return shape;
      },
      "mat1",
    ),
    "addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor",
  ),
  ...planned(
    product(
      "bmm",
      ({ self, mat2 }) => {
        batches(self, mat2);
        return [of(self)[0], of(self)[1], of(mat2)[2]];
      },
      "self",
    ),
    "bmm(Tensor self, Tensor mat2) -> Tensor",
  ),
  ...planned(
    product(
      "baddbmm",
      ({ self, batch1, batch2 }) => {
        batches(batch1, batch2);
        const shape = [of(batch1)[0], of(batch1)[1], of(batch2)[2]];
        expands(self, shape);
        return shape;
      },
      "batch1",
    ),
    "baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor",
  ),
  ...planned(
    product(
      "mv",
      ({ self, vec }) => {
        matrixBy(vec, self, vec, of(self)[0]);
        return [of(self)[0]];
      },
      "self",
    ),
    "mv(Tensor self, Tensor vec) -> Tensor",
  ),
  ...planned(
    product(
      "addmv",
      ({ self, mat, vec }) => {
        matrixBy(self, mat, vec);
        expands(self, [of(mat)[0]]);
        return [of(mat)[0]];
      },
      "mat",
    ),
    "addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor",
  ),
  ...planned(
    fixed(
      "addr",
      (a) => {
        const shape = [of(a.vec1)[0], of(a.vec2)[0]];
        expands(a.self, shape);
        return [layout(common(a, ["self", "vec1", "vec2"]), shape)];
      },
      { compute: (a) => common(a, ["self", "vec1", "vec2"]), casts: true },
    ),
    "addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor",
  ),
  ...planned(
    product(
      "dot",
      ({ self, tensor }) => {
        vectors(self, tensor);
        return [];
      },
      "self",
    ),
    "dot(Tensor self, Tensor tensor) -> Tensor",
  ),
  ...planned(
    product(
      "vdot",
      ({ self, other }) => {
        vectors(self, other);
        return [];
      },
      "self",
    ),
    "vdot(Tensor self, Tensor other) -> Tensor",
  ),
  ...planned(
    product(
      "_cdist_forward",
      ({ x1, x2 }) => {
        const [a, b] = [of(x1), of(x2)];
        check(
          a.at(-1) === b.at(-1),
          () => `X1 and X2 must have the same number of columns. X1: ${a.at(-1)} X2: ${b.at(-1)}`,
        );
        wantWide(x1.layout.dtype, "cdist");
        return [...a.slice(0, -2), a.at(-2) as number, b.at(-2) as number];
      },
      "x1",
    ),
    "_cdist_forward(Tensor x1, Tensor x2, float p, int? compute_mode) -> Tensor",
  ),
  ...planned(
    product("_cdist_backward", ({ x1 }) => of(x1), "x1"),
    "_cdist_backward(Tensor grad, Tensor x1, Tensor x2, float p, Tensor cdist) -> Tensor",
  ),
  ...planned(
    product(
      "_trilinear",
      ({ i1, i2, i3, expand1, expand2, expand3, sumdim }) => {
        const wide = [
          [i1, expand1],
          [i2, expand2],
          [i3, expand3],
        ].map(([t, at]) => {
          const shape = [...of(t)];
          for (const d of [...at].sort((x, y) => x - y)) shape.splice(d, 0, 1);
          return shape;
        });
        return broadcastShapes(...wide).filter((_, d) => !sumdim.includes(d));
      },
      "i1",
    ),
    "_trilinear(Tensor i1, Tensor i2, Tensor i3, int[] expand1, int[] expand2, int[] expand3, int[] sumdim, int unroll_dim=1) -> Tensor",
  ),
];
