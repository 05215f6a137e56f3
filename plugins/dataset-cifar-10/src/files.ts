import type { DataFile } from '@exitbench/core';

/** The folder of the six files, in the official archive and below `EXITBENCH_DATA`. */
export const FOLDER = 'cifar-10-batches-bin';

/** 10,000 records each, in the order in which they are read. */
export const TRAIN = ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin'] as const;
export const TEST = 'test_batch.bin';

/**
 * The binary version from its author's page, which gives the MD5 c32a1d4ab5d03f1284b67883e8d87530. The SHA-256 is the one
 * that Metalhead.jl and torchvision for Ruby pin for the same address.
 */
export const ARCHIVE: DataFile = {
  name: 'cifar-10-binary.tar.gz',
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  bytes: 170_052_171,
  urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
  local: ['cifar-10-binary.tar.gz'],
};

/** Six files of 30,730,000 bytes, their folder, the names of the classes and a link to the page; and some room. */
export const LIMITS = { files: 16, bytes: 200_000_000 } as const;

const copied = (name: string, sha256: string): DataFile => ({ name, sha256, bytes: 30_730_000, urls: [], local: [`${FOLDER}/${name}`] });

/** The six files, rebuilt from JPEG copies of the images: README.md tells how. */
export const JPEG_COPY: readonly DataFile[] = [
  copied('data_batch_1.bin', 'd4eccb5aa25a9b948aa3fd025d4ac30e107056a5d419f22705a4771e7bc76c2e'),
  copied('data_batch_2.bin', '2b9ddd6d4c90f0ff4332052222685aa9a20f9683a45f5a0e12c4e5e4c70515a9'),
  copied('data_batch_3.bin', '5ce5e4d12337a9da973abb638b27413c080b3709e3dca56eaf87a40e1270d233'),
  copied('data_batch_4.bin', 'd6859fc5c8b537557ca7d4691d50fdfa80578a1eb25f916d552f7af575682bc5'),
  copied('data_batch_5.bin', '6b22a00d0ff493ac5465b40434c5c0c90fd9a16fa964b8b53345f6efb8402003'),
  copied('test_batch.bin', '3b1cee29e5bdfae1b80926eef21b275ca1212c7ed58e46ea5e8b576fee595e22'),
];
