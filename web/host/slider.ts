// The slider of powers without the rounding of many small steps: ten of 0.1 from 0.1 give 1.

import * as controls from "@jupyter-widgets/controls";

export class FloatLogSliderView extends controls.FloatLogSliderView {
  /** An exponent, as its step would have it. */
  override _validate_slide_value(exponent: number): number {
    return Number(exponent.toFixed(9));
  }
}
