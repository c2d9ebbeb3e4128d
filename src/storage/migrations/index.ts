/** All migrations, in order. A new one is a new file and a new line here. */
import { resources } from "./0001-resources.ts";
import { references } from "./0002-references.ts";
import type { Migration } from "./migration.ts";

/** The way from an empty database to the schema of this program, version by version. */
export const migrations: readonly Migration[] = [resources, references];
