/**
 * The .proto files as they are published, in other languages: each takes them the way its own
 * developers would, generates messages and gRPC stubs with the plugins of protobuf and gRPC, and
 * compiles the result.
 *
 * The files import google/api, google/longrunning and google/rpc, which every language has from its
 * own ecosystem, compiled:
 * - Go: `google.golang.org/genproto/googleapis/{api,rpc}`, `cloud.google.com/go/longrunning`;
 * - Java: `com.google.api.grpc:proto-google-common-protos`, with the .proto files in the jar;
 * - Python: `googleapis-common-protos`.
 *
 * And they import buf/validate/validate.proto, which buf has as buf.build/bufbuild/protovalidate. Here
 * it comes from the descriptor in @bufbuild/protovalidate, and each language generates it, too.
 *
 * For buf and protoc, the sources of the imports are in https://github.com/googleapis/googleapis and
 * in the npm package google-gax: `protoc -I node_modules/fulfillkit/proto
 * -I node_modules/google-gax/build/protos …`. (Those in googleapis-common-protos lack one file,
 * google/longrunning/operations.proto.)
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { validateModule, writeValidateProto } from "../../scripts/validate-proto.ts";
import { because, cacheFor, missing, root, run } from "./toolchains.ts";

/** Versions that belong together: generated code wants a run time at least as new as its plugin. */
const versions = {
  go: {
    "google.golang.org/protobuf": "v1.36.11",
    "google.golang.org/grpc": "v1.85.0",
    "google.golang.org/genproto/googleapis/api": "v0.0.0-20261019180522-ce908d29299b",
    "google.golang.org/genproto/googleapis/rpc": "v0.0.0-20261019180522-ce908d29299b",
    "cloud.google.com/go/longrunning": "v1.5.0",
  },
  goPlugins: {
    "google.golang.org/protobuf/cmd/protoc-gen-go": "v1.36.11",
    "google.golang.org/grpc/cmd/protoc-gen-go-grpc": "v1.6.0",
  },
  java: { protobuf: "4.32.1", grpc: "1.75.0", commonProtos: "2.61.0", plugin: "3.10.2" },
  python: { "grpcio-tools": "1.85.1", "googleapis-common-protos": "1.76.0" },
};

/** Holds `package/proto`, as npm unpacks it, and `googleapis` and `protovalidate`, the sources of the imports. */
let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "fulfillkit-protos-"));
  await run(["npm", "pack", "--ignore-scripts", "--pack-destination", work], { cwd: root });
  const tarball = (await readdir(work)).find((name) => name.endsWith(".tgz"));
  await run(["tar", "-xzf", tarball ?? "no tarball", "package/proto"], { cwd: work });
  for (const part of ["api", "longrunning", "rpc"]) {
    const source = join(root, "node_modules/google-gax/build/protos/google", part);
    const filter = (path: string): boolean =>
      !/\/api\/(apikeys|cloudquotas|expr|service[a-z]+)$/.test(path);
    await cp(source, join(work, "googleapis/google", part), { recursive: true, filter });
  }
  writeValidateProto();
  await cp(join(root, validateModule), join(work, "protovalidate"), { recursive: true });
});

afterAll(() => rm(work, { recursive: true, force: true }));

/** Paths of the published .proto files, as imports name them. */
async function publishedFiles(): Promise<readonly string[]> {
  const names = await readdir(join(work, "package/proto"), { recursive: true });
  return names.filter((name) => name.endsWith(".proto"));
}

async function filesUnder(directory: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => name.endsWith(ending)).toSorted();
}

const noGo = missing("go");
const noMaven = missing("mvn", "javac");
const noPython = missing("python3");

