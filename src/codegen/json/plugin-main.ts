#!/usr/bin/env node
/** protoc-gen-fulfillkit-json: what protoc and buf start. */
import { runNodeJs } from "@bufbuild/protoplugin";
import { createJsonPlugin } from "./plugin.ts";

runNodeJs(createJsonPlugin());
