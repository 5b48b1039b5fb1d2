/** What stands in a PDF, for tests that look at what was printed. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export type PdfText = { pages: number; /** Lines from top to bottom, joined by line breaks. */ text: string; /** In points, of the first page: 595 x 842 is A4. */ size: { width: number; height: number } };

/** @throws when the bytes are no PDF */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  // A copy: the reader takes what it is given.
  const task = getDocument({ data: Uint8Array.from(bytes), useSystemFonts: true, verbosity: 0 });
  const pdf = await task.promise;
  try {
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const content = await (await pdf.getPage(number)).getTextContent();
      pages.push(content.items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
    }
    const [, , width = 0, height = 0] = (await pdf.getPage(1)).view;
    return { pages: pdf.numPages, text: pages.join('\n'), size: { width: Math.round(width), height: Math.round(height) } };
  } finally {
    await task.destroy();
  }
}
