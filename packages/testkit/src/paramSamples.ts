import type { Json, Param, Params } from '@exitbench/core';

/** One way to call a plugin: the defaults but for at most one parameter. */
export interface ParamSample {
  /** `defaults`, or `share = 0`. */
  readonly label: string;
  readonly changed?: string;
  readonly params: { readonly [name: string]: Json };
}

/** The defaults, then each parameter moved to some other allowed values: bounds, other words, a longer list. */
export function paramSamples(params: Params): readonly ParamSample[] {
  const moved = Object.entries(params).flatMap(([name, param]) =>
    otherValues(param).map((value) => ({ label: `${name} = ${JSON.stringify(value)}`, changed: name, params: { [name]: value } })),
  );
  return [{ label: 'defaults', params: {} }, ...moved];
}

// ---------------------------------------------------------------------------------------------------------------------

function otherValues(param: Param): readonly Json[] {
  const { schema, default: value } = param;
  const candidates = ((): readonly Json[] => {
    switch (schema.type) {
      case 'boolean':
        return [true, false];
      case 'string':
        return schema['enum'] as readonly string[];
      case 'array': {
        const list = value as readonly number[];
        return [list.slice(0, Math.max(1, Number(schema['minItems']))), list.map((v) => v + 1)];
      }
      default: {
        const [low, high] = [Number(schema['minimum']), Number(schema['maximum'] ?? Infinity)];
        const near = schema.type === 'integer' ? Number(value) + 1 : Number(value) * 0.75 + 0.0625;
        return [low, high, near].filter((v) => Number.isFinite(v) && v >= low && v <= high && v <= Math.max(64, 2 * Number(value)));
      }
    }
  })();
  const texts = new Set([JSON.stringify(value)]);
  return candidates.filter((c) => !texts.has(JSON.stringify(c)) && texts.add(JSON.stringify(c)));
}
