import type { NodeKey } from '@exitbench/core';

/** Names of what the store keeps, as its index has them. */
export function nodeName(key: NodeKey): string {
  return `node/${key}`;
}

export function codeName(digest: string): string {
  return `code/${digest}`;
}

export function payloadName(key: NodeKey, name: string): string {
  return `payload/${key}/${name}`;
}

/** What a name is of; undefined for one that we do not give. */
export function ownerOf(name: string): { readonly of: 'node' | 'payload'; readonly key: NodeKey } | { readonly of: 'code' } | undefined {
  const [, of, key] = /^(node|payload|code)\/([0-9a-f]{64})(?:\/|$)/.exec(name) ?? [];
  if (of === 'code') return { of };
  return of === 'node' || of === 'payload' ? { of, key: key as NodeKey } : undefined;
}