describe("the published .proto files", () => {
  it.skipIf(noGo)(`generate Go that compiles, through buf${because(noGo)}`, async () => {
    const cache = cacheFor("go");
    const bin = join(cache, "bin");
    const flags = "-mod=mod -modcacherw -buildvcs=false";
    const env = { GOPATH: cache, GOBIN: bin, GOFLAGS: flags };
    for (const [plugin, version] of Object.entries(versions.goPlugins)) {
      await run(["go", "install", `${plugin}@${version}`], { cwd: work, env });
    }
    await writeFile(join(work, "buf.yaml"), JSON.stringify(bufWorkspace));
    await writeFile(join(work, "buf.gen.yaml"), JSON.stringify(bufGeneration(bin)));
    for (const module of ["package/proto", "protovalidate"])
      await run([join(root, "node_modules/.bin/buf"), "generate", module], { cwd: work });
    const out = join(work, "go");
    const requirements = Object.entries(versions.go).map((pair) => `\t${pair.join(" ")}\n`);
    const module = `module contract.test\n\ngo 1.24\n\nrequire (\n${requirements.join("")})\n`;
    await writeFile(join(out, "go.mod"), module);
    await run(["go", "build", "./..."], { cwd: out, env });
    const sources = await filesUnder(out, ".go");
    expect(sources).toContain("fulfillkit/v1/webhook_grpc.pb.go");
    expect(sources).toContain("google/cloud/dialogflow/cx/v3/environment_grpc.pb.go");
    expect(sources).toContain("google/cloud/dialogflow/v2/webhook.pb.go");
  });

  it.skipIf(noMaven)(`generate Java that compiles, through Maven${because(noMaven)}`, async () => {
    const project = join(work, "java");
    await mkdir(project);
    await writeFile(
      join(project, "pom.xml"),
      pom([join(work, "package/proto"), join(work, "protovalidate")]),
    );
    const local = `-Dmaven.repo.local=${cacheFor("maven")}`;
    await run(["mvn", "--batch-mode", "--quiet", local, "compile"], { cwd: project });
    const classes = await filesUnder(join(project, "target/classes"), ".class");
    expect(classes).toContain("dev/fulfillkit/v1/WebhookServiceGrpc.class");
    expect(classes).toContain("com/google/cloud/dialogflow/cx/v3/EnvironmentsGrpc.class");
    expect(classes).toContain("com/google/cloud/dialogflow/v2/WebhookRequest.class");
  });

  it.skipIf(noPython)(`generate Python that compiles and loads${because(noPython)}`, async () => {
    const environment = cacheFor("python");
    const python = join(environment, "bin/python");
    await run(["python3", "-m", "venv", environment], { cwd: work });
    const packages = Object.entries(versions.python).map((pair) => pair.join("=="));
    await run([python, "-m", "pip", "install", "--quiet", ...packages], { cwd: work });
    const out = join(work, "python");
    await mkdir(out);
    const includes = ["package/proto", "googleapis", "protovalidate"].flatMap((path) => [
      "-I",
      path,
    ]);
    const outputs = [`--python_out=${out}`, `--grpc_python_out=${out}`];
    const files = [...(await publishedFiles()), "buf/validate/validate.proto"];
    await run([python, "-m", "grpc_tools.protoc", ...includes, ...outputs, ...files], {
      cwd: work,
    });
    await run([python, "-m", "compileall", "-q", out], { cwd: work });
    const modules = (await filesUnder(out, ".py")).map((name) =>
      name.slice(0, -".py".length).replaceAll("/", "."),
    );
    const program = `import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(len(sys.argv) - 1)`;
    const printed = await run([python, "-c", program, ...modules], { cwd: out });
    expect(printed.trim()).toBe(String(2 * files.length));
  });
});

const bufWorkspace = {
  version: "v2",
  modules: [{ path: "package/proto" }, { path: "googleapis" }, { path: "protovalidate" }],
};

/**
 * Ours go into one Go module. Their own go_package says where the platform's published Go code is,
 * which a Go service may well use in their place.
 */
function bufGeneration(bin: string) {
  return {
    version: "v2",
    managed: {
      enabled: true,
      disable: ["api", "longrunning", "rpc"].map((name) => ({
        file_option: "go_package",
        path: `google/${name}`,
      })),
      override: [{ file_option: "go_package_prefix", value: "contract.test" }],
    },
    plugins: ["protoc-gen-go", "protoc-gen-go-grpc"].map((plugin) => ({
      local: join(bin, plugin),
      out: "go",
      opt: "paths=source_relative",
    })),
  };
}

/** A Maven project whose sources are these .proto files. The plugin brings its own protoc. */
function pom(sources: readonly string[]): string {
  const { protobuf, grpc, commonProtos, plugin } = versions.java;
  const dependency = (id: string, version: string): string => {
    const [group = "", artifact = ""] = id.split(":");
    return `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
  };
  const dependencies = [
    dependency("com.google.protobuf:protobuf-java", protobuf),
    dependency("com.google.api.grpc:proto-google-common-protos", commonProtos),
    dependency("io.grpc:grpc-protobuf", grpc),
    dependency("io.grpc:grpc-stub", grpc),
  ];
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  ${dependency("test:contract", "1")}
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    ${dependencies.map((xml) => `<dependency>${xml}</dependency>`).join("\n    ")}
  </dependencies>
  <build><plugins><plugin>
    ${dependency("io.github.ascopes:protobuf-maven-plugin", plugin)}
    <configuration>
      <protocVersion>${protobuf}</protocVersion>
      <sourceDirectories>${sources.map((path) => `<sourceDirectory>${path}</sourceDirectory>`).join("")}</sourceDirectories>
      <binaryMavenPlugins><binaryMavenPlugin>
        ${dependency("io.grpc:protoc-gen-grpc-java", grpc)}
      </binaryMavenPlugin></binaryMavenPlugins>
    </configuration>
    <executions><execution><goals><goal>generate</goal></goals></execution></executions>
  </plugin></plugins></build>
</project>
`;
}
