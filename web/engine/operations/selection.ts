// A list parted and sorted by the very moves of the C++ library that torch calls (libstdc++): they
// decide which of equal numbers come first. One begins at place `first` and ends before `last`.

/** Whether the one stands before the other. */
export type Before = (a: number, b: number) => boolean;

/** Lists longer than this are parted before they are sorted. */
const SHORT = 16;

function swap(list: Int32Array, i: number, j: number) {
  const one = list[i];
  list[i] = list[j];
  list[j] = one;
}

/** Put `one` into a heap whose place `hole` is free, and what is above it in order. */
function sink(
  list: Int32Array,
  first: number,
  hole: number,
  length: number,
  one: number,
  before: Before,
) {
  let [free, child] = [hole, hole];
  while (child < (length - 1) >> 1) {
    child = 2 * (child + 1);
    if (before(list[first + child], list[first + child - 1])) child--;
    list[first + free] = list[first + child];
    free = child;
  }
  if (length % 2 === 0 && child === (length - 2) >> 1) {
    child = 2 * child + 1;
    list[first + free] = list[first + child];
    free = child;
  }
  for (let above = (free - 1) >> 1; free > hole; above = (free - 1) >> 1) {
    if (!before(list[first + above], one)) break;
    list[first + free] = list[first + above];
    free = above;
  }
  list[first + free] = one;
}

/** Sort the first ones, as many as lie before `middle`, into their places. */
export function sortFirst(
  list: Int32Array,
  first: number,
  middle: number,
  last: number,
  before: Before,
) {
  heapFirst(list, first, middle, last, before);
  for (let end = middle - 1; end > first; end--) {
    const one = list[end];
    list[end] = list[first];
    sink(list, first, 0, end - first, one, before);
  }
}

/** Bring the first ones before `middle`, as a heap. */
function heapFirst(list: Int32Array, first: number, middle: number, last: number, before: Before) {
  const length = middle - first;
  for (let at = (length - 2) >> 1; at >= 0; at--) {
    sink(list, first, at, length, list[first + at], before);
  }
  for (let i = middle; i < last; i++) {
    if (!before(list[i], list[first])) continue;
    const one = list[i];
    list[i] = list[first];
    sink(list, first, 0, length, one, before);
  }
}

/** Part a list by the middle one of three; return where its second part begins. */
function part(list: Int32Array, first: number, last: number, before: Before): number {
  const [a, b, c] = [first + 1, first + ((last - first) >> 1), last - 1];
  const less = (i: number, j: number) => before(list[i], list[j]);
  const middle = less(a, b)
    ? less(b, c)
      ? b
      : less(a, c)
        ? c
        : a
    : less(a, c)
      ? a
      : less(b, c)
        ? c
        : b;
  swap(list, first, middle);
  const pivot = list[first];
  for (let [i, j] = [first + 1, last]; ; i++) {
    while (before(list[i], pivot)) i++;
    j--;
    while (before(pivot, list[j])) j--;
    if (i >= j) return i;
    swap(list, i, j);
  }
}

/** Sort by putting each from place `from` on among those before it. */
function insert(list: Int32Array, first: number, from: number, last: number, before: Before) {
  for (let i = from; i < last; i++) {
    const one = list[i];
    let j = i;
    for (; j > first && before(one, list[j - 1]); j--) list[j] = list[j - 1];
    list[j] = one;
  }
}

/** How often a list may be parted until it is sorted as a heap. */
const depth = (length: number) => 2 * (31 - Math.clz32(length));

/** Bring to place `nth` the one that stands there when all are in order, those before it before it. */
export function select(list: Int32Array, first: number, nth: number, last: number, before: Before) {
  if (first === last || nth === last) return;
  for (let left = depth(last - first); last - first > 3; left--) {
    if (!left) {
      heapFirst(list, first, nth + 1, last, before);
      swap(list, first, nth);
      return;
    }
    const cut = part(list, first, last, before);
    if (cut <= nth) first = cut;
    else last = cut;
  }
  insert(list, first, first + 1, last, before);
}

/** Sort a list; equal ones do not keep their order. */
export function sort(list: Int32Array, first: number, last: number, before: Before) {
  if (first === last) return;
  const parted = (from: number, to: number, left: number) => {
    for (; to - from > SHORT; left--) {
      if (!left) {
        sortFirst(list, from, to, to, before);
        return;
      }
      const cut = part(list, from, to, before);
      parted(cut, to, left - 1);
      to = cut;
    }
  };
  parted(first, last, depth(last - first));
  insert(list, first, first + 1, last, before);
}

/** Bring the one of rank `k` to its place, as torch's own quickselect does. */
export function quickselect(list: Int32Array, k: number, after: Before) {
  let [low, high] = [0, list.length - 1];
  const above = (i: number, j: number) => after(list[i], list[j]);
  while (high > low + 1) {
    swap(list, low + ((high - low) >> 1), low + 1);
    if (above(low + 1, high)) swap(list, low + 1, high);
    if (above(low, high)) swap(list, low, high);
    if (above(low + 1, low)) swap(list, low + 1, low);
    let [i, j] = [low + 1, high];
    for (;;) {
      do i++;
      while (above(low, i));
      do j--;
      while (above(j, low));
      if (j < i) break;
      swap(list, i, j);
    }
    swap(list, low, j);
    if (j <= k) low = i;
    if (j >= k) high = j - 1;
  }
  if (high === low + 1 && above(low, high)) swap(list, low, high);
}
