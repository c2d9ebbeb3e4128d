/** Compiles .proto files with buf into descriptors, ours and those of the official npm packages. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { writeValidateProto } from "../../scripts/validate-proto.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const buf = `${root}node_modules/.bin/buf`;
const cx = "node_modules/@google-cloud/dialogflow-cx/build/protos";
const es = "node_modules/@google-cloud/dialogflow/build/protos";
const gax = "node_modules/google-gax/build/protos";

/** The official .proto files and what they import, as modules of one buf workspace. */
const officialWorkspace = {
  version: "v2",
  modules: [
    { path: cx },
    { path: es },
    {
      path: gax,
      includes: ["api", "longrunning", "rpc", "type"].map((name) => `${gax}/google/${name}`),
      excludes: ["apikeys", "cloudquotas", "expr", "servicecontrol", "servicemanagement"].map(
        (name) => `${gax}/google/api/${name}`,
      ),
    },
  ],
};

async function build(args: readonly string[]): Promise<FileDescriptorSet> {
  const { stdout } = await promisify(execFile)(
    buf,
    ["build", ...args, "--exclude-source-info", "--output", "-#format=binpb"],
    { cwd: root, encoding: "buffer", maxBuffer: 64 * 1024 * 1024 },
  );
  return fromBinary(FileDescriptorSetSchema, stdout);
}

const rules = "buf/validate/validate.proto";

/**
 * Our contract: everything under proto/, with its imports. Without the file that declares the options
 * of protovalidate those are unknown fields, which no comparison sees: rules are ours alone.
 */
export async function buildOurs(): Promise<FileDescriptorSet> {
  writeValidateProto();
  const set = await build(["proto"]);
  set.file = set.file.filter(({ name }) => name !== rules);
  for (const file of set.file) file.dependency = file.dependency.filter((name) => name !== rules);
  return set;
}

/**
 * The official contract: `@google-cloud/dialogflow-cx` for v3 and v3beta1, `@google-cloud/dialogflow`
 * for v2. Built from the .proto files in the packages and not from the protos.json beside them, which
 * protobufjs wrote: there names are camelCase, a repeated option keeps its last value only (one of the
 * four resource patterns of an ES context), and which file declares what is forgotten.
 */
export function buildOfficial(): Promise<FileDescriptorSet> {
  const packages = [
    `${cx}/google/cloud/dialogflow/cx/v3`,
    `${cx}/google/cloud/dialogflow/cx/v3beta1`,
    `${es}/google/cloud/dialogflow/v2`,
  ];
  const paths = packages.flatMap((path) => ["--path", path]);
  return build([".", "--config", JSON.stringify(officialWorkspace), ...paths]);
}
