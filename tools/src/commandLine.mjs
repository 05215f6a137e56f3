// @ts-check

/** What a program ends with when its arguments are wrong. */
const BAD_ARGUMENTS = 64;

/**
 * The options of a program, or the code that it ends with at once: its help was asked for, or its arguments are wrong, which is said.
 * @template {{ help?: boolean }} Options
 * @param {(args: readonly string[], env: NodeJS.ProcessEnv) => Options} read
 * @param {string} help
 * @returns {{ options: Options, code?: undefined } | { options?: undefined, code: number }}
 */
export function commandLine(read, help) {
  try {
    const options = read(process.argv.slice(2), process.env);
    if (options.help !== true) return { options };
    console.log(help);
    return { code: 0 };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return { code: BAD_ARGUMENTS };
  }
}
