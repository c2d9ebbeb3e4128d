import { describe, expect, it } from "vitest";
import { blocksOf, examplesOf } from "./markdown.ts";

const page = `
# Title
<!-- run -->

\`\`\`sh
echo '{}'
\`\`\`

prints

\`\`\`json
{}
\`\`\`

<!-- not run: it would never end -->
text between takes the marker away
- in a list
  ~~~~ts
  const a = \`\`;
  ~~~~
`;

describe("the blocks of a page", () => {
  it("come with language, line, marker and code without the list's indent", () => {
    expect(blocksOf(page)).toEqual([
      { language: "sh", code: "echo '{}'\n", line: 5, marker: "run" },
      { language: "json", code: "{}\n", line: 11, marker: "" },
      { language: "ts", code: "const a = ``;\n", line: 18, marker: "" },
    ]);
  });

  it("pair an example with the output that follows it", () => {
    const [sh, json] = blocksOf(page);
    expect(examplesOf(blocksOf(page))).toEqual([{ block: sh, output: json }]);
  });

  it("refuse a fence that is never closed", () => {
    expect(() => blocksOf("```ts\nconst a = 1;\n")).toThrow("line 1 is never closed");
  });
});
