/** The sample's photographs and papers, drawn here so that nothing has to be carried along: PNG, JPEG and PDF bytes. */
import { zlibSync } from 'fflate';
import { fixedNumber } from './storyClock.ts';
import { jpegOf } from './jpeg.ts';

/** RGB, three bytes a pixel, rows from the top. */
export type Picture = { width: number; height: number; rgb: Uint8Array };
export type PictureName = 'hinge' | 'leak' | 'gap' | 'box' | 'mark';

/** Two thirds: still a picture, and less than half the work. */
const SCALE = 2 / 3;

type Rect = readonly [x: number, y: number, width: number, height: number, color: number];

/** Rectangles from back to front; the first one is the ground. Drawn on a grid that SCALE makes smaller. */
const DRAWINGS: Record<PictureName, { width: number; height: number; grain: number; rects: readonly Rect[]; disc?: readonly [number, number, number, number] }> = {
  hinge: { width: 240, height: 180, grain: 14, disc: [132, 92, 9, 0x3f4347], rects: [
    [0, 0, 240, 180, 0xcfc6b6], [0, 0, 96, 180, 0xf1efe9], [92, 0, 5, 180, 0xb9b3a8], [70, 52, 58, 22, 0x8f949a], [76, 58, 8, 8, 0x53575c],
    [104, 74, 22, 14, 0x7c8187], [112, 88, 6, 8, 0x2c2e31], [120, 96, 30, 44, 0x868b91], [126, 128, 8, 8, 0x53575c], [150, 102, 14, 30, 0x767b81]] },
  leak: { width: 240, height: 180, grain: 12, disc: [120, 62, 30, 0x5d7486], rects: [
    [0, 0, 240, 180, 0xd8d4ca], [60, 12, 120, 118, 0xf3f3f1], [66, 18, 108, 14, 0xdcdedf], [150, 21, 16, 8, 0x50606d], [0, 130, 240, 50, 0xa98a63],
    [20, 140, 200, 24, 0x8fb2c4], [44, 136, 120, 32, 0x9fc0d0], [0, 152, 240, 2, 0x84694a], [0, 170, 240, 2, 0x84694a]] },
  gap: { width: 180, height: 240, grain: 10, rects: [
    [0, 0, 180, 240, 0xe4ddd0], [0, 0, 44, 240, 0xf4f2ee], [42, 0, 3, 240, 0xc4beb2], [140, 60, 40, 180, 0xb58e62], [138, 60, 3, 180, 0x8e6c48],
    [45, 222, 95, 18, 0x8a7a66], [45, 120, 94, 7, 0xe0b52f], [60, 120, 1, 7, 0x222222], [75, 120, 1, 7, 0x222222], [90, 120, 1, 7, 0x222222], [105, 120, 1, 7, 0x222222], [120, 120, 1, 7, 0x222222]] },
  box: { width: 240, height: 180, grain: 12, rects: [
    [0, 0, 240, 180, 0xb4bfc7], [0, 140, 240, 40, 0x8d7a63], [50, 50, 140, 108, 0xbb8c57], [50, 50, 140, 6, 0xa2764a], [112, 50, 18, 108, 0xe0cfae], [140, 104, 40, 32, 0xf7f6f2], [145, 110, 28, 3, 0x2a2a2a], [145, 118, 20, 3, 0x2a2a2a]] },
  mark: { width: 48, height: 48, grain: 0, rects: [[0, 0, 48, 48, 0x0f6b54], [13, 12, 5, 24, 0xffffff], [30, 12, 5, 24, 0xffffff], [18, 16, 4, 6, 0xffffff], [22, 21, 4, 6, 0xffffff], [26, 26, 4, 6, 0xffffff]] },
};

const pngs = new Map<PictureName, Uint8Array>();
const jpegs = new Map<PictureName, Uint8Array>();

/** Drawn once; the same picture hangs on many mails. */
export function pngPicture(name: PictureName): Uint8Array {
  const png = pngs.get(name) ?? encodePng(draw(name));
  pngs.set(name, png);
  return png;
}

export function jpegPicture(name: PictureName): Uint8Array {
  const jpeg = jpegs.get(name) ?? jpegOf(draw(name));
  jpegs.set(name, jpeg);
  return jpeg;
}

/** One page of A4 with a heading and lines, in the standard Helvetica of every viewer. */
export function pdfPage(heading: string, lines: readonly string[]): Uint8Array {
  const show = (text: string, size: number, y: number): string => `BT /F1 ${size} Tf 56 ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`;
  const content = [show(heading, 20, 770), ...lines.map((line, i) => show(line, 12, 730 - i * 22))].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function draw(name: PictureName): Picture {
  const { grain, rects, disc } = DRAWINGS[name];
  const [width, height] = [DRAWINGS[name].width, DRAWINGS[name].height].map((size) => Math.round(size * SCALE)) as [number, number];
  const rgb = new Uint8Array(width * height * 3);
  const paintRow = (y: number, fromX: number, toX: number, color: number): void => {
    for (let at = (y * width + fromX) * 3; at < (y * width + toX) * 3; at += 3) {
      rgb[at] = color >> 16;
      rgb[at + 1] = (color >> 8) & 0xff;
      rgb[at + 2] = color & 0xff;
    }
  };
  for (const [left, top, w, h, color] of rects) {
    const toX = Math.min(width, Math.ceil((left + w) * SCALE));
    for (let y = Math.round(top * SCALE); y < Math.min(height, Math.ceil((top + h) * SCALE)); y++) paintRow(y, Math.round(left * SCALE), toX, color);
  }
  if (disc) {
    const [cx, cy, radius] = disc.slice(0, 3).map((length) => Math.round(length * SCALE)) as [number, number, number];
    for (let y = -radius; y <= radius; y++) {
      const half = Math.round(Math.sqrt(radius ** 2 - y ** 2));
      paintRow(cy + y, cx - half, cx + half + 1, disc[3]);
    }
  }
  if (grain > 0) shade({ width, height, rgb }, grain, fixedNumber(name));
  return { width, height, rgb };
}

/** Light falls from the upper left over a little grain, so that flat colours read as a photograph. */
function shade({ width, height, rgb }: Picture, grain: number, seed: number): void {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const noise = ((Math.imul((y * width + x) >> 2, 2654435761) ^ seed) >>> 30) - 2;
      const light = Math.round(10 - (x / width + y / height) * grain) + noise;
      for (let i = at; i < at + 3; i++) rgb[i] = Math.max(0, Math.min(255, rgb[i]! + light));
    }
  }
}

function encodePng({ width, height, rgb }: Picture): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3));
  for (let y = 0; y < height; y++) rows.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), y * (1 + width * 3) + 1);
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), chunk('IHDR', head), chunk('IDAT', zlibSync(rows, { level: 3 })), chunk('IEND', new Uint8Array(0))]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(Buffer.from(type, 'latin1'), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
