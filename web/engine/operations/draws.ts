// Operations that draw random numbers: they run even where nobody reads what they drew, for the next
// one draws on.

export const DRAWS = new Set([
  "bernoulli",
  "normal_functional",
  "rand",
  "rand_like",
  "randint",
  "randint_like",
  "randn",
  "randn_like",
  "randperm",
  "rrelu_with_noise_functional",
  "uniform",
]);
