// @ts-check
// The catalogue of the plugins, as a page and as an index for programs.
import { KINDS } from './request.mjs';

/** @typedef {import('./derivedFiles.mjs').Plugin} Plugin */

/** `plugins/CATALOG.md`. @param {readonly Plugin[]} plugins sorted by id */
export function cataloguePage(plugins) {
  const sections = Object.entries(KINDS).map(([kind, title]) => {
    const rows = plugins.filter((plugin) => plugin.kind === kind).map(row);
    return [`## ${title}`, '', ...(rows.length === 0 ? ['None yet.'] : ['| plugin | what it is | parameters | source |', '|---|---|---|---|', ...rows])].join('\n');
  });
  return `# Plugins

Generated from the plugins themselves by \`node tools/catalog.mjs\`; \`catalog.json\` says the same to programs. [How to add one](../CONTRIBUTING.md#add-a-plugin).

${sections.join('\n\n')}
`;
}

/**
 * `plugins/catalog.json`.
 * @param {readonly Plugin[]} plugins sorted by id
 * @param {(params: Plugin['params']) => object} paramsSchema
 */
export function catalogueIndex(plugins, paramsSchema) {
  return {
    plugins: plugins.map(({ id, kind, title, description, citation, revision, params }) => ({
      id, kind, title, description, citation, revision, params: paramsSchema(params), package: `@exitbench/${id}`, folder: `plugins/${id}`,
    })),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {Plugin} plugin */
function row({ id, description, citation, params }) {
  const names = Object.keys(params).map((name) => `\`${name}\``);
  return `| [${id}](${id}) | ${cell(description)} | ${names.join(', ')} | ${cell(citation)} |`;
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
