/** A small baseline JPEG writer (ITU T.81) with the example tables of its annex K: no subsampling, one quality. */
import type { Picture } from './pictures.ts';

// Annex K.1, luminance, in natural order; used for all three components.
const QUANTISATION = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
// Annex K.3: how many codes there are of each length, and their values.
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const AC_VALUES = Buffer.from(
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a'
  + '535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7'
  + 'c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa', 'hex');

type Codes = Map<number, { code: number; length: number }>;

const DC_CODES = codesOf(DC_COUNTS, DC_VALUES);
const AC_CODES = codesOf(AC_COUNTS, [...AC_VALUES]);
const COSINES = Float64Array.from({ length: 64 }, (_, i) => Math.cos(((2 * (i & 7) + 1) * (i >> 3) * Math.PI) / 16) * (i >> 3 === 0 ? Math.SQRT1_2 : 1) / 2);

/** Edges that do not fill a block repeat their last pixels. */
export function jpegOf(picture: Picture): Uint8Array {
  const bits = bitWriter();
  const before = [0, 0, 0];
  for (let top = 0; top < picture.height; top += 8) {
    for (let left = 0; left < picture.width; left += 8) {
      for (let component = 0; component < 3; component++) before[component] = writeBlock(bits, blockOf(picture, left, top, component), before[component]!);
    }
  }
  return Buffer.concat([headers(picture), bits.end(), Uint8Array.of(0xff, 0xd9)]);
}

function headers({ width, height }: Picture): Uint8Array {
  const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body];
  return Uint8Array.from([
    0xff, 0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...ZIGZAG.map((at) => QUANTISATION[at]!)]),
    ...segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    ...segment(0xc4, [0x00, ...DC_COUNTS, ...DC_VALUES]),
    ...segment(0xc4, [0x10, ...AC_COUNTS, ...AC_VALUES]),
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
  ]);
}

/** Samples of one component (Y, Cb, Cr as JFIF has them), centred on zero. */
function blockOf({ width, height, rgb }: Picture, left: number, top: number, component: number): Float64Array {
  const block = new Float64Array(64);
  for (let i = 0; i < 64; i++) {
    const at = (Math.min(top + (i >> 3), height - 1) * width + Math.min(left + (i & 7), width - 1)) * 3;
    const r = rgb[at]!;
    const g = rgb[at + 1]!;
    const b = rgb[at + 2]!;
    if (component === 0) block[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    else if (component === 1) block[i] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    else block[i] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
  return block;
}

function writeBlock(bits: ReturnType<typeof bitWriter>, block: Float64Array, dcBefore: number): number {
  const values = transform(block);
  const dc = values[0]!;
  writeValue(bits, DC_CODES, 0, dc - dcBefore);
  let zeros = 0;
  let last = 63;
  while (last > 0 && values[last] === 0) last--;
  for (let k = 1; k <= last; k++) {
    const value = values[k]!;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.put(AC_CODES.get(0xf0)!);
    writeValue(bits, AC_CODES, zeros, value);
    zeros = 0;
  }
  if (last < 63) bits.put(AC_CODES.get(0)!);
  return dc;
}

/** Forward cosine transform, quantised, in zigzag order. */
function transform(block: Float64Array): Int32Array {
  const rows = new Float64Array(64);
  for (let y = 0; y < 8; y++) for (let u = 0; u < 8; u++) {
    let sum = 0;
    for (let x = 0; x < 8; x++) sum += block[y * 8 + x]! * COSINES[u * 8 + x]!;
    rows[y * 8 + u] = sum;
  }
  const out = new Int32Array(64);
  for (let k = 0; k < 64; k++) {
    const at = ZIGZAG[k]!;
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += rows[y * 8 + (at & 7)]! * COSINES[(at >> 3) * 8 + y]!;
    out[k] = Math.round(sum / QUANTISATION[at]!);
  }
  return out;
}

function writeValue(bits: ReturnType<typeof bitWriter>, codes: Codes, zeros: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  bits.put(codes.get(zeros * 16 + size)!);
  if (size > 0) bits.put({ code: value < 0 ? value + (1 << size) - 1 : value, length: size });
}

function bitWriter(): { put(code: { code: number; length: number }): void; end(): Uint8Array } {
  const bytes: number[] = [];
  let pending = 0;
  let count = 0;
  const put = ({ code, length }: { code: number; length: number }): void => {
    for (let bit = length - 1; bit >= 0; bit--) {
      pending = (pending << 1) | ((code >> bit) & 1);
      if (++count < 8) continue;
      bytes.push(pending);
      // A data byte of all ones would read as a marker.
      if (pending === 0xff) bytes.push(0);
      pending = 0;
      count = 0;
    }
  };
  return {
    put,
    end: () => {
      while (count > 0) put({ code: 1, length: 1 });
      return Uint8Array.from(bytes);
    },
  };
}

function codesOf(counts: readonly number[], values: readonly number[]): Codes {
  const codes: Codes = new Map();
  let code = 0;
  let next = 0;
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) codes.set(values[next++]!, { code: code++, length: i + 1 });
    code <<= 1;
  });
  return codes;
}
