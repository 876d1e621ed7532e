// The geometry of the convolution or pooling at work: images of c planes h×w, o planes oh×ow of
// output, kernel kh×kw, strides, paddings and dilations. Set once, read by the kernels that follow.

export let c: i32 = 0;
export let h: i32 = 0;
export let w: i32 = 0;
export let o: i32 = 0;
export let oh: i32 = 0;
export let ow: i32 = 0;
export let kh: i32 = 0;
export let kw: i32 = 0;
export let sh: i32 = 0;
export let sw: i32 = 0;
export let ph: i32 = 0;
export let pw: i32 = 0;
export let dh: i32 = 0;
export let dw: i32 = 0;

// The core's convolutions have neither strides nor dilations: GENERAL is 0 in core.ts, 1 in all.ts.

/** Rows and columns from one place of the kernel to the next. */
// @ts-ignore: decorator
@inline
export function down(): i32 {
  return GENERAL ? sh : 1;
}
// @ts-ignore: decorator
@inline
export function right(): i32 {
  return GENERAL ? sw : 1;
}

/** Rows and columns from one tap to the next. */
// @ts-ignore: decorator
@inline
export function tapDown(): i32 {
  return GENERAL ? dh : 1;
}
// @ts-ignore: decorator
@inline
export function tapRight(): i32 {
  return GENERAL ? dw : 1;
}

/** The row of the image under row `ky` of the kernel, for row `oy` of the output; maybe padding. */
// @ts-ignore: decorator
@inline
export function rowUnder(oy: i32, ky: i32): i32 {
  return oy * sh - ph + ky * dh;
}

/** The same for columns. */
// @ts-ignore: decorator
@inline
export function columnUnder(ox: i32, kx: i32): i32 {
  return ox * sw - pw + kx * dw;
}

export function geometry(
  planes: i32,
  height: i32,
  width: i32,
  outPlanes: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padY: i32,
  padX: i32,
  dilationY: i32,
  dilationX: i32,
): void {
  c = planes;
  h = height;
  w = width;
  o = outPlanes;
  oh = outHeight;
  ow = outWidth;
  kh = kernelHeight;
  kw = kernelWidth;
  sh = strideY;
  sw = strideX;
  ph = padY;
  pw = padX;
  dh = dilationY;
  dw = dilationX;
  if (GENERAL && kh * kw * sh * sw === 1 && !ph && !pw) {
    // a kernel of one place sees a plane as one row
    w *= h;
    ow *= oh;
    h = 1;
    oh = 1;
  }
}
