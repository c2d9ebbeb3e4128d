/** Our protos as descriptors, with comments and options, for scripts that write what they say. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { run } from "./run.ts";
import { writeValidateProto } from "./validate-proto.ts";

/** Compiles everything under proto/, with its imports, by buf. Throws if buf fails. */
export function compileProtos(): FileDescriptorSet {
  writeValidateProto();
  const folder = mkdtempSync(join(tmpdir(), "fulfillkit-"));
  try {
    const image = join(folder, "proto.binpb");
    if (!run(["buf", "build", "proto", "--as-file-descriptor-set", "-o", image]).ok)
      throw new Error("buf build failed.");
    return fromBinary(FileDescriptorSetSchema, readFileSync(image));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
