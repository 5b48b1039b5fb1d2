/**
 * The limits that keep a hostile message from costing more than a large honest one. They are far above
 * what mail programs make; the raw message is kept whole in any case.
 */
export const limits = {
  /** Nesting that is reported as `too-deep`; reading goes on down to `depthRead`. */
  depthReported: 100,
  /** Multiparts nested deeper than this are listed as one attachment. */
  depthRead: 2000,
  /** Parts looked at in one message. */
  parts: 10_000,
  /** Attachments listed of one message. */
  attachments: 1000,
  /** Bytes of one header value that are looked at; 5,000 recipients take about 300 KiB. */
  headerValueBytes: 2 * 1024 * 1024,
  /** Characters of all headers of one name that are given to the library, which reads about 400 KB a second of the worst. */
  libraryChars: 512 * 1024,
  /** Addresses kept of one header. */
  addresses: 20_000,
  /** Message ids kept of References. */
  references: 1000,
  /** Characters of a decoded subject or name. */
  phraseChars: 8192,
  /** Encoded bytes of one text part that are decoded. */
  textPartBytes: 4 * 1024 * 1024,
  /** Characters of text kept of one message. */
  textChars: 1024 * 1024,
  /** Characters of one HTML part that are sanitised for display. */
  displayHtmlChars: 4 * 1024 * 1024,
  /** Decoded bytes of one inline image, and of all inline images of one message together. */
  inlineImageBytes: 5 * 1024 * 1024,
  inlineImagesBytes: 20 * 1024 * 1024,
} as const;
