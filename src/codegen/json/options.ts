/** The plugin's own options, besides those of every protoplugin (`import_extension` and others). */
export interface JsonPluginOptions {
  /** Full names of the messages that get exported functions; what they reach comes with them. Empty: all messages. */
  readonly types: readonly string[];
  /** Where generated code imports its run-time from: a package, or a path relative to the output folder. */
  readonly runtimeImport: string;
  /** Where the output of protoc-gen-es is: a folder relative to the output folder, or a package. */
  readonly messagesImport: string;
}

/** An option as protoplugin hands it over. */
interface RawOption {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads the plugin's options.
 *
 * - `types=a.b.C`: may be repeated; default: every message of the given files
 * - `runtime_import=…`: default `fulfillkit/codec`
 * - `messages_import=…`: default `.`, the same folder
 *
 * @throws Error for an unknown or empty option
 */
export function parseJsonPluginOptions(rawOptions: readonly RawOption[]): JsonPluginOptions {
  const types: string[] = [];
  let runtimeImport = "fulfillkit/codec";
  let messagesImport = ".";
  for (const { key, value } of rawOptions) {
    if (value === "") throw new Error(`the option ${key} needs a value: ${key}=…`);
    if (key === "types") types.push(value);
    else if (key === "runtime_import") runtimeImport = value;
    else if (key === "messages_import") messagesImport = value.replace(/\/$/, "");
    else
      throw new Error(
        `unknown option ${key}; this plugin has types, runtime_import and messages_import`,
      );
  }
  return { types, runtimeImport, messagesImport };
}
