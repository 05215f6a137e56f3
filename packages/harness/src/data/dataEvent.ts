/** What happens while the files of a data set are provided, for whoever shows progress. */
export type DataEvent =
  /** A file is there: where it was found or put. */
  | { readonly kind: 'data-ready'; readonly file: string; readonly path: string }
  /** A Debian package is being fetched and unpacked. */
  | { readonly kind: 'data-package'; readonly file: string; readonly package: string }
  /** So many bytes have come, of so many where the server says it. Sent about once a megabyte. */
  | { readonly kind: 'data-download'; readonly file: string; readonly from: string; readonly bytes: number; readonly total?: number }
  /** A damaged copy in the cache was thrown away; the file is provided anew. */
  | { readonly kind: 'data-discarded'; readonly file: string; readonly path: string; readonly problem: string };
