// Plain JavaScript in old words: it has to run on the Node that is too old for the rest.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [, , script, ...rest] = process.argv;

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.versions.node} is too old for this script: run it as \`npm run …\` or \`npm start\` after a full \`npm ci\` (which brings Node 24 along), or install Node 24.`,
  );
  process.exit(1);
}
const { pathToFileURL } = await import('node:url');
const { resolve } = await import('node:path');
process.argv = [process.argv[0], resolve(script), ...rest];
await import(pathToFileURL(resolve(script)).href);
