/**
 * The messages that a google.protobuf.Any may hold.
 */
import { createRegistry, type DescFile, type DescMethod, type Registry } from "@bufbuild/protobuf";
import {
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from "@bufbuild/protobuf/wkt";
import { file_google_rpc_error_details } from "../../gen/es/google/rpc/error_details_pb.ts";

/** Everything in the files of the methods and in those they import, the details of errors, and more if given. */
export function messageRegistry(
  methods: readonly DescMethod[],
  more: Registry | undefined,
): Registry {
  const files = new Set<DescFile>([
    file_google_rpc_error_details,
    file_google_protobuf_duration,
    file_google_protobuf_empty,
    file_google_protobuf_struct,
    file_google_protobuf_timestamp,
    file_google_protobuf_wrappers,
  ]);
  const add = (file: DescFile): void => {
    if (files.has(file)) return;
    files.add(file);
    file.dependencies.forEach(add);
  };
  for (const { parent, input, output } of methods)
    for (const { file } of [parent, input, output]) add(file);
  return createRegistry(...files, ...(more === undefined ? [] : [more]));
}
