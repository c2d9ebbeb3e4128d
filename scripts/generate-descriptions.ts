/**
 * Writes gen/openapi/descriptions.ts: the comments of our protos, and our own words for the services
 * that come from elsewhere, as far as the OpenAPI document shows them. Generated
 * code has no comments at run time. `npm run generate` runs it, after gen/es is there.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createFileRegistry } from "@bufbuild/protobuf";
import { DispatchService } from "../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { managementRules, managementServices } from "../src/management/index.ts";
import {
  describeByName,
  describeFrom,
  httpBindings,
  openApi,
  type Describe,
} from "../src/transcoding/index.ts";
import { describedName } from "../src/transcoding/openapi/comments.ts";
import { compileProtos } from "./compile-protos.ts";
import { root } from "./run.ts";

/** Where the file is, from the repository's root. */
export const descriptionsPath = "gen/openapi/descriptions.ts";

/** What is not ours to document in its proto, and is served. */
const others: Readonly<Record<string, string>> = {
  "google.longrunning.Operations":
    "Work that was accepted and is done later. Methods that start such work answer with its operation.",
  "google.longrunning.Operations.GetOperation":
    "Tells how far an operation is, and what it ended with.",
  "google.longrunning.Operations.ListOperations": "Lists operations, a page at a time.",
  "google.longrunning.Operations.CancelOperation":
    "Asks for the end of an operation. Whether it came in time, the operation tells.",
  "google.longrunning.Operations.DeleteOperation":
    "Forgets an operation and its result. The work itself goes on.",
  "google.longrunning.Operations.WaitOperation":
    "Answers when an operation is done, or the time is over.",
  "google.longrunning.Operation": "Work that was accepted and is done later.",
  "google.longrunning.Operation.name": "Resource name of the operation.",
  "google.longrunning.Operation.metadata": "What the method tells about its work.",
  "google.longrunning.Operation.done": "Whether the work is over, well or not.",
  "google.longrunning.Operation.error": "Why the work failed.",
  "google.longrunning.Operation.response": "What came of the work.",
  "google.cloud.location.Locations": "The locations in which agents can be.",
  "google.cloud.location.Locations.ListLocations":
    "Lists the locations of a project, a page at a time.",
  "google.cloud.location.Locations.GetLocation": "Reads one location.",
};

/** Files of our own; what they import is Google's, whose comments are not ours to publish. */
const ours = /^(?:fulfillkit|google\/cloud\/dialogflow)\//;

/** Describes by the comments of our protos. */
function describeByComments(): Describe {
  const set = compileProtos();
  for (const file of set.file) if (!ours.test(file.name)) delete file.sourceCodeInfo;
  return describeFrom(createFileRegistry(set));
}

/** The file: every text that the document asks for, by the name that it asks for. */
export function descriptionsFile(): string {
  const byComment = describeByComments();
  const byTable = describeByName(others);
  const texts = new Map<string, string>();
  openApi({
    bindings: httpBindings(
      [...managementServices, DispatchService].flatMap(({ methods }) => methods),
      managementRules,
    ),
    title: "",
    version: "",
    describe: (desc) => {
      const text = byComment(desc) ?? byTable(desc);
      if (text !== undefined) texts.set(describedName(desc), text);
      return text;
    },
  });
  return render(texts);
}

const v3 = "google.cloud.dialogflow.cx.v3.";
const v3beta1 = "google.cloud.dialogflow.cx.v3beta1.";

/** The texts as a module; what both versions say alike is written once. */
function render(texts: ReadonlyMap<string, string>): string {
  const shared = new Map<string, string>();
  const rest = new Map(texts);
  for (const [name, text] of texts) {
    const twin = name.startsWith(v3) ? v3beta1 + name.slice(v3.length) : undefined;
    if (twin === undefined || texts.get(twin) !== text) continue;
    shared.set(name.slice(v3.length), text);
    rest.delete(name);
    rest.delete(twin);
  }
  return `// Written by scripts/generate-descriptions.ts from the comments in proto/. Do not edit.

type Texts = Readonly<Record<string, string>>;

function within(prefix: string, texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [prefix + name, text]));
}

const shared: Texts = {
${rows(shared)}
};

/** What the OpenAPI document says, by the full names of what it describes. */
export const descriptions: Texts = {
  ...within(${JSON.stringify(v3)}, shared),
  ...within(${JSON.stringify(v3beta1)}, shared),
${rows(rest)}
};
`;
}

function rows(texts: ReadonlyMap<string, string>): string {
  return [...texts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `  ${JSON.stringify(name)}: ${JSON.stringify(text)},`)
    .join("\n");
}

if (import.meta.main) {
  const path = join(root, descriptionsPath);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, descriptionsFile());
}
