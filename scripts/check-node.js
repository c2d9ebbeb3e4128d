// Plain JavaScript for any Node: it has to run where nothing else of this project would.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 3)) {
  process.stderr.write(
    `This is Node ${process.versions.node}; developing needs the Node that package.json pins. ` +
      "Run `npm ci` (with install scripts allowed), then start through npm: `npm test`, `npm start`.\n",
  );
  process.exit(1);
}
