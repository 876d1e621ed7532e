// Numbers that functions are made of, four times side by side. They leave the module, and so stay
// variables: a constant would be made anew for each use of it in a loop, which takes longer than the use.

export let ONE = f32x4.splat(1);
export let TWO = f32x4.splat(2);

// of the exponential function, see exponential.ts
/** The bits of 1, which are the exponent's. */
export let BITS = i32x4.splat(0x3f800000);
export let LOG2E = f32x4.splat(1.4426950408889634);
/** A number that is added to it is rounded to a whole one, which stands in the last bits of the sum. */
export let WHOLE = f32x4.splat(12582912);
/** -ln 2 in two parts, the first with few bits so that a whole number times it is exact. */
export let LN2 = f32x4.splat(-0.693145751953125);
export let REST = f32x4.splat(-1.428606765330187e-6);
/** 1/n! */
export let F7 = f32x4.splat(1.0 / 5040);
export let F6 = f32x4.splat(1.0 / 720);
export let F5 = f32x4.splat(1.0 / 120);
export let F4 = f32x4.splat(1.0 / 24);
export let F3 = f32x4.splat(1.0 / 6);
export let F2 = f32x4.splat(1.0 / 2);
/** The same, fitted, see likelihood.ts. */
export let E0 = f32x4.splat(0.000198527617612854);
export let E1 = f32x4.splat(0.001393043552525342);
export let E2 = f32x4.splat(0.0083333607763052);
export let E3 = f32x4.splat(0.0416664853692055);
export let E4 = f32x4.splat(0.16666667163372);
export let E5 = f32x4.splat(0.5);
/** Between these eˣ is a normal number. */
export let LEAST = f32x4.splat(-87);
export let MOST = f32x4.splat(88);
/** Beyond these it is 0 or ∞ in float32. */
export let NONE = f32x4.splat(-104);
export let ENDLESS = f32x4.splat(104);
/** Beyond these tanh is ±1 in float32. */
export let LOW = f32x4.splat(-10);
export let HIGH = f32x4.splat(10);

// of the normal distribution, see curves.ts
export let ROOT = f32x4.splat(0.7071067811865476);
export let FAR = f32x4.splat(14);
export let THREE = f32x4.splat(3);
export let DENSITY = f32x4.splat(0.3989422804014327);
export let HALF = f32x4.splat(0.5);
export let MINUS = f32x4.splat(-0.5);
export let N13 = f32x4.splat(-4.901467874e-6);
export let N12 = f32x4.splat(-5.157557675e-7);
export let N11 = f32x4.splat(5.078504935e-5);
export let N10 = f32x4.splat(-2.190487245e-5);
export let N9 = f32x4.splat(-0.0003634903685);
export let N8 = f32x4.splat(0.0006467208584);
export let N7 = f32x4.splat(0.001617078966);
export let N6 = f32x4.splat(-0.009751002212);
export let N5 = f32x4.splat(0.02195806845);
export let N4 = f32x4.splat(-0.02380386152);
export let N3 = f32x4.splat(-0.01023541654);
export let N2 = f32x4.splat(0.09902075048);
export let N1 = f32x4.splat(-0.2309273324);
export let N0 = f32x4.splat(0.7160046048);

// of logarithms and powers, see powers.ts, in double
export let UNIT = f64x2.splat(1);
export let LOG2E_ = f64x2.splat(1.4426950408889634);
export let LN2_ = f64x2.splat(0.6931471805599453);
/** As WHOLE is in float32. */
export let WHOLE_ = f64x2.splat(6755399441055744);
/** The bits of √½ and of 1. */
export let CENTRE = i64x2.splat(0x3fe6a09e667f3bcd);
export let BITS_ = i64x2.splat(0x3ff0000000000000);
/** 2/(2n + 1) */
export let L11 = f64x2.splat(2.0 / 11);
export let L9 = f64x2.splat(2.0 / 9);
export let L7 = f64x2.splat(2.0 / 7);
export let L5 = f64x2.splat(2.0 / 5);
export let L3 = f64x2.splat(2.0 / 3);
export let L1 = f64x2.splat(2);
/** 1/n! */
export let G7 = f64x2.splat(1.0 / 5040);
export let G6 = f64x2.splat(1.0 / 720);
export let G5 = f64x2.splat(1.0 / 120);
export let G4 = f64x2.splat(1.0 / 24);
export let G3 = f64x2.splat(1.0 / 6);
export let G2 = f64x2.splat(1.0 / 2);
/** Between these 2 to a power is a normal number. */
export let FEWEST = f64x2.splat(-1022);
export let GREATEST = f64x2.splat(1023);
