import type { Params } from '../params.ts';
import type { Port, Task } from '../network/piece.ts';
import type { Augmentation } from '../phase.ts';
import type { Modality } from './architecture.ts';
import { type PluginHead, definePlugin } from './plugin.ts';

/** One file of a variant, pinned byte for byte. */
export interface DataFile {
  /** What `prepare` calls it and what it is called in the cache: a plain file name. */
  readonly name: string;
  /** Tried in this order. */
  readonly urls: readonly string[];
  readonly sha256: string;
  /** Size in bytes. */
  readonly bytes: number;
  /**
   * Every source holds the file compressed by gzip; digest and size are those of the content. A gzip header holds a
   * name and a time, and mirrors rewrite it: Debian's copy of a file has other bytes than its author's.
   */
  readonly gzip?: true;
  /** Places below `EXITBENCH_DATA` where a copy may lie, and absolute places where an installed package puts it. */
  readonly local?: readonly string[];
  /** A Debian package that contains it, and where: fetched with `apt-get download` and unpacked without root. */
  readonly debian?: { readonly package: string; readonly path: string };
}

/** The byte-exact source of a data set. Its name is in every key and label. */
export interface Variant {
  readonly title: string;
  readonly files: readonly DataFile[];
}

/** Limits on what an archive may unpack to. */
export interface ExtractLimits {
  /** Entries, folders included. */
  readonly files: number;
  /** Unpacked. */
  readonly bytes: number;
  /** Unpacked bytes for each byte of the archive. Default 100; small archives may have any. */
  readonly ratio?: number;
  /** Of the archive, where no file of the variant is it: an archive out of another archive. */
  readonly sha256?: string;
}

/** What `prepare` may use. It checks digests, resumes, reports progress and writes; plugins never do. */
export interface PrepareContext {
  readonly variant: Variant;
  /** A verified copy of the file: its path. Looks at local copies first. @throws ExitbenchError `bad-data` */
  download(file: DataFile): Promise<string>;
  /**
   * Unpacks an archive that the variant pins, tar or tar.gz, below a folder of its own: that folder's path.
   * @throws ExitbenchError `bad-data` naming the archive, the entry, the rule that it breaks and a remedy
   */
  extract(archive: string, limits: ExtractLimits): Promise<string>;
}

/** Paths of prepared files, by the names that `prepare` gave them. */
export type PreparedFiles = { readonly [name: string]: string };

export type Labels = Int32Array | Float32Array;

/** Some samples in a fixed order. */
export interface Split {
  readonly length: number;
  /** Int32 classes of 0 … classes − 1, or float32 values. */
  readonly labels: Labels;
  /** The samples at these positions, concatenated: for each input port, `indices.length` × its size values. A new array each time. */
  read(indices: ArrayLike<number>): { readonly [port: string]: Float32Array | Int32Array };
}

export interface Splits {
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

export interface Dataset<P extends Params = Params> extends PluginHead<P> {
  readonly kind: 'dataset';
  readonly modality: Modality;
  readonly task: Task;
  readonly input: readonly Port[];
  /** Samples of `train` after the validation part has been taken out. */
  readonly trainSize: number;
  readonly validationSize: number;
  readonly testSize: number;
  /** The first is the default. A data set that is computed has one variant without files. */
  readonly variants: { readonly [name: string]: Variant };
  /** Those that keep its labels. */
  readonly augmentations: readonly Augmentation['kind'][];
  readonly licence: string;
  /** Provides the files of a variant. */
  prepare(context: PrepareContext): Promise<PreparedFiles>;
  /** Reads prepared files. The splits are fixed: they do not depend on a seed. */
  open(files: PreparedFiles): Promise<Splits>;
}

/** Makes a data set plugin of a literal. */
export function defineDataset<const P extends Params>(literal: Omit<Dataset<P>, 'kind'>): Dataset<P> {
  return definePlugin('dataset', literal);
}
