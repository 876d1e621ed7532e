// The surfaces and their gradients; src/livenet/widgets/optimizer_race.py says where each is from.

export interface Surface {
  f(x: number, y: number): number;
  gradient(x: number, y: number): [number, number];
  /** the heights at which contour lines are drawn */
  levels: number[];
}

const QUADRATIC = [0.1, 0.5, 1.2, 2.5, 4.5, 8, 14, 24, 40, 65, 95];

export const SURFACES: Record<string, Surface> = {
  bowl: {
    f: (x, y) => (x * x + y * y) / 2,
    gradient: (x, y) => [x, y],
    levels: QUADRATIC,
  },
  ravine: {
    f: (x, y) => (x * x + 20 * y * y) / 2,
    gradient: (x, y) => [x, 20 * y],
    levels: QUADRATIC,
  },
  Rosenbrock: {
    f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient(x, y) {
      const off = y - x * x;
      return [-2 * (1 - x) - 400 * x * off, 200 * off];
    },
    levels: [0.3, 1, 3, 7, 16, 40, 100, 220, 450, 900, 1800],
  },
  Beale: {
    f: (x, y) => beale(x, y).reduce((sum, part) => sum + part * part, 0),
    gradient(x, y) {
      const [a, b, c] = beale(x, y);
      return [
        2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)),
        2 * x * (a + 2 * b * y + 3 * c * y * y),
      ];
    },
    levels: [0.05, 0.3, 1, 3, 8, 20, 60, 200, 800, 3000, 10000],
  },
  saddle: {
    f: (x, y) => (x * x - y * y) / 2,
    gradient: (x, y) => [x, -y],
    levels: [-1.5, -1, -0.5, -0.2, 0, 0.2, 0.5, 1, 1.8, 2.8, 4],
  },
};

/** What Beale's function squares and adds. */
const beale = (x: number, y: number) => [
  1.5 - x + x * y,
  2.25 - x + x * y * y,
  2.625 - x + x * y * y * y,
];
