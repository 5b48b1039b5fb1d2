/**
 * What was wrong with a message, as codes; the window and the command line put them into words.
 *
 * - `truncated`: a multipart has no closing line; what had arrived was read.
 * - `no-headers`: no line looks like a header; all of it is shown as text.
 * - `no-date`, `bad-date`: the Date header is missing, or is no date.
 * - `unknown-charset`: a charset nobody knows, or one that is refused (UTF-7).
 * - `wrong-charset`: the bytes contradict the charset they are declared in.
 * - `bad-encoding`: a transfer encoding that does not exist; the bytes are taken as they are.
 * - `bad-structure`: a multipart whose boundary is missing or never appears.
 * - `too-deep`, `too-many-parts`, `header-cut`, `text-cut`: a limit of limits.ts was reached.
 * - `nul-bytes`: NUL characters were taken out of the text.
 */
export type MailProblem =
  | 'truncated'
  | 'no-headers'
  | 'no-date'
  | 'bad-date'
  | 'unknown-charset'
  | 'wrong-charset'
  | 'bad-encoding'
  | 'bad-structure'
  | 'too-deep'
  | 'too-many-parts'
  | 'header-cut'
  | 'text-cut'
  | 'nul-bytes';

/** Collects each problem once, in the order met. */
export type Problems = Set<MailProblem>;
